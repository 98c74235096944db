import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../random';
import { estimateOf, groupsOf, sampleOf } from './evaluate-statistics';

/** Facts of relations: each relation has a level of its own, `apart` wide, and its facts vary by `within` around it. */
function planted(seed: number, { relations = 16, facts = 4, apart = 0, within = 0.3 }): number[][] {
  const random = randomOf(seed);
  const noise = () => random() + random() + random() - 1.5;
  return Array.from({ length: relations }, () => {
    const level = apart * noise();
    return Array.from({ length: facts }, () => level + within * noise());
  });
}

const width = (groups: readonly (readonly number[])[]): number => {
  const [low, high] = estimateOf(groups)!.interval;
  return high - low;
};

describe('an estimate', () => {
  it.each([
    ['differ', 1],
    ['are alike', 0],
  ])('has an interval that covers the mean as often as it says, where relations %s', (_, apart) => {
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const { interval } = estimateOf(planted(trial, { apart }))!;
      covered += Number(interval[0] <= 0 && 0 <= interval[1]);
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200, 'where they are alike, two stages are cautious').toBeLessThanOrEqual(apart === 0 ? 1 : 0.99);
  });

  it('is wider where relations differ than if its facts were drawn one by one', () => {
    const groups = planted(1, { facts: 12, apart: 1 });
    expect(width(groups)).toBeGreaterThan(2 * width(groups.flat().map((value) => [value])));
    // The same values dealt out to relations that do not differ.
    const dealt = sampleOf(randomOf(2), groups.flat(), Infinity);
    expect(width(groups)).toBeGreaterThan(2 * width(groups.map((_, g) => dealt.slice(12 * g, 12 * g + 12))));
  });

  it('is of all values together, and null of none', () => {
    expect(estimateOf([[1, 1, 1], [], [5]])).toMatchObject({ mean: 2, count: 4 });
    expect([estimateOf([]), estimateOf([[], []])]).toEqual([null, null]);
  });
});

it('groups keep their order', () => {
  expect(groupsOf([3, 1, 5, 2], (value) => value % 2)).toEqual([[3, 1, 5], [2]]);
});

it('a sample has different items, the same for a seed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.uniqueArray(fc.integer()), fc.nat(20), (seed, items, count) => {
      const drawn = sampleOf(randomOf(seed), items, count);
      expect(drawn.length).toBe(Math.min(count, items.length));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((item) => items.includes(item))).toBe(true);
      expect(sampleOf(randomOf(seed), items, count)).toEqual(drawn);
    }),
  );
});
