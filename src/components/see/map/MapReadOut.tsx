/** The map for whoever hears it: how it goes by keys, and the neuron under the keyboard's cursor, read out. */
import type { NeuronFact } from './MapTooltip';

interface Props {
  /** Of the element that says how the map goes by keys. */
  readonly helpId: string;
  /** L3 · N560; null while the cursor is elsewhere. */
  readonly name: string | null;
  readonly facts: readonly NeuronFact[];
  /** What the neuron says; empty while that is not known. */
  readonly words: string;
  readonly selected: boolean;
}

export function MapReadOut({ helpId, name, facts, words, selected }: Props) {
  return (
    <>
      <p id={helpId} className="visually-hidden">
        Arrow keys move among neurons, Page Up and Page Down among layers. Enter selects, with Shift it adds. Plus and
        minus zoom, zero shows all, Escape clears the selection. The list of strongest neurons below has the same
        neurons.
      </p>
      <p className="visually-hidden" role="status">
        {name === null
          ? ''
          : [
              name.replace('L', 'Layer ').replace('N', 'neuron ').replace(' ·', ','),
              ...facts.map(({ name: what, value }) => `${what} ${value}`),
              ...(words ? [`says ${words}`] : []),
              ...(selected ? ['selected'] : []),
            ].join(', ')}
      </p>
    </>
  );
}
