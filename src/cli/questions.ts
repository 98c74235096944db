/** The questions to ask a model, all read and checked before the first is computed: a slip in line 900 costs no wait. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ClozeTokenizer, Token } from '../checkpoint/tokenizer';
import { EngramError, messageOf } from '../errors';
import { parseWith, quote } from '../schema';
import type { PromptSource } from './arguments';

export interface Question {
  readonly prompt: string;
  /** Absent where none was given, and none is needed. */
  readonly target?: Token;
}

const lineSchema = z.looseObject({ prompt: z.string(), target: z.string().optional() });

/** Reads a text file; throws EngramError('arguments') that names it. */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EngramError('arguments', `${quote(path)} cannot be read (${messageOf(cause)}).`, { cause });
  });
}

/** @param needsTarget whether a question without a target is a mistake. */
export async function readQuestions(
  source: PromptSource,
  tokenizer: ClozeTokenizer,
  needsTarget: boolean,
): Promise<Question[]> {
  if (!('file' in source)) return [check(source, tokenizer, needsTarget)];
  const lines = (await readTextFile(source.file)).replace(/^\uFEFF/, '').split('\n');
  const questions = lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const where = `${source.file} line ${i + 1}`;
    try {
      return [check(parseWith(lineSchema, JSON.parse(line), 'arguments', 'the line'), tokenizer, needsTarget)];
    } catch (error) {
      const reason = error instanceof SyntaxError ? `this is not JSON: ${quote(line.trim())}` : messageOf(error);
      throw new EngramError('arguments', `${where}: ${reason}`, { cause: error });
    }
  });
  if (questions.length === 0)
    throw new EngramError(
      'arguments',
      `${quote(source.file)} holds no prompts. Each line should be {"prompt": ..., "target": ...}.`,
    );
  return questions;
}

function check(
  asked: { prompt: string; target?: string | undefined },
  tokenizer: ClozeTokenizer,
  needsTarget: boolean,
): Question {
  tokenizer.encodeCloze(asked.prompt);
  if (!needsTarget) return { prompt: asked.prompt };
  if (asked.target === undefined) {
    throw new EngramError(
      'arguments',
      'A target is needed: the token whose probability is attributed (--target TOKEN, or "target" in the line of the file).',
    );
  }
  const found = tokenizer.lookUp(asked.target);
  if (found.ok) return { prompt: asked.prompt, target: found.token };
  const near = found.suggestions.map(({ token }) => token).join(', ');
  throw new EngramError('vocabulary', `${found.problem}${near ? ` Near it: ${near}.` : ''}`);
}
