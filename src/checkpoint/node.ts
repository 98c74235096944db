/** A model from a folder, for the command line and tests. The only file of this layer that needs Node. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EngramError } from '../errors';
import { loadCheckpoint, type LoadedModel } from './load';

/** The names that loadCheckpoint can use or has something to say about; nothing else is read. */
const WANTED = /^(config\.json|tokenizer\.json|tokenizer_config\.json|vocab\.txt|.*\.safetensors)$/;

export async function loadFolder(folder: string): Promise<LoadedModel> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new EngramError('checkpoint', `The model folder ${JSON.stringify(folder)} cannot be read. Give a folder with config.json and model.safetensors.`, { cause });
  });
  const weights = names.includes('model.safetensors') ? names.filter((name) => !name.endsWith('.safetensors') || name === 'model.safetensors') : names;
  const files = await Promise.all(
    weights.map(async (name): Promise<[string, Uint8Array<ArrayBuffer>]> => {
      // Other names are listed without contents, so that messages can tell what is there.
      return [name, WANTED.test(name) ? new Uint8Array(await readFile(join(folder, name))) : new Uint8Array()];
    }),
  );
  return loadCheckpoint(new Map(files), basename(resolve(folder)));
}
