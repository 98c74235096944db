/** Facts as questions: every wording as a prompt with its target. From a file, or from the library. */
import { z } from 'zod';
import { tokenOf } from '../checkpoint/token-of';
import type { ClozeTokenizer, Token } from '../checkpoint/tokenizer';
import { EngramError } from '../errors';
import { vocabularyOf } from '../experiments/asked-model';
import { factsToAsk } from '../experiments/facts';
import { loadLibraryFolder } from '../library/node';
import { sameWords } from '../library/words';
import { parseWith } from '../schema';
import { readLines } from './questions';
import type { FactSource } from './workbench-arguments';

export interface FactQuestions {
  /** Id of its relation; null where it is from a file. */
  readonly relation: string | null;
  readonly name: string;
  readonly prompts: readonly string[];
  readonly target: Token;
}

const lineSchema = z.looseObject({
  name: z.string().optional(),
  prompts: z.array(z.string()).min(1, 'expected at least one prompt'),
  target: z.string(),
});

/**
 * The facts that a command is about.
 * @throws EngramError('library') where the model can answer none of them.
 */
export async function readFacts(source: FactSource, tokenizer: ClozeTokenizer): Promise<readonly FactQuestions[]> {
  if ('file' in source) {
    const read = (line: unknown): FactQuestions => {
      const { name, prompts, target } = parseWith(lineSchema, line, 'arguments', 'the line');
      for (const prompt of prompts) tokenizer.encodeCloze(prompt);
      return { relation: null, name: name ?? prompts[0]!, prompts, target: tokenOf(target, tokenizer) };
    };
    return readLines(source.file, read, '{"prompts": [...], "target": ...}');
  }
  const relation = (await loadLibraryFolder(source.relations)).relation(source.relation);
  const wanted = source.subject;
  const asked = await factsToAsk(
    vocabularyOf(tokenizer),
    [relation],
    source,
    ({ subject }) => wanted === undefined || sameWords(subject) === sameWords(wanted),
  );
  if (asked.length === 0) {
    throw new EngramError(
      'library',
      `${relation.id} (${relation.label}) has no fact about ${JSON.stringify(wanted)} that this model can answer with one token.`,
    );
  }
  return asked.map(({ subject, target, prompts }) => ({
    relation: relation.id,
    name: subject,
    prompts,
    target: { id: target, token: tokenizer.token(target) },
  }));
}
