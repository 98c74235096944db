import { expect, it } from 'vitest';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../fixtures/alone';
import { NO_EDITS, type NeuronEdit } from '../../knowledge/edits/edits';
import { Gain } from './Gain';

const SILENCED = { layer: 0, neuron: 3, at: 'mask', gain: 0 } as const;
const gainOf = (edit: NeuronEdit, editsOn = true) =>
  htmlOf(<Gain />, storeWith({ info: SMALL_MODEL, selected: [3], edits: { ...NO_EDITS, neurons: [edit] }, editsOn }));

it('reads the gain, and says where it is switched off', () => {
  expect(textsOf(gainOf(SILENCED), 'output')).toEqual(['0×']);
  expect(textsOf(gainOf({ ...SILENCED, off: true }), 'output')).toEqual(['0× (off)']);
  expect(textsOf(gainOf(SILENCED, false), 'output')).toEqual(['0× (off)']);
  expect(textsOf(gainOf({ layer: 0, neuron: 3, at: 'mask', value: 2 }, false), 'output')).toEqual([
    'fixed at 2.00 (off)',
  ]);
});

it('shows no preset as pressed while the edit is off', () => {
  expect(gainOf(SILENCED)).toMatch(/aria-pressed="true"[^>]*>Silence/);
  expect(gainOf(SILENCED, false)).not.toContain('aria-pressed="true"');
});
