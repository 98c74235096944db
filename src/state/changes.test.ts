import { expect, it } from 'vitest';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import { besideErasureOff, countAtMask, countBesideErasure, heldEverywhere } from './changes';

it('lets edits hold everywhere that hold at [MASK] alone, and leaves what is off', () => {
  const value = { layer: 0, neuron: 9, ops: [{ erase: true as const }] };
  const edits: EditsDocument = {
    ...NO_EDITS,
    neurons: [
      { layer: 0, neuron: 1, at: 'mask', gain: 0 },
      { layer: 0, neuron: 1, at: 'all', gain: 2 },
      { layer: 0, neuron: 2, at: 'all', gain: 3 },
      { layer: 0, neuron: 3, at: 'mask', value: 1.5 },
      { layer: 0, neuron: 4, at: 'mask', gain: 0, off: true },
    ],
    values: [value],
  };
  expect(countAtMask(edits)).toBe(2);
  const moved = heldEverywhere(edits);
  expect(moved.neurons).toEqual([
    { layer: 0, neuron: 1, at: 'all', gain: 0 },
    { layer: 0, neuron: 2, at: 'all', gain: 3 },
    { layer: 0, neuron: 3, at: 'all', value: 1.5 },
    { layer: 0, neuron: 4, at: 'mask', gain: 0, off: true },
  ]);
  expect(moved.values).toEqual([value]);
  expect(countAtMask(moved)).toBe(0);
});

it('tells what would be measured along with an erasure, and switches that off alone', () => {
  const erased = { layer: 0, neuron: 9, ops: [{ erase: true as const }] };
  const taught = { layer: 1, neuron: 2, ops: [{ add: { token: 'euro', lambda: 2 } }] };
  const both = { layer: 1, neuron: 3, ops: [{ erase: true as const }, { add: { token: 'euro', lambda: 2 } }] };
  const edits: EditsDocument = {
    ...NO_EDITS,
    neurons: [
      { layer: 0, neuron: 1, at: 'mask', gain: 0 },
      { layer: 0, neuron: 2, at: 'mask', gain: 0, off: true },
    ],
    values: [erased, taught, both],
  };
  expect(countBesideErasure(edits)).toBe(3);
  const alone = besideErasureOff(edits);
  expect(countBesideErasure(alone)).toBe(0);
  expect(alone.values).toEqual([erased, { ...taught, off: true }, { ...both, off: true }]);
  expect(alone.neurons.every(({ off }) => off)).toBe(true);
});
