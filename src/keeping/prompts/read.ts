/**
 * Files of prompts as one list to work through. Every line that cannot be used is named, with why; the others work all the
 * same. Patterns and facts may stand in different files: each fact is then asked in every pattern of its relation.
 */
import type { ListedPrompt } from '../../experiments/prompt-list';
import type { PromptList, WrongLine } from '../../state/prompts';
import { fill, type Entry, type Line } from './entry';
import { readJsonLines } from './jsonl';
import { readTable } from './table';
import { readText } from './text';

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

export const MOST_PROMPTS = 5000;
/** Of all prompts together, so that a list can be kept over a reload. */
const MOST_CHARACTERS = 1_000_000;
const MOST_WRONG = 100;
/** Bytes of all files together; LAMA's largest have about ten million. */
export const MOST_PROMPT_BYTES = 20_000_000;

type FileLine = Line & { readonly file: string };

export function readPrompts(files: readonly TextFile[]): PromptList {
  const lines = files.flatMap(({ name, text }) =>
    readFile(name, text.replace(/^\uFEFF/, '')).map((line): FileLine => ({ ...line, file: name })),
  );
  const patterns = lines.filter((line) => line.kind === 'pattern');
  const hasFacts = lines.some(({ kind }) => kind === 'fact');
  const prompts: ListedPrompt[] = [];
  const wrong: WrongLine[] = [];
  let [wrongCount, left, characters] = [0, 0, 0];
  const isFull = () => prompts.length >= MOST_PROMPTS || characters >= MOST_CHARACTERS;
  const take = (entry: Entry, { file, line }: FileLine) => {
    if (entry.kind === 'prompt') {
      if (isFull()) left++;
      else {
        prompts.push({ prompt: entry.prompt, target: entry.target });
        characters += entry.prompt.length;
      }
    } else if (entry.kind === 'wrong' && ++wrongCount <= MOST_WRONG) wrong.push({ file, line, reason: entry.reason });
  };
  for (const line of lines) {
    if (line.kind === 'pattern') {
      if (!hasFacts)
        take(
          {
            kind: 'wrong',
            reason: 'A pattern needs facts: drop the file with sub_label and obj_label together with this one.',
          },
          line,
        );
    } else if (line.kind !== 'fact') take(line, line);
    else {
      const asking = patterns.filter(
        ({ relation }) => relation === null || line.relation === null || relation === line.relation,
      );
      // What is beyond the limit need not be written out to be counted.
      if (isFull()) left += asking.length || Number(line.sentence !== null);
      else if (asking.length > 0) for (const { pattern } of asking) take(fill(pattern, line), line);
      else
        take(
          line.sentence === null ? NO_PATTERN : { kind: 'prompt', prompt: line.sentence, target: line.object },
          line,
        );
    }
  }
  return { name: nameOf(files), prompts, wrong, wrongCount, left };
}

const NO_PATTERN: Entry = {
  kind: 'wrong',
  reason: 'A fact needs a pattern that asks it: drop a file of patterns together with this one.',
};

/** By what is in it rather than by its name: names are often wrong, and dropped text has none. */
function readFile(name: string, text: string): Line[] {
  if (/^\s*\{/.test(text)) return readJsonLines(text);
  return /\.(csv|tsv)$/i.test(name) ? readTable(text) : readText(text);
}

function nameOf(files: readonly TextFile[]): string {
  const [first] = files;
  return files.length === 1 && first ? first.name : `${files.length} files`;
}
