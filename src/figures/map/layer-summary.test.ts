import { expect, it } from 'vitest';
import { summaryOf } from './layer-summary';

const values = Float32Array.from([0.5, -0.1, 2, 0, -3, 0.25, -0.2, -0.1]);
const shape = { layers: 2, neurons: 4, values };

it('counts the neurons of a layer that fire, as activations add up to nothing', () => {
  const { name, values: counts, title } = summaryOf('activation', shape);
  expect([name, ...counts]).toEqual(['fire', 2, 1]);
  expect(title(1, 1)).toBe('In layer 1, 1 of 4 neurons fire');
});

it('names the largest change of a layer, with its sign', () => {
  const { name, values: largest, format } = summaryOf('change', shape);
  expect([name, ...largest.map(format)]).toEqual(['largest', '+2.000', '\u22123.000']);
});

it('has zero where nothing of a layer has changed', () => {
  expect(summaryOf('change', { ...shape, values: new Float32Array(8) }).values).toEqual([0, 0]);
});
