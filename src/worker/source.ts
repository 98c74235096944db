/** A model from where the visitor wants it: the one that comes with the page, or files of their own. */
import { isModelFile, loadCheckpoint, type LoadedModel, type ModelFiles } from '../checkpoint/load';
import { EngramError } from '../errors';
import type { LoadProgress, ModelSource } from './api';
import { download } from './download';

const BUILTIN = { id: 'builtin', name: 'Built-in model' };
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

/** @param models the folder that holds `builtin/`. */
export async function loadSource(source: ModelSource, models: URL, onProgress: (progress: LoadProgress) => void): Promise<LoadedModel> {
  if (source.kind === 'builtin') {
    const files = await download(new URL('builtin/', models), FILES, onProgress);
    onProgress({ stage: 'read', fraction: null });
    return { ...(await loadCheckpoint(files, BUILTIN.id)), ...BUILTIN };
  }
  if (source.kind === 'hub') throw new EngramError('download', `${source.id}: models of the Hugging Face Hub cannot be loaded yet.`);
  onProgress({ stage: 'read', fraction: null });
  return loadCheckpoint(await readFiles(source.files), source.name);
}

async function readFiles(files: readonly { readonly name: string; readonly data: Blob }[]): Promise<ModelFiles> {
  return new Map(
    await Promise.all(
      files.map(async ({ name, data }): Promise<[string, Uint8Array<ArrayBuffer>]> => {
        const wanted = isModelFile(name.split('/').at(-1) ?? name);
        return [name, wanted ? new Uint8Array(await data.arrayBuffer()) : new Uint8Array()];
      }),
    ),
  );
}
