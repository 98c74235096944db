/** The peer against PyTorch's values, on jax-js's WASM backend in Node: one thread, the same numbers. */
import { describe, expect, it, vi } from 'vitest';
import { referenceModels, type GoldenCase } from '../../src/fixtures/reference';
import { quadratureRule } from '../../src/knowledge/paths/quadrature';
import { requireAgreement } from './agreement';
import type { Style } from './bert';
import { measureJax } from './measure';

describe.each(referenceModels())('$name', ({ load, cases }) => {
  const measure = async ({ ids, maskIndex, targetId }: GoldenCase, style: Style, runs: number) => {
    const { checkpoint } = await load();
    const rule = quadratureRule('riemann-left', 20);
    return measureJax({
      backend: 'wasm',
      style,
      config: checkpoint.config,
      weights: checkpoint,
      ids,
      maskIndex,
      targetId,
      rule,
      runs,
    });
  };

  it.each([
    ['tuned', cases[0]!],
    ['tuned', cases[1]!],
    ['plain', cases[0]!],
  ] as const)('computes what PyTorch does: %s', async (style, golden) => {
    const { scores, activations, probability, milliseconds, prediction, threads } = await measure(golden, style, 2);
    expect(probability / golden.targetProbability).toBeCloseTo(1, 4);
    requireAgreement(activations, golden.activations, 1e-4);
    requireAgreement(scores, golden.leftScores, 1e-4);
    expect([threads, milliseconds.length, prediction.length]).toEqual([1, 2, 2]);
  });
});

it('leaves nothing behind in memory', async () => {
  const [model] = referenceModels();
  const { checkpoint } = await model!.load();
  const { ids, maskIndex, targetId } = model!.cases[0]!;
  const rule = quadratureRule('gauss-legendre', 5);
  const measure = async (runs: number) =>
    measureJax({
      backend: 'wasm',
      style: 'tuned',
      config: checkpoint.config,
      weights: checkpoint,
      ids,
      maskIndex,
      targetId,
      rule,
      runs,
    });
  await measure(1);
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  for (let round = 0; round < 5; round++) await measure(20);
  expect(grow).not.toHaveBeenCalled();
});
