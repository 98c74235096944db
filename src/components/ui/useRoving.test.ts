import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepIn, tabStopOf } from './useRoving';

it('a list has exactly one tab stop as long as it has an item, whatever came and went', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
      fc.option(fc.constantFrom('a', 'd')),
      (keys, last) => {
        const stop = tabStopOf(keys, last);
        expect(keys.filter((key) => key === stop)).toHaveLength(keys.length === 0 ? 0 : 1);
        if (last !== null && keys.includes(last)) expect(stop).toBe(last);
      },
    ),
  );
});

it('arrows stop at the ends, Home and End go there, and other keys are not for the list', () => {
  expect([stepIn('ArrowDown', 0, 3), stepIn('ArrowDown', 2, 3)]).toEqual([1, null]);
  expect([stepIn('ArrowUp', 0, 3), stepIn('ArrowUp', 2, 3)]).toEqual([null, 1]);
  expect([stepIn('Home', 2, 3), stepIn('End', 0, 3), stepIn('Enter', 1, 3)]).toEqual([0, 2, null]);
});
