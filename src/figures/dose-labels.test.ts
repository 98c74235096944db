import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart } from './dose-labels';

it('leaves labels where they are that do not meet', () => {
  expect(apart([50, 10, 30], 12, 0, 100)).toEqual([50, 10, 30]);
});

it('keeps labels apart, in their order and in the picture', () => {
  const heights = fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(heights, (wanted) => {
      const placed = apart(wanted, 12, 0, 100);
      const sorted = [...placed].sort((a, b) => a - b);
      expect(sorted.every((y, i) => y >= -1e-9 && y <= 100 && (i === 0 || y - sorted[i - 1]! >= 12 - 1e-9))).toBe(true);
      for (const [i, a] of wanted.entries())
        for (const [j, b] of wanted.entries())
          if (b - a > 0 && a >= 0 && b <= 100) expect(placed[j]!).toBeGreaterThan(placed[i]!);
    }),
  );
});
