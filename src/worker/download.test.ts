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
  const files = await download(folder, ['a', 'b'], (progress) => seen.push(progress));
  expect(files.get('b')).toEqual(new Uint8Array(700).fill(7));
  expect(seen[0]).toEqual({ stage: 'download', fraction: 0, loaded: 0, total: 1000 });
  expect(seen.at(-1)).toEqual({ stage: 'download', fraction: 1, loaded: 1000, total: 1000 });
});

test('does not pretend to know the whole where the server tells the compressed length', async () => {
  serve({ a: file(300), b: file(700, { 'content-encoding': 'gzip', 'content-length': '10' }) });
  const seen: LoadProgress[] = [];
  await download(folder, ['a', 'b'], (progress) => seen.push(progress));
  expect(seen.at(-1)).toEqual({ stage: 'download', fraction: null, loaded: 1000 });
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
  const call = download(folder, ['a', 'b'], () => {});
  await expect(call).rejects.toMatchObject({ code: 'checkpoint' });
  await expect(call).rejects.toThrow(`The model's file b could not be downloaded: ${reason}`);
});
