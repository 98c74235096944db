/**
 * `engram/browser`: the engine in a web page, in the thread that opens it. On the GPU that blocks nothing; on the CPU a page that has to
 * stay fluent opens it in a worker of its own.
 */
import { loadCheckpoint } from '../checkpoint/load';
import { openWebRuntime, type BackendPreference } from '../runtime/choose';
import { openIn, type EngramModel } from './engram-model';
import { fetchModelFiles, type FilesProgress, type ModelFilesAt } from './fetch-files';

export * from './shared';
export type { BackendPreference, FilesProgress, ModelFilesAt };

export interface OpenInBrowserOptions {
  /** 'auto' (default): WebGPU where a real GPU gives right answers, else WebAssembly. `model.runsOn` says which it is, and why. */
  readonly backend?: BackendPreference;
  /** Told of the files while they come. */
  readonly onProgress?: (progress: FilesProgress) => void;
}

/**
 * Opens a model from its files, or from the address of a folder in Hugging Face layout.
 * @throws EngramError('checkpoint') that says what is missing or wrong; EngramError('runtime' | 'memory').
 */
export async function openModelInBrowser(
  from: ModelFilesAt,
  { backend = 'auto', onProgress = () => {} }: OpenInBrowserOptions = {},
): Promise<EngramModel> {
  const { files, name } = await fetchModelFiles(from, onProgress);
  const model = await loadCheckpoint(files, name);
  return openIn(await openWebRuntime(backend), model);
}
