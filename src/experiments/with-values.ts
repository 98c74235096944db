/** An experiment writes value vectors beside what is edited already: where both touch a neuron, the experiment prevails. */
import { neuronKey, type EditsDocument } from '../knowledge/edits/edits';

/** The value edits of `added`, instead of any that their neurons had. */
export function withValues(edits: EditsDocument, added: EditsDocument): EditsDocument {
  const keys = new Set(added.values.map(neuronKey));
  return { ...edits, values: [...edits.values.filter((edit) => !keys.has(neuronKey(edit))), ...added.values] };
}
