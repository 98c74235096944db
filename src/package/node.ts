/** `engram`: the engine as a library for Node. */
import { join } from 'node:path';
import { loadFolder } from '../checkpoint/node';
import type { Library } from '../library/library';
import { loadLibraryFolder } from '../library/node';
import { openNodeRuntime, type NodeBackend } from '../runtime/node';
import { openIn, type EngramModel } from './engram-model';

export * from './shared';
export type { NodeBackend };

/** Beside the package's code, or the repository's: a model and the library's relations. */
const MODELS = join(import.meta.dirname, '../../models');

/** The folder of the model that comes with the package. */
export const BUILTIN_FOLDER = join(MODELS, 'builtin');

export interface OpenModelOptions {
  /**
   * 'auto' (default): native onnxruntime where the package onnxruntime-node is installed beside this one, else WebAssembly, which
   * needs nothing. `model.runsOn` says which it is.
   */
  readonly backend?: NodeBackend;
  /** Threads within an operation; default: one a core, for WebAssembly 8 at most. WebAssembly keeps the number that it started with. */
  readonly threads?: number;
  /** Told the share that is prepared, 0..1. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * Opens a model of a folder in Hugging Face layout: config.json, model.safetensors (whole or in shards) and tokenizer.json,
 * vocab.txt, or vocab.json with merges.txt; a BERT or a relative of it, with its masked-LM head.
 * @param folder default: the small English BERT that comes with the package.
 * @throws EngramError('checkpoint') that says what is missing or wrong; EngramError('runtime').
 */
export async function openModel(folder: string = BUILTIN_FOLDER, options: OpenModelOptions = {}): Promise<EngramModel> {
  const model = await loadFolder(folder);
  const { onProgress } = options;
  return openIn(await openNodeRuntime(options), model, onProgress ? { onProgress } : {});
}

/**
 * The relations and their facts.
 * @param folder default: the 25 relations that come with the package.
 * @throws EngramError('library')
 */
export function openLibrary(folder: string = join(MODELS, 'relations')): Promise<Library> {
  return loadLibraryFolder(folder);
}
