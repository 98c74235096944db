/**
 * A model's files before they are read: a folder of the visitor's, or a repository of the Hub. What can be told before
 * the weights are there, and how they are opened, is the same for both.
 */
import type { BertConfig } from '../bert/config';
import { parseConfig } from '../checkpoint/config';
import { jsonOf, loadCheckpoint, type LoadedModel, type ModelFiles } from '../checkpoint/load';
import { neededFiles, type NeededFiles } from '../checkpoint/needed-files';
import { parseShardIndex } from '../checkpoint/shards';
import { EngramError, messageOf } from '../errors';
import type { BackendPreference } from '../runtime/choose';
import type { BackendLimits } from '../runtime/limits';
import type { Precision } from '../runtime/runtime';
import type { ModelMemory, ModelOrigin, ModelPreview, PreviewFile } from './api';
import { memoryProblem, preparedBytes } from './memory';

export interface ModelFolder {
  /** As ModelInfo's. */
  readonly id: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  readonly files: readonly PreviewFile[];
  readonly notices: readonly string[];
  /** SHA-256 of files, in hexadecimal, that `use` verifies. */
  readonly sha256: ReadonlyMap<string, string>;
  /** A small file's content, for a look: nothing is kept. */
  peek(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Works with its files; resolves to what the work does, with notices that come of reading. */
  use<T>(work: (read: ReadFiles) => Promise<T>): Promise<{ readonly result: T; readonly notices: readonly string[] }>;
}

/** Gives the files of these names; can be called again for others. */
export type ReadFiles = (names: readonly string[]) => Promise<ModelFiles>;

/** A model with where it came from. */
export interface SourcedModel extends LoadedModel {
  readonly origin: ModelOrigin;
  /** Bytes of its weights' files. */
  readonly weightsFile: number;
  /** Given where the backend that would be chosen cannot hold it, but this one can. */
  readonly only?: 'wasm';
}

export type LimitsOf = (preference: BackendPreference) => Promise<BackendLimits>;

/**
 * Reads and checks the model. Its config and the memory that it will take are looked at before the weights are fetched.
 * @throws EngramError
 */
export async function openFolder(
  folder: ModelFolder,
  preference: BackendPreference,
  limitsOf: LimitsOf,
): Promise<SourcedModel> {
  const names = folder.files.map(({ name }) => name);
  const first = neededFiles(names);
  let fit: Fit | undefined;
  const { result: files, notices } = await folder.use(async (read) => {
    const small = await read(first.small);
    fit = await fitOf(folder.name, parseConfig(jsonOf(small.get('config.json')!, 'config.json')), preference, limitsOf);
    if (fit.problem !== null) throw new EngramError('checkpoint', fit.problem);
    const { weights } =
      first.index === null ? first : neededFiles(names, parseShardIndex(jsonOf(small.get(first.index)!, first.index)));
    return new Map([...small, ...(await read(weights))]);
  });
  const { id, name, origin } = folder;
  const model = await loadCheckpoint(files, name, folder.sha256);
  const weightsFile = [...files].reduce(
    (sum, [file, { length }]) => sum + (file.endsWith('.safetensors') ? length : 0),
    0,
  );
  return {
    ...model,
    id,
    name,
    origin,
    weightsFile,
    ...(fit?.only ? { only: fit.only } : {}),
    notices: [...folder.notices, ...model.notices, ...(fit?.notices ?? []), ...notices],
  };
}

interface Fit {
  readonly problem: string | null;
  readonly backend: BackendLimits['backend'];
  readonly only?: 'wasm';
  readonly notices: readonly string[];
}

/** Whether memory holds the model; where it is for us to choose, WebAssembly takes what the graphics processor cannot. */
async function fitOf(
  name: string,
  config: BertConfig,
  preference: BackendPreference,
  limitsOf: LimitsOf,
): Promise<Fit> {
  const limits = await limitsOf(preference);
  const problem = memoryProblem(name, config, limits);
  if (problem === null || limits.backend === 'wasm' || preference !== 'auto')
    return { problem, backend: limits.backend, notices: [] };
  if (memoryProblem(name, config, await limitsOf('wasm')) !== null)
    return { problem, backend: limits.backend, notices: [] };
  return {
    problem: null,
    backend: 'wasm',
    only: 'wasm',
    notices: ['It runs on WebAssembly: it holds a matrix that is larger than this graphics processor reads at once.'],
  };
}

/** What is known of it before its weights are fetched. */
export async function previewFolder(folder: ModelFolder, limitsOf: LimitsOf): Promise<ModelPreview> {
  const { id, name, origin } = folder;
  let problem: string | null = null;
  /** Faults of the model itself; whatever keeps us from looking at it is thrown. */
  const look = async <T>(step: () => Promise<T>): Promise<T | null> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof EngramError && error.code === 'checkpoint')) throw error;
      problem ??= messageOf(error);
      return null;
    }
  };
  const needed = await look(() => allNeeded(folder));
  const config = await look(async () =>
    folder.files.some((file) => file.name === 'config.json')
      ? parseConfig(await peekJson(folder, 'config.json'))
      : null,
  );
  const fit = config && (await fitOf(name, config, 'auto', limitsOf));
  problem ??= fit?.problem ?? null;
  const wanted = needed && [...needed.small, ...needed.weights];
  const files = wanted ? folder.files.filter((file) => wanted.includes(file.name)) : [];
  const sum = (each: (file: PreviewFile) => number) => files.reduce((total, file) => total + each(file), 0);
  const weightsFile = sum((file) => (needed?.weights.includes(file.name) ? file.bytes : 0));
  const memory = config && fit && needed ? memoryOf({ weightsFile, config }, fit.backend, 'float32') : null;
  const notices = [...folder.notices, ...(fit?.notices ?? [])];
  return {
    id,
    name,
    origin,
    files,
    bytes: sum(({ bytes }) => bytes),
    stored: sum(({ stored }) => stored),
    config,
    memory,
    problem,
    notices,
  };
}

async function allNeeded(folder: ModelFolder): Promise<NeededFiles> {
  const names = folder.files.map(({ name }) => name);
  const needed = neededFiles(names);
  return needed.index === null ? needed : neededFiles(names, parseShardIndex(await peekJson(folder, needed.index)));
}

async function peekJson(folder: ModelFolder, name: string): Promise<unknown> {
  return jsonOf(await folder.peek(name), name);
}

export function memoryOf(
  { weightsFile, config }: { readonly weightsFile: number; readonly config: BertConfig },
  backend: BackendLimits['backend'],
  precision: Precision,
): ModelMemory {
  return { weightsFile, running: weightsFile + preparedBytes(config, backend, precision) };
}
