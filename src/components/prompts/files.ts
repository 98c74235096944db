/** Prompts in from files or from text, and results out as a file. */
import { messageOf } from '../../errors';
import { MOST_PROMPT_BYTES, readPrompts, type TextFile } from '../../keeping/prompts/read';
import { resultsCsv } from '../../keeping/prompts/results-csv';
import type { AppStore, State } from '../../state/store';
import { saveFile } from '../save-file';
import { bytes, count, counted } from '../../figures/format';

type NamedBlob = Blob & { readonly name: string };

/** What the field for files offers; others can be dropped all the same. */
export const PROMPT_FILES = '.txt,.csv,.tsv,.jsonl,.json';

/** Opens the prompts of some files as a list in the room Prompts; files without any change nothing and say why. */
export async function openPromptFiles(store: AppStore, files: readonly NamedBlob[]): Promise<void> {
  try {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    if (total > MOST_PROMPT_BYTES)
      throw new Error(
        `These files have ${bytes(total)}; a list of prompts may have ${bytes(MOST_PROMPT_BYTES)}. Take a part of them.`,
      );
    openPromptTexts(
      store,
      await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() }))),
    );
  } catch (error) {
    store.getState().notify({ tone: 'problem', text: messageOf(error) });
  }
}

/** The same of texts that are here already; a name that ends as a file's says how to read it. */
export function openPromptTexts(store: AppStore, texts: readonly TextFile[]): void {
  const { notify, settle, openPrompts, setRoom } = store.getState();
  try {
    const list = readPrompts(texts);
    const [first] = list.wrong;
    if (list.prompts.length === 0) {
      throw new Error(
        first
          ? `There is no prompt in ${list.name} that can be asked. Line ${first.line}: ${first.reason}`
          : `${list.name} is empty.`,
      );
    }
    settle('prompts');
    const { promptList, promptAt, promptResults } = store.getState();
    openPrompts(list);
    setRoom('prompts');
    const found = promptResults?.value.filter((result) => result !== null).length ?? 0;
    if (promptList && found > 0) {
      notify({
        tone: 'info',
        cause: 'prompts',
        waits: true,
        text: `${list.name} took the place of ${promptList.name}, with what was found about ${counted(found, 'prompt')} there.`,
        action: { label: 'Bring it back', run: () => store.setState({ promptList, promptAt, promptResults }) },
      });
    }
    if (list.left > 0) {
      notify({
        tone: 'info',
        text: `The first ${count(list.prompts.length)} prompts were taken; ${count(list.left)} more did not fit.`,
      });
    }
  } catch (error) {
    notify({ tone: 'problem', cause: 'prompts', text: messageOf(error) });
  }
}

export function exportResults({ promptList, promptResults }: State): void {
  if (promptList && promptResults)
    saveFile('engram-prompts.csv', new Blob([resultsCsv(promptList, promptResults.value)], { type: 'text/csv' }));
}
