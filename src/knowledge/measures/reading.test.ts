import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPair } from './reading';
import { softmaxOf } from '../passes/softmax';

const nameOf = (id: number) => `token${id}`;
const logits = Float32Array.of(1, 3, 2, 3, -4);

describe('readPair', () => {
  test('gives the likeliest tokens, descending, the lower id first among equals', () => {
    const { before } = readPair(logits, logits, { top: 3, target: null }, nameOf);
    expect(before.top.map(({ id }) => id)).toEqual([1, 3, 2]);
    expect(before.top[0]!.token).toBe('token1');
    expect(before.target).toBeNull();
  });

  test('ranks the target and gives its log-probability', () => {
    const { before } = readPair(logits, logits, { top: 1, target: 3, watch: [0] }, nameOf);
    expect(before.target!.rank).toBe(2);
    expect(before.target!.logProbability).toBeCloseTo(Math.log(before.target!.probability), 12);
  });

  test('each reading watches the top of the other, behind what was asked for', () => {
    const after = Float32Array.of(9, 3, 2, 3, -4);
    const pair = readPair(logits, after, { top: 1, target: null, watch: [4] }, nameOf);
    expect(pair.before.watched.map(({ id }) => id)).toEqual([4, 0]);
    expect(pair.after.watched.map(({ id }) => id)).toEqual([4, 1]);
    expect(pair.after.top[0]!.probability).toBeGreaterThan(pair.before.watched[1]!.probability);
  });

  test('the same logits give the very same numbers', () => {
    const { before, after } = readPair(logits, logits, { top: 5, target: 2 }, nameOf);
    expect(after).toEqual(before);
  });

  test('stays finite where exponentials would overflow or vanish', () => {
    const { before } = readPair(Float32Array.of(5000, -5000), Float32Array.of(0, 0), { top: 2, target: 1 }, nameOf);
    expect(before.top[0]!.probability).toBe(1);
    expect(before.target!.logProbability).toBe(-10000);
  });

  test('an id that the model does not have is named', () => {
    for (const asked of [{ target: null, watch: [5] }, { target: 5 }])
      expect(() => readPair(logits, logits, { top: 1, ...asked }, nameOf)).toThrow('There is no token 5');
  });

  test('any logits: probabilities sum to 1, the top is sorted, the rank is the place in it', () => {
    const values = fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat(), (array, seed) => {
        const target = seed % array.length;
        const some = Float32Array.from(array);
        const { before } = readPair(some, some, { top: array.length, target }, nameOf);
        const probabilities = before.top.map(({ probability }) => probability);
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
        expect(before.top[before.target!.rank - 1]!.id).toBe(target);
        expect(softmaxOf(some)[target]).toBe(before.target!.probability);
      }),
    );
  });
});
