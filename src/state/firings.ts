/** Which prompts of the library fire the neuron that is looked at. */
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Firing } from '../knowledge/measures/firing';
import type { Firings } from './answer-values';
import { ofModel, type AnswersSlice } from './answers';
import type { ModelSlice } from './model';
import { sameNeuron } from './neurons';
import { inspectedOf } from './selected';
import type { SelectionSlice } from './selection';

/** Neurons whose prompts are kept. */
const KEPT = 60;

type Looking = Pick<AnswersSlice & ModelSlice & SelectionSlice, 'firings' | 'selected' | 'info'>;

/** The prompts of the inspected neuron, where they have been searched for in this model. */
export function firingOf(state: Looking): Firings['neurons'][number] | null {
  const neuron = inspectedOf(state);
  const found = state.info && ofModel(state.firings, state.info);
  return (neuron && found?.neurons.find((each) => sameNeuron(each, neuron))) ?? null;
}

/** What has been found, with one more neuron; the oldest are forgotten. */
export function withFiring({ firings, info }: Looking, neuron: NeuronRef, prompts: number, found: Firing): Firings {
  const known = ofModel(firings, info)?.neurons ?? [];
  const others = known.filter((each) => !sameNeuron(each, neuron));
  const { most, least, mean } = found;
  return { prompts, neurons: [...others, { ...neuron, most, least, mean }].slice(-KEPT) };
}
