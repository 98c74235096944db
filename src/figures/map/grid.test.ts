import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf } from './grid';

describe('the grid of a layer', () => {
  it.each([
    [6, 1536, 128, 12],
    [12, 3072, 256, 12],
    [4, 3072, 128, 24],
    [24, 4096, 512, 8],
    [6, 3072, 192, 16],
    [2, 16, 8, 2],
    [2, 64, 16, 4],
  ])('of %i layers of %i neurons is %i by %i', (layers, neurons, columns, rows) => {
    expect(gridOf(layers, neurons)).toEqual({ columns, rows });
  });

  it('has a cell for every neuron, and no row too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 5000 }), (layers, neurons) => {
        const { columns, rows } = gridOf(layers, neurons);
        expect(columns * rows).toBeGreaterThanOrEqual(neurons);
        expect(columns * (rows - 1)).toBeLessThan(neurons);
      }),
    );
  });

  it('stays near its shape even where F has no divisors, as long as a row can', () => {
    for (const neurons of [1531, 3079, 4099]) {
      const { columns, rows } = gridOf(6, neurons);
      expect(columns / (6 * rows)).toBeGreaterThan(1.4);
      expect(columns / (6 * rows)).toBeLessThan(2.2);
    }
  });
});
