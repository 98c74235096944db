/** Prompts in from files, and results out as one. */
import { messageOf } from '../../errors';
import { MOST_PROMPT_BYTES, readPrompts } from '../../keeping/prompts/read';
import { resultsCsv } from '../../keeping/prompts/results-csv';
import type { AppStore, State } from '../../state/store';
import { saveFile } from '../save-file';
import { bytes, count } from '../format';

type NamedBlob = Blob & { readonly name: string };

/** What the field for files offers; others can be dropped all the same. */
export const PROMPT_FILES = '.txt,.csv,.tsv,.jsonl,.json';

/** Opens the prompts of some files as a list in the room Prompts; files without any change nothing and say why. */
export async function openPromptFiles(store: AppStore, files: readonly NamedBlob[]): Promise<void> {
  const { notify, openPrompts, setRoom } = store.getState();
  try {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    if (total > MOST_PROMPT_BYTES)
      throw new Error(
        `These files have ${bytes(total)}; a list of prompts may have ${bytes(MOST_PROMPT_BYTES)}. Take a part of them.`,
      );
    const list = readPrompts(
      await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() }))),
    );
    const [first] = list.wrong;
    if (list.prompts.length === 0) {
      throw new Error(
        first
          ? `There is no prompt in ${list.name} that can be asked. Line ${first.line}: ${first.reason}`
          : `${list.name} is empty.`,
      );
    }
    openPrompts(list);
    setRoom('prompts');
    if (list.left > 0) {
      notify({
        tone: 'info',
        text: `The first ${count(list.prompts.length)} prompts were taken; ${count(list.left)} more did not fit.`,
      });
    }
  } catch (error) {
    notify({ tone: 'problem', text: messageOf(error) });
  }
}

export function exportResults({ promptList, promptResults }: State): void {
  if (promptList && promptResults)
    saveFile('engram-prompts.csv', new Blob([resultsCsv(promptList, promptResults.value)], { type: 'text/csv' }));
}
