/**
 * Changes to the activations of several neurons at once. On the page a neuron has one activation edit, at [MASK] or
 * everywhere: setting it in one place takes it out of the other.
 */
import { setGain, setValue, type EditPlace } from '../knowledge/edits/edit-list';
import type { EditsDocument, NeuronEdit, NeuronRef } from '../knowledge/edits/edits';
import { sameNeuron } from './neurons';

export function activationEdit(edits: EditsDocument, ref: NeuronRef): NeuronEdit | undefined {
  return edits.neurons.find((edit) => sameNeuron(edit, ref));
}

const other = (place: EditPlace): EditPlace => (place === 'mask' ? 'all' : 'mask');

export function withGain(
  edits: EditsDocument,
  refs: readonly NeuronRef[],
  place: EditPlace,
  gain: number,
): EditsDocument {
  return refs.reduce((document, ref) => setGain(setGain(document, ref, other(place), 1), ref, place, gain), edits);
}

export function withValue(
  edits: EditsDocument,
  refs: readonly NeuronRef[],
  place: EditPlace,
  value: number,
): EditsDocument {
  return refs.reduce((document, ref) => setValue(setGain(document, ref, other(place), 1), ref, place, value), edits);
}

/** How many edits in force hold at [MASK] alone. */
export function countAtMask(edits: EditsDocument): number {
  return edits.neurons.filter(({ at, off }) => at === 'mask' && !off).length;
}

/** Lets every edit in force hold at each token, in place of what its neuron had there. */
export function heldEverywhere(edits: EditsDocument): EditsDocument {
  const moved = edits.neurons.filter(({ at, off }) => at === 'mask' && !off);
  return {
    ...edits,
    neurons: edits.neurons.flatMap((edit) => {
      if (moved.includes(edit)) return [{ ...edit, at: 'all' as const }];
      return moved.some((own) => sameNeuron(own, edit)) ? [] : [edit];
    }),
  };
}

/** The edits in force that are no erasing of a value vector, and so would be measured along with an erasure. */
export function countBesideErasure(edits: EditsDocument): number {
  const { neurons, values } = withoutErased(edits);
  return [...neurons, ...values].filter(({ off }) => !off).length;
}

/** Switches them off. */
export function besideErasureOff(edits: EditsDocument): EditsDocument {
  const others = withoutErased(edits);
  return {
    ...edits,
    neurons: edits.neurons.map((edit) => ({ ...edit, off: true })),
    values: edits.values.map((edit) => (others.values.includes(edit) ? { ...edit, off: true } : edit)),
  };
}

function withoutErased({ neurons, values, ...document }: EditsDocument): EditsDocument {
  const isErased = (edit: EditsDocument['values'][number]) =>
    edit.ops.length === 1 && edit.ops.every((op) => 'erase' in op);
  return { ...document, neurons, values: values.filter((edit) => !isErased(edit)) };
}

/** Moves the neurons' activation edits to another place, where they have any. */
export function withPlace(edits: EditsDocument, refs: readonly NeuronRef[], place: EditPlace): EditsDocument {
  return refs.reduce((document, ref) => {
    const edit = activationEdit(document, ref);
    if (!edit || edit.at === place) return document;
    return edit.gain === undefined
      ? withValue(document, [ref], place, edit.value)
      : withGain(document, [ref], place, edit.gain);
  }, edits);
}
