import { describe, expect, it } from 'vitest';
import { bytes, counted, percent, plain, points, probability, shortProbability, signed, times } from './format';

describe('numbers as the page writes them', () => {
  it('gives probabilities four digits, and very small ones a power of ten', () => {
    expect([0, 0.87312, 1, 0.00005, 3.21e-7, 4e-12].map((p) => probability(p))).toEqual([
      '0.0000',
      '0.8731',
      '1.0000',
      '0.0001',
      '3.2 × 10⁻⁷',
      '4.0 × 10⁻¹²',
    ]);
    expect(shortProbability(3e-7)).toBe('<0.0001');
  });

  it('writes signs as signs, and none on a zero', () => {
    expect([signed(0.0412), signed(-0.0412), signed(-0.00001), signed(0)]).toEqual([
      '+0.0412',
      '−0.0412',
      '0.0000',
      '0.0000',
    ]);
    expect([plain(-1.5, 2), plain(-0.0001, 2)]).toEqual(['−1.50', '0.00']);
  });

  it('gives differences in percentage points', () => {
    expect([points(-0.5619), points(0.0123), points(0)]).toEqual(['−56.2', '+1.23', '0.00']);
  });

  it('gives shares in whole percent', () => {
    expect([percent(0), percent(0.416), percent(1)]).toEqual(['0 %', '42 %', '100 %']);
  });

  it('writes sizes as the Hub does', () => {
    expect([bytes(900), bytes(45_501_188), bytes(435_755_784), bytes(1_338_740_706)]).toEqual([
      '1 kB',
      '45.5 MB',
      '436 MB',
      '1.34 GB',
    ]);
  });

  it('writes gains and counts', () => {
    expect([times(0), times(0.5), times(2), times(1.25)]).toEqual(['0×', '0.5×', '2×', '1.25×']);
    expect([counted(1, 'edit'), counted(9216, 'neuron')]).toEqual(['1 edit', '9,216 neurons']);
  });
});
