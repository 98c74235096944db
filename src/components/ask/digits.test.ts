import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shortProbability } from '../../figures/format';
import { digitsOf } from './digits';

it('the large number rounds as the list does, and the exact one rounds to it', () => {
  expect(digitsOf(0.1499999)).toEqual({ rounded: '0.1500', exact: '0.1499999' });
  expect(digitsOf(3.2e-7).rounded).toBe('3.2 × 10⁻⁷');
  fc.assert(
    fc.property(fc.double({ min: 0.00005, max: 1, noNaN: true }), (value) => {
      const { rounded, exact } = digitsOf(value);
      expect(rounded).toBe(shortProbability(value));
      expect(Math.abs(Number(rounded) - Number(exact))).toBeLessThanOrEqual(0.00005 + 1e-7);
    }),
  );
});
