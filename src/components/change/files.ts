/** The edits as a JSON file, out and in: the same document that links and the command line carry. */
import { messageOf } from '../../errors';
import { parseEdits, validateEdits, type EditsDocument } from '../../knowledge/edits/edits';
import type { AppStore } from '../../state/store';
import { saveFile } from '../save-file';
import { counted } from '../../figures/format';

export function exportEdits(edits: EditsDocument): void {
  saveFile('engram-edits.json', new Blob([`${JSON.stringify(edits, null, 2)}\n`], { type: 'application/json' }));
}

/** Replaces the edits in one step that can be undone; a file that does not fit changes nothing and says why. */
export async function importEdits(store: AppStore, file: Blob & { readonly name: string }): Promise<void> {
  const { notify, changeEdits, info } = store.getState();
  try {
    const edits = parseEdits(readJson(file.name, await file.text()));
    if (info) validateEdits(edits, info.config);
    changeEdits(edits);
    notify({
      tone: 'info',
      cause: 'edits',
      text: `${counted(edits.neurons.length + edits.values.length, 'edit')} came from ${file.name}. Undo brings yours back.`,
    });
  } catch (error) {
    notify({ tone: 'problem', cause: 'edits', text: messageOf(error) });
  }
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name} is not JSON. Expected a file that Engram exported.`);
  }
}
