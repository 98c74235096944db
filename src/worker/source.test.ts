import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomBert, textFile, TINY, type ServedFile } from '../../e2e/hub/generated';
import { startHub, type LocalHub } from '../../e2e/hub/server';
import { MemoryDisk } from '../fixtures/memory-disk';
import { referenceModels } from '../fixtures/reference';
import { Hub } from '../hub/hub';
import { WEB } from '../hub/net';
import { NO_EDITS } from '../knowledge/edits/edits';
import type { BackendLimits } from '../runtime/limits';
import { createNodeRuntime } from '../runtime/node';
import type { LoadProgress, ModelSource } from './api';
import { Engine } from './engine';
import { Sources } from './source';

const reference = referenceModels()[0]!;
const golden = reference.cases[0]!;
const ask = { prompt: golden.prompt, edits: NO_EDITS, top: 1, target: golden.targetId };

/** The files of a folder, as a repository would serve them. */
const filesOf = (folder: string): ServedFile[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('golden'))
    .map((name) => {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      return { name, size: bytes.length, read: (from: number, to: number) => [bytes.subarray(from, to)] };
    });

let server: LocalHub;
beforeAll(async () => {
  server = await startHub();
  server.add('org/reference', filesOf(reference.folder));
  server.add('org/tiny', randomBert(TINY));
});
afterAll(() => server.close());

const wasm: BackendLimits = { backend: 'wasm', heap: 2 ** 32 };

function engineWith({
  disk = new MemoryDisk(),
  limits = wasm,
}: { readonly disk?: MemoryDisk; readonly limits?: BackendLimits } = {}) {
  /** How many runtimes will be without room for a model. */
  const broken = { next: 0 };
  const net = { ...WEB, pause: async () => {} };
  const hub = Promise.resolve(new Hub({ host: server.url, net, disk }));
  const sources = new Sources({
    models: new URL('http://nowhere/'),
    hub,
    limits: async (preference) => (preference === 'wasm' ? wasm : limits),
  });
  const opened: string[] = [];
  const openRuntime = async (preference: string) => {
    opened.push(preference);
    const runtime = await createNodeRuntime(1);
    if (broken.next-- > 0) runtime.kernel = () => Promise.reject(new RangeError('Out of memory'));
    return { runtime, reason: 'A test.' };
  };
  const engine = new Engine({ openRuntime, loadSource: (...of) => sources.load(...of), catalogue: sources });
  const progress: LoadProgress[] = [];
  return {
    engine,
    disk,
    progress,
    broken,
    opened,
    load: (source: ModelSource) => engine.load(source, 'auto', (step) => progress.push(step)),
  };
}
const onHub = (id: string, revision?: string): ModelSource => ({
  kind: 'hub',
  id,
  ...(revision === undefined ? {} : { revision }),
});

test('a model of the Hub answers as PyTorch does, and is kept', async () => {
  const { engine, load, progress } = engineWith();
  const info = await load(onHub('org/reference'));
  expect(info).toMatchObject({
    name: 'org/reference',
    origin: { kind: 'hub', id: 'org/reference', commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string },
    notices: [],
  });
  expect(info.id).toBe(`org/reference@${info.origin.kind === 'hub' && info.origin.commit}`);
  expect(info.memory.running).toBeGreaterThan(info.memory.weightsFile);
  expect((await engine.predict('p', ask)).before.target!.probability).toBeCloseTo(golden.targetProbability, 5);
  const downloads = progress.filter(({ stage }) => stage === 'download');
  expect(downloads.at(-1)).toMatchObject({ fraction: 1 });
  expect(downloads.at(-1)!.loaded).toBe(downloads.at(-1)!.total);
  const fractions = progress.filter(({ stage }) => stage === 'download').flatMap(({ fraction }) => fraction ?? []);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  const [kept] = await engine.storedModels();
  expect(kept).toMatchObject({ id: 'org/reference', complete: true });
  expect(kept!.bytes).toBeGreaterThan(info.memory.weightsFile);

  progress.length = 0;
  await load(onHub('org/reference', kept!.commit));
  expect(progress.map(({ stage }) => stage)).not.toContain('download');
  await engine.deleteStored('org/reference', kept!.commit);
  expect(await engine.storedModels()).toEqual([]);
  expect((await engine.predict('p', ask)).before.target!.probability).toBeCloseTo(golden.targetProbability, 5);
});

