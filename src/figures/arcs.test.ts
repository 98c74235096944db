import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_ARCS, pathOf, rowOf, strongestArcs } from './arcs';

it('takes the strongest of one token or of all, whichever way they push', () => {
  const scores = [0, 0.1, -0.4, 0.3, 0, 0.2, 0.001, 0, 0];
  expect(strongestArcs(scores, 3, 0)).toEqual([
    { query: 0, key: 2, score: -0.4 },
    { query: 0, key: 1, score: 0.1 },
  ]);
  expect(strongestArcs(scores, 3, null).map(({ score }) => score)).toEqual([-0.4, 0.3, 0.2, 0.1]);
  expect(strongestArcs(scores, 3, 2)).toEqual([]);
});

it('draws few arcs over a long sentence, inside its picture', () => {
  const length = 60;
  const row = rowOf(Array.from({ length }, () => 'word'));
  const scores = Array.from({ length: length * length }, (_, index) => Math.sin(index));
  const arcs = strongestArcs(scores, length, null);
  expect(arcs).toHaveLength(MOST_ARCS);
  fc.assert(
    fc.property(fc.nat(length - 1), fc.nat(length - 1), (query, key) => {
      const numbers = pathOf({ query, key, score: 1 }, row, 160)
        .match(/-?[\d.]+/g)!
        .map(Number);
      const [, , , up] = numbers;
      // The curve's top, three quarters of the way to its handles.
      expect(160 - 0.75 * (160 - up!)).toBeGreaterThanOrEqual(7.9);
      for (const x of numbers.filter((_, index) => index % 2 === 0)) expect(x).toBeLessThanOrEqual(row.width);
    }),
  );
});

it('sets words side by side without touching', () => {
  const { lefts, widths, width } = rowOf(['[CLS]', 'a', 'capital']);
  expect(lefts[1]).toBeGreaterThan(lefts[0]! + widths[0]!);
  expect(width).toBe(lefts[2]! + widths[2]!);
});
