/** The package's own parts, on small reference models; e2e/package uses what is packed of them. */
import { createServer, type Server } from 'node:http';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPACT_FILE, packWeights } from '../checkpoint/compact';
import { loadCheckpoint } from '../checkpoint/load';
import { referenceModels } from '../fixtures/reference';
import { distance } from '../fixtures/workbench';
import { addToken, setGain } from '../knowledge/edits/edit-list';
import { NO_EDITS } from '../knowledge/edits/edits';
import { rankNeurons } from '../knowledge/measures/ranking';
import { amplify, silence } from './edits';
import { fetchModelFiles } from './fetch-files';
import { openModel, type EngramModel } from './node';

const LAYOUTS = join(import.meta.dirname, '../../models/reference/layouts');
const reference = referenceModels().find(({ name }) => name === 'small-uncased-tied')!;
const golden = reference.cases[0]!;
const { prompt, target, targetId } = golden;

describe.each(['native', 'wasm'] as const)('a model that runs in %s', (backend) => {
  let model: EngramModel;
  beforeAll(async () => {
    model = await openModel(reference.folder, { backend, threads: 1 });
  });
  afterAll(() => model.close());

  it('says where it runs, and what it is', () => {
    expect(model.runsOn).toMatchObject({ backend, threads: 1 });
    expect(model.runsOn.reason).toContain('1 thread.');
    expect(model.about).toMatchObject({ name: reference.name, architecture: 'bert' });
    expect(model.about.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('follows a word by its name or its id', async () => {
    const byName = await model.predict(prompt, { target, top: 3 });
    expect(byName.before.target?.probability).toBeCloseTo(golden.targetProbability, 5);
    expect(byName.before.top).toHaveLength(3);
    expect(byName.after).toEqual(byName.before);
    expect(await model.predict(prompt, { target: targetId, top: 3 })).toEqual(byName);
  });

  it('attributes as the reference does, and to the first answer where no word is named', async () => {
    const quadrature = { method: 'riemann-left', points: 20, tolerance: 1 } as const;
    const { scores, target: attributed } = await model.attribute(prompt, { target, quadrature });
    const largest = Math.max(...golden.leftScores.map(Math.abs));
    expect(distance(scores, golden.leftScores)).toBeLessThan(1e-4 * largest);
    expect(attributed).toMatchObject({ id: targetId, token: target });
    const { neurons } = rankNeurons(scores, model.about.config.intermediateSize);
    expect(model.strongest(scores, 3)).toEqual(neurons.slice(0, 3));
    const { target: first } = await model.attribute(prompt, { quadrature });
    expect(first.id).toBe((await model.predict(prompt)).before.top[0]!.id);
  });

  it('answers under edits as under the same gain of a dose curve', async () => {
    const neurons = [
      { layer: 0, neuron: 1 },
      { layer: 1, neuron: 2 },
    ];
    const { target: curve, token } = await model.dose(prompt, { neurons, gains: [0, 1, 3], target });
    expect(token.id).toBe(targetId);
    const under = async (edits = NO_EDITS) =>
      (await model.predict(prompt, { target, edits })).after.target!.probability;
    const single = [await under(silence(neurons)), await under(), await under(amplify(neurons, 3))];
    expect(distance(curve, single)).toBeLessThan(1e-6);
    expect(single[0]).not.toBeCloseTo(single[1]!, 6);
  });

  it('ends the lens with its own prediction', async () => {
    const { layers } = await model.lens(prompt, { target });
    expect(layers).toHaveLength(model.about.config.layers + 1);
    expect(layers.at(-1)!.after.target?.probability).toBeCloseTo(golden.targetProbability, 5);
  });

  it('finds the neurons of a fact from its wordings', async () => {
    const { neurons, evidence } = await model.neuronsOfFact({ prompts: [prompt], target });
    expect(evidence.map((found) => found.prompt)).toEqual([prompt]);
    expect(neurons[0]).toMatchObject({ count: 1 });
  });

  it('rejects with what is wrong', async () => {
    await expect(model.predict('No gap.')).rejects.toMatchObject({ code: 'prompt' });
    expect(() => model.token('nosuchwordanywhere')).toThrow(expect.objectContaining({ code: 'vocabulary' }));
    const edits = silence([{ layer: 99, neuron: 0 }]);
    await expect(model.predict(prompt, { edits })).rejects.toMatchObject({ code: 'edits' });
    await expect(model.attribute(prompt, { target, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('edits', () => {
  it('silence and amplify, at [MASK] or everywhere', () => {
    const neurons = [{ layer: 1, neuron: 5, score: 1 }];
    expect(silence(neurons)).toEqual(setGain(NO_EDITS, neurons[0]!, 'mask', 0));
    expect(amplify(neurons, 2, 'all')).toEqual(setGain(NO_EDITS, neurons[0]!, 'all', 2));
    expect(amplify(neurons, 1)).toEqual(NO_EDITS);
    expect(addToken(silence(neurons), neurons[0]!, { token: target }, 2).values).toHaveLength(1);
  });
});

describe('the files of a model', () => {
  let server: Server;
  let root = '';
  let served = '';

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'engram-files-'));
    cpSync(reference.folder, join(root, 'whole'), { recursive: true });
    cpSync(join(LAYOUTS, 'sharded'), join(root, 'sharded'), { recursive: true });
    cpSync(join(LAYOUTS, 'float16'), join(root, 'compact'), { recursive: true });
    const weights = join(root, 'compact', 'model.safetensors');
    writeFileSync(join(root, 'compact', COMPACT_FILE), gzipSync(packWeights(readFileSync(weights))));
    // Beside it lies what the model computes, which is no model.
    for (const name of ['model.safetensors', 'golden.safetensors']) rmSync(join(root, 'compact', name));
    server = createServer(({ url = '' }, response) => {
      const [, folder = '', name = ''] = url.split('/');
      if (!readdirSync(join(root, folder)).includes(name)) response.writeHead(404).end();
      else response.end(readFileSync(join(root, folder, name)));
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    served = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(root, { recursive: true });
  });

  const hashAt = async (from: Parameters<typeof fetchModelFiles>[0]) => {
    const { files, name } = await fetchModelFiles(from, () => {});
    return (await loadCheckpoint(files, name)).hash;
  };
  const hashIn = async (folder: string) => {
    const model = await openModel(folder, { backend: 'native', threads: 1 });
    await model.close();
    return model.about.hash;
  };

  it('come from the address of a folder, whole or in shards, with a slash at its end or without', async () => {
    const hash = await hashIn(reference.folder);
    expect(await hashAt(`${served}/whole`)).toBe(hash);
    expect(await hashAt(new URL(`${served}/whole/`))).toBe(hash);
    expect(await hashAt(`${served}/sharded`)).toBe(await hashIn(join(root, 'sharded')));
  });

  it('come by name, as addresses or contents, also compact; and are told of', async () => {
    const names = readdirSync(join(root, 'compact'));
    const hash = await hashIn(join(LAYOUTS, 'float16'));
    expect(await hashIn(join(root, 'compact'))).toBe(hash);
    expect(await hashAt(Object.fromEntries(names.map((name) => [name, `${served}/compact/${name}`])))).toBe(hash);
    const blobs = names.map((name) => [name, new Blob([readFileSync(join(root, 'compact', name))])] as const);
    let loaded = 0;
    await fetchModelFiles(Object.fromEntries(blobs), (progress) => (loaded = progress.loaded));
    expect(loaded).toBe(blobs.reduce((sum, [, { size }]) => sum + size, 0));
  });

  it('are named where they are missing', async () => {
    await expect(hashAt(`${served}/whole/nowhere`)).rejects.toThrow('file config.json could not be had');
    await expect(hashAt({ 'config.json': `${served}/whole/none.json` })).rejects.toMatchObject({ code: 'checkpoint' });
  });
});
