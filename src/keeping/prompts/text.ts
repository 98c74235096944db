/** Plain text: a prompt a line; empty lines are passed over. */
import { promptEntry, type Line } from './entry';

export function readText(text: string): Line[] {
  return linesOf(text).flatMap((content, index) =>
    content.trim() === '' ? [] : [{ line: index + 1, ...promptEntry(content) }],
  );
}

export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
