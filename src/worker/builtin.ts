/** The model that comes with the page, from its folder on the page's host: weights travel compact (src/checkpoint/compact.ts). */
import { COMPACT_FILE, unpackWeights } from '../checkpoint/compact';
import type { ModelFiles } from '../checkpoint/load';
import type { LoadProgress } from './api';
import { forgetKept } from '../runtime/kept-files';
import { download, type HostedFile } from './download';

/** What the page asks for, and so all that its build holds of the model. */
export const BUILTIN_FILES: readonly HostedFile[] = [
  { name: 'config.json' },
  { name: 'tokenizer.json' },
  { name: 'tokenizer_config.json' },
  { name: COMPACT_FILE, packs: { name: 'model.safetensors', unpack: unpackWeights } },
];

/**
 * The files of its Hugging Face folder, bit by bit.
 * @param models the folder that holds `builtin/`; its query goes along.
 * @throws EngramError('checkpoint') that says which file could not be had or read.
 */
export async function downloadBuiltin(models: URL, onProgress: (progress: LoadProgress) => void): Promise<ModelFiles> {
  const folder = new URL(`builtin/${models.search}`, models);
  try {
    return await download(folder, BUILTIN_FILES, onProgress);
  } catch (error) {
    // It may be a kept file that is broken: the next try is to fetch it.
    await forgetKept();
    throw error;
  }
}
