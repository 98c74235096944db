import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeOfRank, ticksOfRank } from './rank-axis';

it('goes from the last word to the first, a power of ten as long as the next', () => {
  expect([placeOfRank(1, 30_522), placeOfRank(30_522, 30_522)]).toEqual([1, 0]);
  const [thousand, hundred, ten] = [1000, 100, 10].map((rank) => placeOfRank(rank, 30_522));
  expect(hundred! - thousand!).toBeCloseTo(ten! - hundred!, 12);
  expect(ticksOfRank(30_522)).toEqual([10_000, 1000, 100, 10, 1]);
});

it('puts a better rank never further back, and all of them on the axis', () => {
  const size = fc.integer({ min: 1, max: 200_000 });
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), (all, a, b) => {
      const [better, worse] = [1 + (Math.min(a, b) % all), 1 + (Math.max(a, b) % all)].sort((x, y) => x - y);
      expect(placeOfRank(better!, all)).toBeGreaterThanOrEqual(placeOfRank(worse!, all));
      for (const rank of [better!, worse!, ...ticksOfRank(all)]) {
        expect(placeOfRank(rank, all)).toBeGreaterThanOrEqual(0);
        expect(placeOfRank(rank, all)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
