import { expect, test } from 'vitest';
import { Remembered } from './remembered';

test('forgets what was used longest ago', () => {
  const last = new Remembered<number>(2);
  last.set('a', 1);
  last.set('b', 2);
  expect(last.get('a')).toBe(1);
  last.set('c', 3);
  expect([last.get('a'), last.get('b'), last.get('c')]).toEqual([1, undefined, 3]);
  last.set('a', 4);
  expect([last.get('a'), last.get('c')]).toEqual([4, 3]);
});
