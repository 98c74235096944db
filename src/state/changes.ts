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
