/** JSON from a file, with an error that names the file. */
import { EngramError, messageOf } from '../errors';

export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngramError('library', `${name} is not JSON (${messageOf(cause)}).`, { cause });
  }
}
