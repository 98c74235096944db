import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ClozeTokenizer } from '../checkpoint/tokenizer';
import { EngramError } from '../errors';
import { referenceModels } from '../fixtures/reference';
import { NO_EDITS } from '../knowledge/edits/edits';
import { createNodeRuntime } from '../runtime/node';
import type { LoadProgress, ModelInfo } from './api';
import { Engine, type EngineParts } from './engine';

const reference = referenceModels()[0]!;
const golden = reference.cases[0]!;
const { prompt, targetId } = golden;
const source = { kind: 'builtin' } as const;

const parts: EngineParts = {
  openRuntime: async () => ({ runtime: await createNodeRuntime(1), reason: 'Because this is a test.' }),
  loadSource: async () => ({ ...(await reference.load()), origin: { kind: 'builtin' }, weightsFile: 1000 }),
  catalogue: null,
};
const request = { prompt, edits: NO_EDITS, top: 5, target: targetId };

describe('an engine with a model', () => {
  const engine = new Engine(parts);
  const stages: LoadProgress['stage'][] = [];
  let info: ModelInfo;
  beforeAll(async () => {
    info = await engine.load(source, 'auto', ({ stage }) => stages.push(stage));
  });
  afterAll(() => engine.cancel('any'));

  test('tells what it loaded, and how it went about it', () => {
    expect(info.parameters).toBeGreaterThan(1000);
    expect(info.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(info.backend.reason).toBe('Because this is a test.');
    expect([...new Set(stages)]).toEqual(['backend', 'warm-up']);
  });

  test('predicts: without edits both readings are the same numbers', async () => {
    const { before, after, tokens, maskIndex, milliseconds } = await engine.predict('p', request);
    expect(tokens[maskIndex]!.token).toBe('[MASK]');
    expect(before.target!.probability).toBeCloseTo(golden.targetProbability, 5);
    expect(after).toEqual(before);
    expect(milliseconds).toBeGreaterThan(0);
  });

  test('follows what the unedited model says first where no target is given', async () => {
    const { before, target } = await engine.predict('p', { ...request, target: null });
    expect(target).toEqual({ id: before.top[0]!.id, token: before.top[0]!.token });
    expect(before.target).toMatchObject(before.top[0]!);
  });

  test('splits a prompt once, whatever is asked about it', async () => {
    const split = vi.spyOn(ClozeTokenizer.prototype, 'encode');
    const asked = 'a b c [MASK] .';
    const { target } = await engine.predict('p', { ...request, prompt: asked, target: null });
    await engine.activations('q', asked, NO_EDITS);
    await engine.tokenize(asked);
    await engine.dose('d', { prompt: asked, edits: NO_EDITS, neurons: [], at: 'mask', gains: [1], target: target.id });
    expect(split.mock.calls).toEqual([[asked]]);
    split.mockRestore();
  });

  test('an edit moves the reading, and its removal restores it exactly', async () => {
    const edits = { version: 1, neurons: [{ layer: 0, neuron: 1, value: 30, at: 'mask' }], values: [] } as const;
    const unedited = await engine.predict('p', request);
    const edited = await engine.predict('p', { ...request, edits });
    expect(edited.before.target).toMatchObject({ logProbability: unedited.before.target!.logProbability });
    expect(edited.after.target!.logProbability).not.toBe(unedited.after.target!.logProbability);
    expect((await engine.predict('p', request)).after).toEqual(unedited.after);
  });

  test('attributes, with progress', async () => {
    const fractions: number[] = [];
    const result = await engine.attribute(
      'a',
      { prompt, target: targetId, method: 'riemann-left', points: 20, tolerance: 1e-3 },
      ({ fraction }) => fractions.push(fraction),
    );
    expect(result.scores).toHaveLength(golden.leftScores.length);
    expect(result.target.id).toBe(targetId);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeGreaterThan(0.9);
  });

  test('attributes the model under the edits that are given', async () => {
    const edits = { version: 1, neurons: [{ layer: 0, neuron: 1, gain: 0, at: 'mask' }], values: [] } as const;
    const quadrature = { method: 'gauss-legendre', points: 8, tolerance: 1e-3 } as const;
    const attributed = await engine.attribute('a', { prompt, target: targetId, edits, ...quadrature }, () => {});
    const { after } = await engine.predict('p', { ...request, edits });
    expect(attributed.target.probability).toBeCloseTo(after.target!.probability, 6);
    expect(attributed.activations).toEqual((await engine.activations('n', prompt, edits)).after);
    expect(Math.abs(attributed.scores[1]!)).toBe(0);
  });

  test('names neurons by their words', async () => {
    const neurons = [
      { layer: 0, neuron: 1 },
      { layer: 1, neuron: 0 },
    ];
    const { words } = await engine.wordsOfNeurons('w', { neurons, count: 2 });
    expect(words.map((own) => own.length)).toEqual([2, 2]);
  });

  test('says, activations and doses answer', async () => {
    const said = await engine.says('s', { layer: 0, neuron: 1, edits: NO_EDITS, count: 3 });
    expect(said.before.top).toHaveLength(3);
    expect((await engine.activations('n', prompt, NO_EDITS)).before).toHaveLength(golden.activations.length);
    const gains = [0, 1, 2];
    const dose = await engine.dose('d', {
      prompt,
      edits: NO_EDITS,
      neurons: [{ layer: 0, neuron: 1 }],
      at: 'mask',
      gains,
      target: targetId,
    });
    expect(dose.target[1]).toBeCloseTo(golden.targetProbability, 5);
  });

  test('answers the questions of the workbench, with progress', async () => {
    const progress: number[] = [];
    const follow = ({ done, total }: { done: number; total: number }) => progress.push(done / total);
    const probes = [{ prompt, target: targetId }];
    const edits = { version: 1, neurons: [{ layer: 0, neuron: 1, gain: 0, at: 'all' }], values: [] } as const;
    expect(await engine.lookUpAll(['[UNK]', 'no such word at all'])).toEqual([expect.any(Number), null]);
    const { evidence } = await engine.evidence(
      'e',
      { questions: [{ prompt, target: targetId }], quadrature: { method: 'adaptive', tolerance: 1e-3 } },
      follow,
    );
    expect(evidence[0]!.target.probability).toBeCloseTo(golden.targetProbability, 5);
    expect(progress.at(-1)).toBe(1);
    const { groups } = await engine.compare(
      'c',
      {
        edits,
        groups: [{ name: 'one', probes }],
        controls: { draws: 1, seed: 1, prompts: [prompt], target: targetId, ranked: [] },
      },
      follow,
    );
    expect(groups[0]!.controls.map(({ kind }) => kind)).toEqual(['random', 'matched', 'mostActive', 'push']);
    const dose = {
      prompt,
      edits: NO_EDITS,
      neurons: [{ layer: 0, neuron: 1 }],
      at: 'mask',
      gains: [1],
      target: targetId,
      draws: 1,
      seed: 1,
    } as const;
    expect((await engine.doseBand('d', dose, follow)).curves.target[0]).toBeCloseTo(golden.targetProbability, 5);
    expect(
      (await engine.firing('f', { layer: 0, neuron: 1, prompts: [prompt], count: 1 }, follow)).most[0]!.prompt,
    ).toBe(prompt);
    expect((await engine.positions('q', { prompt, layer: 0, neuron: 1 })).before).toHaveLength(golden.ids.length);
    expect((await engine.hears('h', { layer: 0, neuron: 1, count: 2 })).top).toHaveLength(2);
    expect(
      (await engine.lens('l', { prompt, top: 1, target: targetId })).layers.at(-1)!.before.target!.probability,
    ).toBeCloseTo(golden.targetProbability, 5);
    expect((await engine.attention('t', { prompt, target: targetId, tolerance: 1e-3 }, follow)).converged).toBe(true);
    expect((await engine.exportModel(edits)).notExported).toEqual([]);
    expect(await engine.python({ model: 'm', prompt, watch: [targetId], edits })).toContain('BertForMaskedLM');
    engine.cancel('gone');
    const long = engine.evidence(
      'e',
      { questions: [{ prompt, target: targetId }], quadrature: { method: 'gauss-legendre', points: 48, tolerance: 0 } },
      () => engine.cancel('e'),
    );
    await expect(long).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('newer work under the same name makes older work stale', async () => {
    const attribution = { prompt, target: targetId, method: 'gauss-legendre', points: 48, tolerance: 0 } as const;
    const old = engine.attribute('same', attribution, () => {});
    const newer = engine.attribute('same', attribution, () => {});
    await expect(old).rejects.toMatchObject({ code: 'cancelled' });
    engine.cancel('same');
    await expect(newer).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a bad prompt and an unknown token are explained', async () => {
    await expect(engine.predict('p', { ...request, prompt: 'no blank' })).rejects.toMatchObject({ code: 'prompt' });
    await expect(engine.predict('p', { ...request, target: 1e9 })).rejects.toMatchObject({ code: 'vocabulary' });
  });

  test('a model that cannot be loaded leaves the old one in use', async () => {
    const failing = new Engine({ ...parts });
    await failing.load(source, 'auto', () => {});
    Object.assign(failing.parts, { loadSource: () => Promise.reject(new EngramError('checkpoint', 'No such file.')) });
    await expect(failing.load(source, 'auto', () => {})).rejects.toMatchObject({ code: 'checkpoint' });
    await expect(failing.predict('p', request)).resolves.toBeDefined();
  });
});

test('without a model every question says so', async () => {
  const engine = new Engine(parts);
  await expect(engine.tokenize('x')).rejects.toMatchObject({ code: 'runtime', message: 'No model is loaded yet.' });
});

test('an unexpected failure gets a sentence around it', async () => {
  const engine = new Engine({
    ...parts,
    loadSource: () => Promise.reject(new RangeError('Array buffer allocation failed')),
  });
  await expect(engine.load(source, 'auto', () => {})).rejects.toMatchObject({
    code: 'runtime',
    message: /The engine failed: Array buffer/,
  });
});

test('a model for which the graphics memory has no room is held as halves, and says so', async () => {
  const asked: unknown[] = [];
  const full: EngineParts = {
    ...parts,
    openRuntime: async (_, precision) => {
      asked.push(precision);
      const runtime = await createNodeRuntime(1);
      if (precision === 'float32') runtime.kernel = () => Promise.reject(new EngramError('memory', 'No room.'));
      return { runtime, reason: 'Because this is a test.' };
    },
  };
  // The first model starts its backend before its weights are known, in full precision.
  const engine = new Engine({
    ...full,
    openRuntime: (preference, precision = 'float32') => full.openRuntime(preference, precision),
  });
  const { notices } = await engine.load(source, 'webgpu', () => {});
  expect(asked).toEqual(['float32', 'float16']);
  expect(notices.join()).toContain('16-bit');
  expect((await engine.predict('p', request)).before.target!.probability).toBeCloseTo(golden.targetProbability, 5);
});
