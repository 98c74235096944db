/** What is known of a neuron, from the state as it is; used where one neuron is asked about at a time. */
import type { State } from '../../state/store';
import { plain, signed } from '../../figures/format';
import type { NeuronFact } from './map/MapTooltip';

export function neuronFacts({ attribution, activations }: State, index: number): readonly NeuronFact[] {
  const score = attribution?.value.scores[index];
  const before = activations?.value.before[index] ?? attribution?.value.activations[index];
  const after = activations?.value.after[index];
  return [
    ...(score === undefined ? [] : [{ name: 'attribution', value: signed(score, 5), tone: score }]),
    ...(before === undefined ? [] : [{ name: 'activation', value: plain(before) }]),
    ...(after === undefined || before === undefined || after === before
      ? []
      : [{ name: 'after edits', value: plain(after) }]),
  ];
}
