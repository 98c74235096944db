/** What options of several commands have in common: their values, checked, and the sentence for a slip. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { EngramError } from '../errors';

/** What is typed before a command: in a clone of the repository; the package's build says `npx engram` (scripts/pack.ts). */
export const PROGRAM = process.env.ENGRAM_PROGRAM ?? 'npm run -s engram --';

export function wrong(message: string): EngramError {
  return new EngramError('arguments', `${message} For help: ${PROGRAM} help`);
}

/** More than anybody asks for. */
export const MANY = 1_000_000;

export const MODEL = new Option(
  '--model <DIR>',
  'folder with config.json, model.safetensors and tokenizer.json or vocab.txt',
).makeOptionMandatory();
export const PROMPT = new Option('--prompt <TEXT>', 'a sentence with one [MASK]');
export const PROMPTS = new Option(
  '--prompts <FILE>',
  'a line a prompt: {"prompt": "The capital of Azerbaijan is [MASK].", "target": "baku"}',
);
export const TARGET = new Option('--target <TOKEN>', 'the token whose probability is followed');

/** One prompt, or a file of them. */
export type PromptSource = { readonly prompt: string; readonly target?: string } | { readonly file: string };

interface GivenPrompts {
  readonly prompt?: string;
  readonly prompts?: string;
  readonly target?: string;
}

/** @throws EngramError('arguments') where it is neither one prompt nor a file. */
export function sourceOf({ prompt, prompts: file, target }: GivenPrompts): PromptSource {
  if ((prompt === undefined) === (file === undefined))
    throw wrong('Give either --prompt TEXT or --prompts FILE.jsonl.');
  if (file !== undefined) {
    if (target !== undefined)
      throw wrong('With --prompts the targets stand in the file: {"prompt": ..., "target": ...}.');
    return { file };
  }
  return { prompt: prompt ?? '', ...(target === undefined ? {} : { target }) };
}

/** What reads a whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`it should be a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** What reads a number from `min` to `max`. */
export function numberFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max))
      throw new InvalidArgumentError(`it should be a number from ${min} to ${max}.`);
    return value;
  };
}
