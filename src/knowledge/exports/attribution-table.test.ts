import { expect, it } from 'vitest';
import { attributionCsv } from './attribution-table';

it('a line a neuron, numbers that read back as the same float32', () => {
  const scores = Float32Array.of(0.1, -2e-9, 0, 1 / 3);
  const activations = Float32Array.of(1, -0.17, 3.25, 1e8);
  const [header, ...lines] = attributionCsv(scores, activations, 2).trimEnd().split('\n');
  expect(header).toBe('layer,neuron,attribution,activation');
  const rows = lines.map((line) => line.split(',').map(Number));
  expect(rows.map(([layer, neuron]) => [layer, neuron])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(Float32Array.from(rows, ([, , score]) => score!)).toEqual(scores);
  expect(Float32Array.from(rows, ([, , , activation]) => activation!)).toEqual(activations);
});
