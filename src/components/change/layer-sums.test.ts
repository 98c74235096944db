import { expect, it } from 'vitest';
import { sumsByLayer } from './layer-sums';

it('adds up within a layer, and never across', () => {
  const scores = Float32Array.from([0.5, 0.25, -0.5, 0, 1, 0, 0, 2]);
  expect(sumsByLayer([7, 1, 4, 0], scores, 4)).toEqual([
    { layer: 0, sum: 0.75 },
    { layer: 1, sum: 3 },
  ]);
  expect(sumsByLayer([], scores, 4)).toEqual([]);
});
