import { expect, test } from 'vitest';
import { threadsFor } from './threads';

test('beside another model it is half as many, but one', () => {
  expect([1, 2, 4, 12, 64].map((cores) => threadsFor(cores, true, true))).toEqual([1, 1, 2, 3, 4]);
  expect(threadsFor(8, false, true)).toBe(1);
});

test.each([
  [1, 1],
  [2, 2],
  [4, 4],
  [8, 4],
  [12, 6],
  [16, 8],
  [64, 8],
])('%i logical cores: %i threads', (cores, threads) => {
  expect(threadsFor(cores, true)).toBe(threads);
  expect(threadsFor(cores, false)).toBe(1);
});
