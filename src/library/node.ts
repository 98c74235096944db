/** The library of a folder on disk, for the command line and tests. The only file of this layer that needs Node. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngramError } from '../errors';
import { loadLibrary, type Library } from './library';

export function loadLibraryFolder(folder: string): Promise<Library> {
  return loadLibrary(async (name) => {
    const path = join(folder, name);
    return readFile(path, 'utf8').catch((cause: unknown) => {
      throw new EngramError(
        'library',
        `${JSON.stringify(path)} cannot be read. Give a folder of relations with index.json.`,
        { cause },
      );
    });
  });
}
