import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PredictResult } from '../worker/api';
import {
  layerShares,
  MOST_MARKED,
  neuronDifferences,
  sharesDiffer,
  untoldWords,
  wordPairs,
} from './beside-differences';

/** Scores with the sums of their layers, two of two neurons; each layer misses what it should sum to by `miss`. */
function scored(scores: readonly number[], miss: readonly [number, number] = [0, 0]) {
  const sum = [0, 2].map((from) => scores.slice(from, from + 2).reduce((a, b) => a + b, 0));
  const expected = sum.map((value, layer) => value + (miss[layer] ?? 0));
  const residual = Math.max(...miss.map(Math.abs));
  return { scores: Float32Array.from(scores), completeness: { sum, expected, residual, converged: true } };
}

describe('neurons', () => {
  it('are marked only where they differ by more than both residuals together, the largest difference first', () => {
    const a = scored([0.5, 0, 0.25, 0], [0.0625, 0]);
    const b = scored([0.25, 0.1875, 0.25, -1], [0, 0.125]);
    const { values, beyond, marked } = neuronDifferences(a, b);
    expect([...values]).toEqual([-0.25, 0.1875, 0, -1]);
    expect(beyond).toBe(0.1875);
    // The second differs by exactly as much as the integrals may be off.
    expect(marked).toEqual([3, 0]);
  });

  it('are never marked where nothing differs, nor more than fit', () => {
    const numbers = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        const [a, b] = [scored(first), scored(second)];
        expect(neuronDifferences(a, a).marked).toEqual([]);
        const { values, marked } = neuronDifferences(a, b);
        expect(marked.length).toBeLessThanOrEqual(MOST_MARKED);
        const rest = [...values.keys()].filter((index) => !marked.includes(index));
        const least = Math.min(...marked.map((index) => Math.abs(values[index] ?? 0)));
        if (marked.length === MOST_MARKED)
          expect(rest.every((index) => Math.abs(values[index] ?? 0) <= least)).toBe(true);
      }),
    );
  });
});

it('layers differ where their sums do, by more than these may be off', () => {
  const [a] = layerShares(scored([0.5, 0.25, 0, 0], [0.125, 0]));
  const [near] = layerShares(scored([0.5, 0.375, 0, 0]));
  const [far] = layerShares(scored([0.5, 0.5, 0, 0]));
  expect(a).toEqual({ layer: 0, sum: 0.75, residual: 0.125 });
  expect([sharesDiffer(a!, near!), sharesDiffer(a!, far!)]).toEqual([false, true]);
});

function said(probabilities: Readonly<Record<string, number>>, target: string): PredictResult {
  const top = Object.entries(probabilities).map(([token, probability], id) => ({ id, token, probability }));
  const first = top.find(({ token }) => token === target)!;
  const reading = { top, target: { ...first, logProbability: 0, rank: 1 }, watched: [] };
  return { tokens: [], maskIndex: 0, target: first, before: reading, after: reading, milliseconds: 1 };
}

describe('words', () => {
  const [a, b] = [said({ paris: 0.5, lyon: 0.25, nice: 0.125 }, 'paris'), said({ rome: 0.75, lyon: 0.0625 }, 'rome')];

  it('stand with what each side gives them, by the larger of the two', () => {
    const pairs = wordPairs(
      { reading: a, more: new Map([['rome', 0.03]]) },
      { reading: b, more: new Map([['paris', 0.01]]) },
      8,
    );
    expect(pairs).toEqual([
      { token: 'rome', a: 0.03, b: 0.75, isTarget: true },
      { token: 'paris', a: 0.5, b: 0.01, isTarget: true },
      { token: 'lyon', a: 0.25, b: 0.0625, isTarget: false },
      // The other model does not have it.
      { token: 'nice', a: 0.125, b: null, isTarget: false },
    ]);
  });

  it('are as many as asked for, the targets among them', () => {
    const none = new Map<string, number>();
    const low = said({ paris: 0.5, lyon: 0.25, nice: 0.125 }, 'nice');
    const pairs = wordPairs({ reading: low, more: none }, { reading: b, more: none }, 2);
    expect(pairs.map(({ token }) => token)).toEqual(['rome', 'nice']);
  });

  it('of the other side are asked for where they have not been told', () => {
    expect(untoldWords(a, b, 8).map(({ token }) => token)).toEqual(['rome']);
    expect(untoldWords(b, a, 1).map(({ token }) => token)).toEqual(['paris']);
  });
});
