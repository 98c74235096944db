/**
 * Data from outside (files, links) is checked where it enters. This turns the first few things that zod found wrong
 * into one message for a person: where it is, what was expected and what is there.
 */
import type { z } from 'zod';
import { EngramError, type ErrorCode } from './errors';

/** A value as it would be typed, cut to a readable length. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no word for NaN and the infinities.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `neurons[3].gain` for ['neurons', 3, 'gain']. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? String(key) : `.${String(key)}`))
    .join('');
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/**
 * Checks `value`.
 * @throws EngramError that begins with `what` ("config.json", "The edits") where it does not fit.
 */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, code: ErrorCode, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const lines = issues.slice(0, 3).map((issue) => {
    const where = pathText(issue.path);
    const message = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '');
    return `${where ? `${where}: ` : ''}${message}; found ${quote(valueAt(value, issue.path))}`;
  });
  const more = issues.length > lines.length ? ` (and ${issues.length - lines.length} more)` : '';
  throw new EngramError(code, `${what}: ${lines.join('. ')}${more}.`);
}
