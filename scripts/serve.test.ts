/** What the static server says of a file, and of what is none. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from './serve.mjs';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engram-serve-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not to be seen');
  await writeFile(join(folder, 'page', 'index.html'), '<p>first</p>');
  await writeFile(join(folder, 'page', 'model.safetensors'), '0123456789');
  await writeFile(join(folder, 'page', 'assets', 'worker-abc.mjs'), 'export {};');
  ({ server, url } = await serve(join(folder, 'page'), { port: 4790, search: true }));
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

/** The answer to a request that is sent as it stands; fetch would tidy its path, and ask for a fresh copy. */
function ask(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((done, failed) => {
    request(new URL(url), { path, headers }, (answer) => done(answer.resume()))
      .on('error', failed)
      .end();
  });
}

describe('serve', () => {
  it('gives a file with its type, and a page that may use threads', async () => {
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '12',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      // Another site may show it in a frame.
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(await answer.text()).toBe('<p>first</p>');
    const types = ['assets/worker-abc.mjs', 'model.safetensors'].map(async (path) =>
      (await fetch(url + path)).headers.get('content-type'),
    );
    const script = await fetch(`${url}assets/worker-abc.mjs`);
    expect(script.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(await Promise.all(types)).toEqual(['text/javascript; charset=utf-8', 'application/octet-stream']);
  });

  it('lets assets be kept for ever, and has everything else asked for again', async () => {
    const asset = await fetch(`${url}assets/worker-abc.mjs`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const page = await fetch(url);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const tag = page.headers.get('etag') ?? '';
    const again = await ask('/', { 'If-None-Match': tag });
    expect([again.statusCode, again.headers.etag]).toEqual([304, tag]);
  });

  it('serves what is there at the time', async () => {
    await writeFile(join(folder, 'page', 'late.txt'), 'here');
    expect(await (await fetch(`${url}late.txt`)).text()).toBe('here');
    await writeFile(join(folder, 'page', 'late.txt'), 'changed');
    expect(await (await fetch(`${url}late.txt`)).text()).toBe('changed');
    await rm(join(folder, 'page', 'late.txt'));
    expect((await fetch(`${url}late.txt`)).status).toBe(404);
  });

  it('has nothing outside its folder, no list of a folder, and no ear for other methods', async () => {
    const paths = [
      '/nothing',
      '/assets',
      '/assets/',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%E0%A4%A',
    ];
    const answers = await Promise.all(paths.map((path) => ask(path)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(paths.map(() => 404));
    const missing = await fetch(`${url}nothing`);
    expect(await missing.text()).toBe('Not found\n');
    expect(missing.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const posted = await fetch(url, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('takes the next free port where it may search, and leaves isolation out where it should', async () => {
    const port = Number(new URL(url).port);
    await expect(serve(folder, { port })).rejects.toThrow('EADDRINUSE');
    const second = await serve(join(folder, 'page'), { port, search: true, isolation: false });
    expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
    const answer = await fetch(second.url);
    expect(answer.headers.get('cross-origin-embedder-policy')).toBeNull();
    second.server.close();
    second.server.closeAllConnections();
  });
});
