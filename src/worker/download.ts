/**
 * Downloads a model's files, with progress in bytes as they travel. A folder whose address says which version it is of
 * (`?v=`) is kept by the browser.
 */
import { EngramError, messageOf } from '../errors';
import { joinedBytes } from '../checkpoint/joined-bytes';
import type { ModelFiles } from '../checkpoint/load';
import { fetchKept, isFile } from '../runtime/kept-files';
import type { LoadProgress } from './api';

/** A file of the folder, and what becomes of it. */
export interface HostedFile {
  readonly name: string;
  /** The name of what it holds, and how that is had while it arrives. */
  readonly packs?: {
    readonly name: string;
    readonly unpack: (bytes: AsyncIterable<Uint8Array<ArrayBuffer>>) => Promise<Uint8Array<ArrayBuffer>>;
  };
}

interface Answer {
  readonly name: string;
  readonly response: Response;
  /** Null where the server does not say, or says it of the compressed file. */
  readonly bytes: number | null;
}

/**
 * @returns contents by name, of packed files what they hold.
 * @throws EngramError('checkpoint') that says which file could not be had, and why; whatever unpacking throws.
 */
export async function download(
  folder: URL,
  wanted: readonly HostedFile[],
  onProgress: (progress: LoadProgress) => void,
): Promise<ModelFiles> {
  const answers = await Promise.all(wanted.map(({ name }) => ask(folder, name)));
  const sizes = answers.map(({ bytes }) => bytes);
  // A host that compresses tells no size of what it compressed: small files beside the weights, which are left out then.
  const known = sizes.filter((bytes) => bytes !== null);
  const total = known.length > 0 ? known.reduce((a, b) => a + b, 0) : null;
  let loaded = 0;
  const count = (bytes: number) => {
    loaded += bytes;
    onProgress({
      stage: 'download',
      fraction: total && Math.min(1, loaded / total),
      loaded,
      ...(total ? { total } : {}),
    });
  };
  count(0);
  return new Map(
    await Promise.all(
      answers.map(async (answer, i): Promise<[string, Uint8Array<ArrayBuffer>]> => {
        const { name, packs } = wanted[i]!;
        const parts = receive(answer, total === null || answer.bytes !== null ? count : () => {});
        return packs ? [packs.name, await packs.unpack(parts)] : [name, await wholeOf(parts)];
      }),
    ),
  );
}

async function ask(folder: URL, name: string): Promise<Answer> {
  let response: Response;
  try {
    const address = new URL(name, folder);
    address.search = folder.search;
    response = await (folder.search === '' ? fetch(address) : fetchKept(address));
  } catch (error) {
    throw unavailable(name, messageOf(error), error);
  }
  if (!response.ok || !isFile(response)) {
    throw unavailable(name, `the server answered ${response.ok ? 'with a web page' : response.status}`);
  }
  const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
  return { name, response, bytes: length === null ? null : Number(length) };
}

async function* receive(
  { name, response, bytes }: Answer,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let length = 0;
  const reader = response.body?.getReader();
  const next = () =>
    reader?.read().catch((error: unknown) => {
      throw unavailable(name, messageOf(error), error);
    });
  try {
    for (let part = await next(); part && !part.done; part = await next()) {
      length += part.value.length;
      count(part.value.length);
      yield part.value;
    }
  } finally {
    // Whoever unpacks may find a fault before the end.
    await reader?.cancel().catch(() => undefined);
  }
  if (bytes !== null && length !== bytes) throw unavailable(name, `it broke off after ${length} of ${bytes} bytes`);
}

async function wholeOf(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return joinedBytes(chunks);
}

function unavailable(name: string, why: string, cause?: unknown): EngramError {
  return new EngramError(
    'checkpoint',
    `The model's file ${name} could not be downloaded: ${why}. Check the connection, then load it again.`,
    { cause },
  );
}