test('the same model from the Hub and from a folder has the same hash', async () => {
  const { load } = engineWith();
  const fromHub = await load(onHub('org/reference'));
  const files = filesOf(reference.folder).map(({ name, size, read }) => ({
    name: `folder/${name}`,
    data: new Blob([...read(0, size)] as Uint8Array<ArrayBuffer>[]),
  }));
  const fromDisk = await load({ kind: 'files', name: 'my folder', files });
  expect(fromDisk).toMatchObject({
    id: 'my-folder',
    name: 'my folder',
    origin: { kind: 'files' },
    hash: fromHub.hash,
    memory: fromHub.memory,
  });
});

test('a look tells sizes, shape and memory without fetching the weights', async () => {
  const { engine, load } = engineWith();
  server.requests.length = 0;
  const before = await engine.inspect({ kind: 'hub', id: 'org/tiny' });
  expect(before).toMatchObject({ name: 'org/tiny', stored: 0, problem: null, config: { hiddenSize: TINY.hiddenSize } });
  expect(before.files.map(({ name }) => name)).toEqual([
    'config.json',
    'vocab.txt',
    'tokenizer_config.json',
    'model.safetensors',
  ]);
  expect(before.bytes).toBe(before.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(before.memory!.weightsFile).toBe(before.files.at(-1)!.bytes);
  expect(server.requests).toHaveLength(2);
  await load(onHub('org/tiny'));
  expect(await engine.inspect({ kind: 'hub', id: 'org/tiny' })).toMatchObject({ id: before.id, stored: before.bytes });
});

test('a look tells why a model cannot be opened', async () => {
  const { engine } = engineWith();
  const [, vocabulary, settings, weights] = randomBert(TINY);
  server.add('org/gpt', [textFile('config.json', '{"model_type": "gpt2"}'), vocabulary!, settings!, weights!]);
  server.add('org/pickle', [randomBert(TINY)[0]!, vocabulary!, textFile('pytorch_model.bin', 'x')]);
  server.add('org/torn', [textFile('config.json', '{"model_type'), vocabulary!, weights!]);
  expect(await engine.inspect({ kind: 'hub', id: 'org/gpt' })).toMatchObject({
    config: null,
    memory: null,
    problem: expect.stringContaining('gpt2') as string,
  });
  expect(await engine.inspect({ kind: 'hub', id: 'org/pickle' })).toMatchObject({
    problem: expect.stringContaining('Python pickle') as string,
  });
  expect(await engine.inspect({ kind: 'hub', id: 'org/torn' })).toMatchObject({
    problem: expect.stringContaining('not valid JSON') as string,
  });
  await expect(engine.inspect({ kind: 'hub', id: 'org/none' })).rejects.toMatchObject({ code: 'download' });
  await expect(engine.inspect({ kind: 'hub', id: 'no such name' })).rejects.toThrow('expected a name like “org/name”');
});

test('a model that is too large is refused before its weights are fetched', async () => {
  const { engine, load } = engineWith({ limits: { backend: 'wasm', heap: 1e6 } });
  expect((await engine.inspect({ kind: 'hub', id: 'org/tiny' })).problem).toContain('of WebAssembly memory');
  server.requests.length = 0;
  await expect(load(onHub('org/tiny'))).rejects.toMatchObject({ code: 'checkpoint', message: /of WebAssembly memory/ });
  expect(server.requests.filter((line) => line.includes('safetensors'))).toEqual([]);
});

test('what the graphics processor cannot hold runs on WebAssembly, and says so', async () => {
  const { engine, load, opened } = engineWith({ limits: { backend: 'webgpu', buffer: 1000 } });
  const notice = expect.stringContaining('It runs on WebAssembly') as string;
  expect(await engine.inspect({ kind: 'hub', id: 'org/tiny' })).toMatchObject({ problem: null, notices: [notice] });
  await load(onHub('org/reference'));
  expect((await load(onHub('org/tiny'))).notices).toEqual([notice]);
  expect(opened.at(-1)).toBe('wasm');
  await expect(engine.load(onHub('org/tiny'), 'webgpu', () => {})).rejects.toThrow('reads 0 MB at once');
});

test('whatever goes wrong with the next model, the one before answers on', async () => {
  const { engine, load, broken } = engineWith();
  const tiny = randomBert(TINY);
  const answer = () => engine.predict('p', ask).then(({ before }) => before.target!.probability);
  await load(onHub('org/reference'));
  const before = await answer();

  server.add('org/corrupt', tiny, { corrupt: { times: 99 } });
  server.add('org/cut', tiny, { cut: { after: 0, times: 99 } });
  server.add('org/short', tiny, { longer: -8 });
  server.add('org/gated', tiny, { gated: true });
  server.add('org/mismatch', [
    textFile(
      'config.json',
      JSON.stringify({
        ...(JSON.parse(new TextDecoder().decode([...tiny[0]!.read(0, 9999)][0])) as object),
        hidden_size: 64,
      }),
    ),
    ...tiny.slice(1),
  ]);
  for (const id of ['org/corrupt', 'org/cut', 'org/short', 'org/gated', 'org/mismatch', 'org/none']) {
    await expect(load(onHub(id)), id).rejects.toMatchObject({ code: /download|checkpoint/ });
    expect(await answer()).toBe(before);
  }
  // The new model cannot start, as where memory runs out, after the old one has made room for it: it comes back.
  broken.next = 1;
  const failing = load(onHub('org/tiny'));
  await expect(failing).rejects.toMatchObject({ code: 'runtime', message: /Out of memory/ });
  expect(await answer()).toBe(before);
});

test('where the one before cannot come back either, that is told, and another can be loaded', async () => {
  const { engine, load, broken } = engineWith();
  await load(onHub('org/reference'));
  broken.next = 2;
  await expect(load(onHub('org/tiny'))).rejects.toMatchObject({
    code: 'stopped',
    message: /Out of memory.* could not be started again either/,
  });
  await expect(engine.predict('p', ask)).rejects.toMatchObject({ message: 'No model is loaded yet.' });
  await load(onHub('org/reference'));
  await engine.predict('p', ask);
});

test('a question that comes while models change places is answered by the new one', async () => {
  const { engine, load, progress } = engineWith();
  await load({ kind: 'hub', id: 'org/tiny' });
  progress.length = 0;
  const loading = load(onHub('org/reference'));
  while (!progress.some(({ stage }) => stage === 'backend')) await new Promise((resolve) => setTimeout(resolve, 1));
  expect((await engine.predict('p', ask)).before.target!.probability).toBeCloseTo(golden.targetProbability, 5);
  await loading;
});

test('a load is cancelled by hand, or by the next one; the model before answers on', async () => {
  const { engine, load, progress } = engineWith();
  await load(onHub('org/reference'));
  server.add('org/slow', randomBert(TINY), { slow: 200 });
  const begun = async () => {
    while (!progress.some(({ stage, total }) => stage === 'download' && total !== undefined))
      await new Promise((resolve) => setTimeout(resolve, 1));
    progress.length = 0;
  };
  progress.length = 0;
  const byHand = load(onHub('org/slow'));
  await begun();
  engine.cancelLoad();
  await expect(byHand).rejects.toMatchObject({ code: 'cancelled' });
  await engine.predict('p', ask);
  const first = load(onHub('org/slow'));
  await begun();
  const second = load(onHub('org/tiny'));
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect((await second).name).toBe('org/tiny');
  expect(await engine.storedModels()).toMatchObject([
    { id: 'org/tiny', complete: true },
    { id: 'org/slow', complete: false },
    { id: 'org/reference', complete: true },
  ]);
});
