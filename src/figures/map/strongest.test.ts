import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainOf, LEVELS, levelOf, levelsOf, PALETTES } from './scale';
import { strongest, strongestUp } from './strongest';

const values = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 900 });

describe('the strongest neurons', () => {
  it('are the largest by size, largest first', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 40 }), (scores, count) => {
        const sizes = (indices: readonly number[]) => indices.map((index) => Math.abs(scores[index] ?? 0));
        const all = Array.from(scores, (_, index) => index).filter((index) => scores[index] !== 0);
        const expected = sizes(all)
          .sort((a, b) => b - a)
          .slice(0, count);
        expect(sizes(strongest(scores, count))).toEqual(expected);
      }),
    );
  });

  it('can be those of one layer, or those that push up', () => {
    const scores = Float32Array.from([5, -9, 1, 2, 0, 3]);
    expect(strongest(scores, 2)).toEqual([1, 0]);
    expect(strongest(scores, 2, [2, 6])).toEqual([5, 3]);
    expect(strongestUp(scores, 2)).toEqual([0, 5]);
  });
});

describe('the scale of the map', () => {
  it('is symmetric, with zero in the middle and everything beyond the ends at the ends', () => {
    for (const value of [0, 0.01, 0.4, 1, 7]) {
      expect(levelOf(value, 1) + levelOf(-value, 1)).toBe(LEVELS - 1);
    }
    expect(levelOf(7, 1)).toBe(LEVELS - 1);
    expect(new Set(PALETTES.light).size).toBe(LEVELS);
  });

  it('sorts every neuron under its level', () => {
    fc.assert(
      fc.property(values, (scores) => {
        const { levels, order, starts } = levelsOf(scores, domainOf(scores));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from(scores, (_, index) => index));
        for (let level = 0; level < LEVELS; level++) {
          expect([...order.slice(starts[level], starts[level + 1])].every((index) => levels[index] === level)).toBe(
            true,
          );
        }
      }),
    );
  });
});
