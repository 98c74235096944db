/**
 * One line of a file of prompts, whatever the file's layout: a prompt to ask, one half of a prompt (a pattern, or the fact
 * to put into it), or why the line cannot be used.
 */
export type Entry =
  /** `target`: the word whose probability is followed; null: what the model says first. */
  | { readonly kind: 'prompt'; readonly prompt: string; readonly target: string | null }
  /** A sentence with [X] for the subject and [Y] for the answer; `relation` names the facts that it is for, null: any. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly relation: string | null }
  /** `sentence`: a prompt of its own, for where no pattern asks it. */
  | {
      readonly kind: 'fact';
      readonly subject: string;
      readonly object: string;
      readonly relation: string | null;
      readonly sentence: string | null;
    }
  | { readonly kind: 'wrong'; readonly reason: string };

/** Where the line stands, counted from 1 as editors do. */
export type Line = Entry & { readonly line: number };

export const MASK = '[MASK]';
/** Characters; a BERT reads at most 512 tokens. */
const LONGEST_PROMPT = 4000;
const LONGEST_TARGET = 100;

const wrong = (reason: string): Entry => ({ kind: 'wrong', reason });

/** Text on one line, with the gap as this page writes it; people and other models write it in other ways. */
function tidy(text: string): string {
  return text
    .replace(/\[mask\]|<mask>|_{3,}/gi, MASK)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Checks what a file offers as a prompt; an empty target is none. */
export function promptEntry(text: string, target: string | null = null): Entry {
  const prompt = tidy(text);
  const word = tidy(target ?? '');
  if (prompt === '') return wrong('The prompt is empty.');
  if (prompt.length > LONGEST_PROMPT)
    return wrong(`The prompt has ${prompt.length} characters; at most ${LONGEST_PROMPT} can be asked.`);
  const gaps = prompt.split(MASK).length - 1;
  if (gaps !== 1) return wrong(gaps === 0 ? `There is no ${MASK}.` : `There are ${gaps} ${MASK}; a prompt has one.`);
  if (prompt === MASK) return wrong(`There is nothing around ${MASK}.`);
  if (word.length > LONGEST_TARGET) return wrong('The target is far longer than a word.');
  return { kind: 'prompt', prompt, target: word === '' ? null : word };
}

export function patternEntry(pattern: string, relation: string | null): Entry {
  const once = (part: string) => pattern.split(part).length === 2;
  if (!once('[X]') || !once('[Y]')) return wrong('A pattern needs one [X] for the subject and one [Y] for the answer.');
  return { kind: 'pattern', pattern, relation };
}

/** The prompt that a pattern asks of a fact. */
export function fill(
  pattern: string,
  { subject, object }: { readonly subject: string; readonly object: string },
): Entry {
  // Functions, since a "$" in a subject would mean something to replace().
  return promptEntry(
    pattern.replace('[Y]', () => MASK).replace('[X]', () => subject),
    object,
  );
}
