import { expect, it } from 'vitest';
import { atLeast } from './chance';

it('is the tail of a binomial', () => {
  expect(atLeast(0, 12, 0.05)).toBe(1);
  expect(atLeast(1, 2, 0.5)).toBeCloseTo(0.75, 12);
  expect(atLeast(3, 3, 0.5)).toBeCloseTo(0.125, 12);
  // One of 40 comes about anywhere, five of 40 do not.
  expect(atLeast(1, 40, 0.05)).toBeGreaterThan(0.8);
  expect(atLeast(5, 40, 0.05)).toBeLessThan(0.05);
});
