/** Facts as questions: every wording as a prompt with its target. From a file, or from the library. */
import { z } from 'zod';
import type { ClozeTokenizer, Token } from '../checkpoint/tokenizer';
import { EngramError } from '../errors';
import { bestKnown, someParaphrases } from '../library/choose';
import { loadLibraryFolder } from '../library/node';
import type { Library } from '../library/library';
import type { Relation } from '../library/relation';
import { sameWords } from '../library/words';
import { parseWith } from '../schema';
import { readLines, tokenOf } from './questions';
import type { FactSource } from './workbench-arguments';

export interface FactQuestions {
  readonly name: string;
  readonly prompts: readonly string[];
  readonly target: Token;
}

const lineSchema = z.looseObject({
  name: z.string().optional(),
  prompts: z.array(z.string()).min(1, 'expected at least one prompt'),
  target: z.string(),
});

export async function readFacts(source: FactSource, tokenizer: ClozeTokenizer): Promise<FactQuestions[]> {
  if ('file' in source) {
    const read = (line: unknown): FactQuestions => {
      const { name, prompts, target } = parseWith(lineSchema, line, 'arguments', 'the line');
      for (const prompt of prompts) tokenizer.encodeCloze(prompt);
      return { name: name ?? prompts[0]!, prompts, target: tokenOf(target, tokenizer) };
    };
    return readLines(source.file, read, '{"prompts": [...], "target": ...}');
  }
  const library = await loadLibraryFolder(source.relations);
  const relation = library.relation(source.relation);
  const { subject } = source;
  const all = factsOf(relation, tokenizer, source.wordings);
  const wanted = subject === undefined ? all : all.filter(({ name }) => sameWords(name) === sameWords(subject));
  if (wanted.length === 0) {
    throw new EngramError(
      'library',
      `${relation.id} (${relation.label}) has no fact about ${JSON.stringify(subject)} that this model can answer with one token.`,
    );
  }
  return wanted.slice(0, source.facts);
}

/** A relation's facts that the model can answer with one token, the best known first, each in some of its wordings. */
export function factsOf(relation: Relation, tokenizer: ClozeTokenizer, wordings: number): FactQuestions[] {
  return bestKnown(relation).flatMap((fact) => {
    const found = tokenizer.lookUp(fact.object);
    return found.ok
      ? [{ name: fact.subject, prompts: someParaphrases(relation, fact, wordings), target: found.token }]
      : [];
  });
}

/** The facts of the same relation that are not asked about: a neuron that serves many of them is not this fact's. */
export async function otherFacts(
  source: FactSource,
  tokenizer: ClozeTokenizer,
  asked: readonly FactQuestions[],
  count: number,
): Promise<FactQuestions[]> {
  if ('file' in source || count === 0) return [];
  const library: Library = await loadLibraryFolder(source.relations);
  const names = new Set(asked.map(({ name }) => name));
  return factsOf(library.relation(source.relation), tokenizer, source.wordings)
    .filter(({ name }) => !names.has(name))
    .slice(0, count);
}
