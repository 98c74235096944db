/** A model from a folder, for the command line and tests. The only file of this layer that needs Node. */
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EngramError } from '../errors';
import { COMPACT_FILE, unpackWeights } from './compact';
import { isModelFile, loadCheckpoint, type LoadedModel } from './load';

export async function loadFolder(folder: string): Promise<LoadedModel> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new EngramError(
      'checkpoint',
      `The model folder ${JSON.stringify(folder)} cannot be read. Give a folder with config.json and model.safetensors.`,
      { cause },
    );
  });
  const weights = names.includes('model.safetensors')
    ? names.filter((name) => !name.endsWith('.safetensors') || name === 'model.safetensors')
    : names;
  const files = await Promise.all(
    weights.map(async (name): Promise<[string, Uint8Array<ArrayBuffer>]> => {
      return [name, isModelFile(name) ? new Uint8Array(await readFile(join(folder, name))) : new Uint8Array()];
    }),
  );
  const compact = names.includes(COMPACT_FILE) && !names.some((name) => name.endsWith('.safetensors'));
  if (compact) files.push(['model.safetensors', await unpackWeights(createReadStream(join(folder, COMPACT_FILE)))]);
  return loadCheckpoint(new Map(files), basename(resolve(folder)));
}
