import { expect, test } from 'vitest';
import { threadsFor } from './threads';

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
