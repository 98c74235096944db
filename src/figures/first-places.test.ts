import { expect, it } from 'vitest';
import { firstPlaces } from './first-places';

it('says after which layer a word comes first, and whether it stays there', () => {
  expect(firstPlaces([90, 12, 3, 1, 1], 'book')).toBe('book comes first after L2, and stays there.');
  expect(firstPlaces([90, 12, 1, 2, 1], 'book')).toBe('book comes first after L1, for good after L3.');
  expect(firstPlaces([90, 1, 1, 4, 2], 'book')).toBe('book comes first after L0, last after L1.');
  expect(firstPlaces([90, 12, 1, 2, 2], 'book')).toBe('book comes first after L1 alone.');
  expect(firstPlaces([1, 1, 1], 'book')).toBe('book comes first before the first layer, and stays there.');
  expect(firstPlaces([9, 9, 2], 'book')).toBe('book comes first after no layer.');
});
