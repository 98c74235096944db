/** A model's files for the browser: handed over, or fetched from where they are. */
import { COMPACT_FILE, unpackWeights } from '../checkpoint/compact';
import { joinedBytes } from '../checkpoint/joined-bytes';
import { jsonOf, type ModelFiles } from '../checkpoint/load';
import { INDEX_FILE, parseShardIndex, shardsOf } from '../checkpoint/shards';
import { EngramError, messageOf } from '../errors';
import { isFile } from '../runtime/kept-files';

/**
 * Files by their names in Hugging Face layout, each as an address or as its content (of a file input, say); or the address of
 * a folder that holds config.json, model.safetensors and tokenizer.json or vocab.txt under these names.
 */
export type ModelFilesAt = string | URL | Readonly<Record<string, string | URL | Blob>>;

export interface FilesProgress {
  /** Bytes that have come, of all files together. */
  readonly loaded: number;
  /** Bytes of the files that have begun to come, where the server says so of each; else null. */
  readonly total: number | null;
}

/** Gives a file's content, and its name as `loadCheckpoint` knows it; null where there is none. */
type GetFile = (name: string, source: string | URL | Blob) => Promise<[string, Uint8Array<ArrayBuffer>] | null>;

/** @throws EngramError('checkpoint') that names the file that could not be had. */
export async function fetchModelFiles(
  from: ModelFilesAt,
  onProgress: (progress: FilesProgress) => void,
): Promise<{ readonly files: ModelFiles; readonly name: string }> {
  const get = fileGetter(onProgress);
  if (typeof from === 'string' || from instanceof URL) return fetchFolder(from, get);
  const files = await Promise.all(Object.entries(from).map(([name, source]) => found(name, get(name, source))));
  return { files: new Map(files), name: 'model' };
}

/** The names are tried in the order in which `neededFiles` prefers them: a folder behind an address cannot be listed. */
async function fetchFolder(address: string | URL, get: GetFile) {
  const folder = new URL(address, globalThis.location?.href);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const has = async (name: string) => {
    const file = await get(name, new URL(name, folder));
    if (file) files.set(...file);
    return file !== null;
  };
  const need = async (name: string) => {
    files.set(...(await found(name, get(name, new URL(name, folder)))));
  };
  await Promise.all([need('config.json'), has('tokenizer_config.json')]);
  if (!(await has('tokenizer.json')) && !(await has('vocab.txt')))
    await Promise.all(['vocab.json', 'merges.txt'].map(need));
  if (!(await has('model.safetensors'))) {
    await need(INDEX_FILE);
    await Promise.all(shardsOf(parseShardIndex(jsonOf(files.get(INDEX_FILE)!, INDEX_FILE))).map(need));
  }
  return { files, name: folder.pathname.split('/').findLast((part) => part !== '') ?? 'model' };
}

async function found<T>(name: string, file: Promise<T | null>): Promise<T> {
  const got = await file;
  if (got === null) throw unavailable(name, 'it is not there');
  return got;
}

function fileGetter(onProgress: (progress: FilesProgress) => void): GetFile {
  let loaded = 0;
  let total: number | null = 0;
  return async (name, source) => {
    const response = source instanceof Blob ? new Response(source) : await ask(name, source);
    if (response === null) return null;
    const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
    if (!(source instanceof Blob)) total = total === null || length === null ? null : total + Number(length);
    const parts = receive(name, response, (bytes) => onProgress({ loaded: (loaded += bytes), total }));
    if (name === COMPACT_FILE) return ['model.safetensors', await unpackWeights(parts)];
    const chunks: Uint8Array[] = [];
    for await (const part of parts) chunks.push(part);
    return [name, joinedBytes(chunks)];
  };
}

/** Null where the server has no such file. */
async function ask(name: string, address: string | URL): Promise<Response | null> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (error) {
    throw unavailable(name, messageOf(error), error);
  }
  if (response.status === 404 || (response.ok && !isFile(response))) return null;
  if (!response.ok) throw unavailable(name, `the server answered ${response.status}`);
  return response;
}

async function* receive(
  name: string,
  { body }: Response,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = body?.getReader();
  const next = () =>
    reader?.read().catch((error: unknown) => {
      throw unavailable(name, messageOf(error), error);
    });
  try {
    for (let part = await next(); part && !part.done; part = await next()) {
      count(part.value.length);
      yield part.value;
    }
  } finally {
    // Whoever unpacks may find a fault before the end.
    await reader?.cancel().catch(() => undefined);
  }
}

function unavailable(name: string, why: string, cause?: unknown): EngramError {
  return new EngramError(
    'checkpoint',
    `The model's file ${name} could not be had: ${why}. Check its address, and that the server lets this page read it.`,
    { cause },
  );
}
