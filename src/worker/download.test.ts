import { afterEach, expect, test, vi } from 'vitest';
import type { LoadProgress } from './api';
import { download } from './download';

const folder = new URL('https://host/models/builtin/');

/** Answers fetches from this table, by file name. */
function serve(files: Record<string, () => Response | Promise<Response>>): void {
  vi.stubGlobal('fetch', async (url: URL) =>
    (files[url.pathname.split('/').at(-1)!] ?? (() => new Response('no', { status: 404 })))(),
  );
}
afterEach(() => vi.unstubAllGlobals());

const file =
  (length: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(new Uint8Array(length).fill(7), { headers: { 'content-length': String(length), ...headers } });

test('gives every file, and progress in bytes up to the whole', async () => {
  serve({ a: file(300), b: file(700) });
  const seen: LoadProgress[] = [];
  const files = await download(folder, [{ name: 'a' }, { name: 'b' }], (progress) => seen.push(progress));
  expect(files.get('b')).toEqual(new Uint8Array(700).fill(7));
  expect(seen[0]).toEqual({ stage: 'download', fraction: 0, loaded: 0, total: 1000 });
  expect(seen.at(-1)).toEqual({ stage: 'download', fraction: 1, loaded: 1000, total: 1000 });
});

test('leaves out of the whole what the server tells the compressed length of', async () => {
  const compressed = file(700, { 'content-encoding': 'gzip', 'content-length': '10' });
  serve({ a: file(300), b: compressed });
  const seen: LoadProgress[] = [];
  await download(folder, [{ name: 'a' }, { name: 'b' }], (progress) => seen.push(progress));
  expect(seen.at(-1)).toEqual({ stage: 'download', fraction: 1, loaded: 300, total: 300 });
});

test('does not pretend to know the whole where the server tells no length', async () => {
  serve({ a: file(700, { 'content-encoding': 'gzip', 'content-length': '10' }) });
  const seen: LoadProgress[] = [];
  await download(folder, [{ name: 'a' }], (progress) => seen.push(progress));
  expect(seen.at(-1)).toEqual({ stage: 'download', fraction: null, loaded: 700 });
});

test('keeps the files of a folder that says its version, and asks the host for them once', async () => {
  const kept = new Map<string, Response>();
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (url: string) => kept.get(url)?.clone(),
      put: async (url: string, response: Response) => void kept.set(url, response),
    }),
  });
  const asked: string[] = [];
  const answer = file(300);
  vi.stubGlobal('fetch', async ({ href }: URL) => {
    asked.push(href);
    return answer();
  });
  for (let visit = 0; visit < 2; visit++) {
    const files = await download(new URL('?v=abc', folder), [{ name: 'a' }], () => {});
    expect(files.get('a')).toHaveLength(300);
  }
  expect(asked).toEqual([`${folder.href}a?v=abc`]);
});

test('gives what a file holds under its name, unpacked while it arrives, and counts what travels', async () => {
  const parts = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of [[1, 2], [3]]) controller.enqueue(Uint8Array.from(part));
      controller.close();
    },
  });
  serve({ a: () => new Response(parts, { headers: { 'content-length': '3' } }) });
  const seen: LoadProgress[] = [];
  const unpack = async (bytes: AsyncIterable<Uint8Array>) => {
    const doubled: number[] = [];
    for await (const part of bytes) for (const byte of part) doubled.push(byte, byte);
    return Uint8Array.from(doubled);
  };
  const files = await download(folder, [{ name: 'a', packs: { name: 'whole', unpack } }], (progress) => {
    seen.push(progress);
  });
  expect([...files]).toEqual([['whole', Uint8Array.of(1, 1, 2, 2, 3, 3)]]);
  expect(seen.map(({ loaded }) => loaded)).toEqual([0, 2, 3]);
});

test('stops a download whose content is refused, and says what unpacking said', async () => {
  const cancelled = vi.fn();
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(9)),
    cancel: cancelled,
  });
  serve({ a: () => new Response(endless) });
  const unpack = async (bytes: AsyncIterable<Uint8Array>): Promise<never> => {
    for await (const _ of bytes) throw new Error('Not what was packed.');
    throw new Error('Nothing came.');
  };
  const call = download(folder, [{ name: 'a', packs: { name: 'whole', unpack } }], () => {});
  await expect(call).rejects.toThrow('Not what was packed.');
  expect(cancelled).toHaveBeenCalledOnce();
});

test.each([
  ['a missing file', () => new Response('no', { status: 404 }), 'the server answered 404'],
  [
    'a front page instead of a file',
    () => new Response('<p>', { headers: { 'content-type': 'text/html' } }),
    'the server answered with a web page',
  ],
  ['a dead connection', () => Promise.reject(new TypeError('Failed to fetch')), 'Failed to fetch'],
  ['half a file', file(5, { 'content-length': '9' }), 'it broke off after 5 of 9 bytes'],
])('names the file and the reason: %s', async (_, answer, reason) => {
  serve({ a: file(3), b: answer });
  const call = download(folder, [{ name: 'a' }, { name: 'b' }], () => {});
  await expect(call).rejects.toMatchObject({ code: 'checkpoint' });
  await expect(call).rejects.toThrow(`The model's file b could not be downloaded: ${reason}`);
});
