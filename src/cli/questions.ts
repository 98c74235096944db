/** The questions to ask a model, all read and checked before the first is computed: a slip in line 900 costs no wait. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { tokenOf } from '../checkpoint/token-of';
import type { ClozeTokenizer, Token } from '../checkpoint/tokenizer';
import { EngramError, messageOf } from '../errors';
import { NO_EDITS, parseEdits, type EditsDocument } from '../knowledge/edits/edits';
import { parseWith, quote } from '../schema';
import type { PromptSource } from './options';

export interface AskedPrompt {
  readonly prompt: string;
  /** Absent where none was given, and none is needed. */
  readonly target?: Token;
}

const lineSchema = z.looseObject({ prompt: z.string(), target: z.string().optional() });

/**
 * Reads a text file.
 * @throws EngramError('arguments') that names it.
 */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EngramError('arguments', `${quote(path)} cannot be read (${messageOf(cause)}).`, { cause });
  });
}

/** The edits in a file; none where no file is given. */
export async function readEdits(path: string | undefined): Promise<EditsDocument> {
  if (path === undefined) return NO_EDITS;
  const text = await readTextFile(path);
  try {
    return parseEdits(JSON.parse(text));
  } catch (error) {
    if (error instanceof EngramError) throw new EngramError('edits', `${path}: ${error.message}`, { cause: error });
    throw new EngramError('edits', `${path}: it is not valid JSON.`, { cause: error });
  }
}

/** @param needsTarget whether a question without a target is a mistake. */
export async function readQuestions(
  source: PromptSource,
  tokenizer: ClozeTokenizer,
  needsTarget: boolean,
): Promise<AskedPrompt[]> {
  if (!('file' in source)) return [check(source, tokenizer, needsTarget)];
  return readLines(
    source.file,
    (line) => check(parseWith(lineSchema, line, 'arguments', 'the line'), tokenizer, needsTarget),
    '{"prompt": ..., "target": ...}',
  );
}

/** Every line of a JSONL file, read by `parse`; an error names the file and the line. */
export async function readLines<T>(file: string, parse: (line: unknown) => T, shape: string): Promise<T[]> {
  const lines = (await readTextFile(file)).replace(/^\uFEFF/, '').split('\n');
  const found = lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      return [parse(JSON.parse(line))];
    } catch (error) {
      const reason = error instanceof SyntaxError ? `this is not JSON: ${quote(line.trim())}` : messageOf(error);
      throw new EngramError('arguments', `${file} line ${i + 1}: ${reason}`, { cause: error });
    }
  });
  if (found.length === 0)
    throw new EngramError('arguments', `${quote(file)} holds no prompts. Each line should be ${shape}.`);
  return found;
}

function check(
  asked: { prompt: string; target?: string | undefined },
  tokenizer: ClozeTokenizer,
  needsTarget: boolean,
): AskedPrompt {
  tokenizer.encodeCloze(asked.prompt);
  if (!needsTarget) return { prompt: asked.prompt };
  if (asked.target === undefined) {
    throw new EngramError(
      'arguments',
      'A target is needed: the token whose probability is attributed (--target TOKEN, or "target" in the line of the file).',
    );
  }
  return { prompt: asked.prompt, target: tokenOf(asked.target, tokenizer) };
}
