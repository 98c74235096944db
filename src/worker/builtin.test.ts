import { gzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { packWeights } from '../checkpoint/compact';
import { loadCheckpoint } from '../checkpoint/load';
import { loadFolder } from '../checkpoint/node';
import { referenceModels } from '../fixtures/reference';
import type { LoadProgress } from './api';
import { downloadBuiltin } from './builtin';

const [{ folder }] = referenceModels() as [ReturnType<typeof referenceModels>[number]];
const MODELS = new URL('https://host/page/models/');

/** The folder as a build holds it; gzip's bytes may be cut. */
async function serveBuilt(bytes?: number): Promise<void> {
  const weights = packWeights(await readFile(`${folder}/model.safetensors`));
  const compact = new Uint8Array(gzipSync(weights)).slice(0, bytes);
  vi.stubGlobal('fetch', async ({ href }: URL) => {
    const name = href.slice('https://host/page/models/builtin/'.length);
    if (name === 'model.compact') return new Response(compact, { headers: { 'content-length': `${compact.length}` } });
    if (name === 'model.safetensors') return new Response('no', { status: 404 });
    const file = new Uint8Array(await readFile(`${folder}/${name}`));
    return new Response(file, { headers: { 'content-length': `${file.length}` } });
  });
}
afterEach(() => void vi.unstubAllGlobals());

test('the page opens the very model of the folder: the same weights, and the same hash', async () => {
  await serveBuilt();
  const seen: LoadProgress[] = [];
  const files = await downloadBuiltin(MODELS, (progress) => seen.push(progress));
  expect(files.get('model.safetensors')).toEqual(new Uint8Array(await readFile(`${folder}/model.safetensors`)));
  expect((await loadCheckpoint(files, 'builtin')).hash).toBe((await loadFolder(folder)).hash);
  expect(seen.length).toBeGreaterThan(3);
});

test('half a file of weights is told as such', async () => {
  await serveBuilt(1000);
  await expect(downloadBuiltin(MODELS, () => {})).rejects.toMatchObject({
    code: 'checkpoint',
    message: expect.stringContaining('model.compact: it cannot be unpacked as gzip') as string,
  });
});
