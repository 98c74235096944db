/** The peer against PyTorch's values, on jax-js's WASM backend in Node: one thread, the same numbers. */
import { describe, expect, it, vi } from 'vitest';
import type { LoadedModel } from '../../src/checkpoint/load';
import { referenceModels, type GoldenCase } from '../../src/fixtures/reference';
import { quadratureRule } from '../../src/knowledge/paths/quadrature';
import { requireAgreement } from './agreement';
import { measureJax, type JaxRequest } from './measure';

type How = Pick<JaxRequest, 'style' | 'rule' | 'runs'>;

const measureCase = ({ checkpoint }: LoadedModel, { ids, maskIndex, targetId }: GoldenCase, how: How) =>
  measureJax({ backend: 'wasm', config: checkpoint.config, weights: checkpoint, ids, maskIndex, targetId, ...how });

describe.each(referenceModels())('$name', ({ load, cases }) => {
  it.each([
    ['tuned', cases[0]!],
    ['tuned', cases[1]!],
    ['plain', cases[0]!],
  ] as const)('computes what PyTorch does: %s', async (style, golden) => {
    const { scores, activations, probability, milliseconds, prediction, threads } = await measureCase(
      await load(),
      golden,
      {
        style,
        rule: quadratureRule('riemann-left', 20),
        runs: 2,
      },
    );
    expect(probability / golden.targetProbability).toBeCloseTo(1, 4);
    requireAgreement(activations, golden.activations, 1e-4);
    requireAgreement(scores, golden.leftScores, 1e-4);
    expect([threads, milliseconds.length, prediction.length]).toEqual([1, 2, 2]);
  });
});

it('leaves nothing behind in memory', async () => {
  const [model] = referenceModels();
  const loaded = await model!.load();
  const rule = quadratureRule('gauss-legendre', 5);
  const measure = (runs: number) => measureCase(loaded, model!.cases[0]!, { style: 'tuned', rule, runs });
  await measure(1);
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  for (let round = 0; round < 5; round++) await measure(20);
  expect(grow).not.toHaveBeenCalled();
});
