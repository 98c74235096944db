/** Reads a command's options; every slip is one sentence that says what was expected. */
import { parseArgs } from 'node:util';
import { EngramError, messageOf } from '../errors';

export function wrong(message: string): EngramError {
  return new EngramError('arguments', `${message} For help: npm run -s engram -- help`);
}

export type Options = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly multiple?: boolean }>
>;

export function options<const O extends Options>(expected: O, args: readonly string[]) {
  try {
    return parseArgs({ options: expected, args: [...args], strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw wrong(`${messageOf(error).replace(/\.$/, '')}.`);
  }
}

export function modelOf(model: string | undefined): string {
  if (!model) throw wrong('Give the model with --model DIR.');
  return model;
}

/** One prompt, or a file of them. */
export type PromptSource = { readonly prompt: string; readonly target?: string } | { readonly file: string };

export function sourceOf(prompt: string | undefined, file: string | undefined, target?: string): PromptSource {
  if ((prompt === undefined) === (file === undefined))
    throw wrong('Give either --prompt TEXT or --prompts FILE.jsonl.');
  if (file !== undefined) {
    if (target !== undefined)
      throw wrong('With --prompts the targets stand in the file: {"prompt": ..., "target": ...}.');
    return { file };
  }
  return { prompt: prompt ?? '', ...(target === undefined ? {} : { target }) };
}

export function wholeNumber(name: string, text: string | undefined, max: number, min = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw wrong(`--${name} is ${JSON.stringify(text)}; it should be a whole number from ${min} to ${max}.`);
  return value;
}

export function numberFrom(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max))
    throw wrong(`--${name} is ${JSON.stringify(text)}; it should be a number from ${min} to ${max}.`);
  return value;
}
