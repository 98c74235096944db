/** Edits as a script writes them: documents (`EditsDocument`) that hold for one question, and change no weights. */
import { setGain, type EditPlace } from '../knowledge/edits/edit-list';
import { NO_EDITS, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';

/** Sets the neurons' activations to zero, at [MASK] or at every position. */
export function silence(neurons: readonly NeuronRef[], at: EditPlace = 'mask'): EditsDocument {
  return amplify(neurons, 0, at);
}

/** Multiplies the neurons' activations by `factor`, -100 to 100, at [MASK] or at every position. */
export function amplify(neurons: readonly NeuronRef[], factor: number, at: EditPlace = 'mask'): EditsDocument {
  return neurons.reduce((document, ref) => setGain(document, ref, at, factor), NO_EDITS);
}
