/** Downloads a model's files, with progress over all of them in bytes. The browser's own cache keeps them. */
import { EngramError, messageOf } from '../errors';
import type { ModelFiles } from '../checkpoint/load';
import type { LoadProgress } from './api';

interface Answer {
  readonly name: string;
  readonly response: Response;
  /** Null where the server does not say, or says it of the compressed file. */
  readonly bytes: number | null;
}

/** @throws EngramError('checkpoint') that says which file could not be had, and why. */
export async function download(
  folder: URL,
  names: readonly string[],
  onProgress: (progress: LoadProgress) => void,
): Promise<ModelFiles> {
  const answers = await Promise.all(names.map((name) => ask(folder, name)));
  const sizes = answers.map(({ bytes }) => bytes);
  const total = sizes.every((bytes) => bytes !== null) ? sizes.reduce((a, b) => a + b, 0) : null;
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
      answers.map(async (answer): Promise<[string, Uint8Array<ArrayBuffer>]> => [
        answer.name,
        await receive(answer, count),
      ]),
    ),
  );
}

async function ask(folder: URL, name: string): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(new URL(name, folder));
  } catch (error) {
    throw unavailable(name, messageOf(error), error);
  }
  // Some hosts answer with their front page where a file is missing.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) {
    throw unavailable(name, `the server answered ${response.ok ? 'with a web page' : response.status}`);
  }
  const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
  return { name, response, bytes: length === null ? null : Number(length) };
}

async function receive(
  { name, response, bytes }: Answer,
  count: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value);
      length += part.value.length;
      count(part.value.length);
    }
  } catch (error) {
    throw unavailable(name, messageOf(error), error);
  }
  if (bytes !== null && length !== bytes) throw unavailable(name, `it broke off after ${length} of ${bytes} bytes`);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function unavailable(name: string, why: string, cause?: unknown): EngramError {
  return new EngramError(
    'checkpoint',
    `The model's file ${name} could not be downloaded: ${why}. Check the connection, then load it again.`,
    { cause },
  );
}
