import { expect, it } from 'vitest';
import { NO_EDITS, type EditsDocument } from '../../knowledge/edits/edits';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../fixtures/alone';
import { EditList } from './EditList';

const EDITS: EditsDocument = {
  ...NO_EDITS,
  neurons: [{ layer: 1, neuron: 7, at: 'mask', gain: 0 }],
  values: [{ layer: 0, neuron: 3, ops: [{ erase: true }], off: true }],
};
const silenced = (count: number): EditsDocument => ({
  ...NO_EDITS,
  neurons: Array.from({ length: count }, (_, neuron) => ({ layer: 0, neuron, at: 'all', gain: 0 })),
});

it('says that the model is as it was trained', () => {
  expect(textsOf(htmlOf(<EditList />, storeWith({ info: SMALL_MODEL })), 'p')).toEqual([
    'None yet. The model is as it was trained.',
  ]);
});

it('lists each edit in a sentence, with a switch that is on where the edit is', () => {
  const html = htmlOf(<EditList />, storeWith({ info: SMALL_MODEL, edits: EDITS }));
  expect(textsOf(html, 'h3')).toEqual(['2 edits']);
  expect(textsOf(html, 'li')).toEqual(['L1 · N7 activation × 0 at [MASK]', 'L0 · N3 value vector erased']);
  expect(html).toMatch(/aria-checked="true"[^>]*aria-label="Layer 1, neuron 7: activation × 0 at \[MASK\]"/);
  expect(html).toMatch(/aria-checked="false"[^>]*aria-label="Layer 0, neuron 3: value vector erased"/);
});

it('folds many equal edits into one line', () => {
  expect(textsOf(htmlOf(<EditList />, storeWith({ info: SMALL_MODEL, edits: silenced(4) })), 'li')).toEqual([
    '4 neurons activation × 0 at every token',
  ]);
  expect(textsOf(htmlOf(<EditList />, storeWith({ info: SMALL_MODEL, edits: silenced(3) })), 'li')).toHaveLength(3);
});

it('lists them without a model, too, but lets no neuron of it be selected', () => {
  const disabled = /<button[^>]*class="edit-neuron mono"[^>]* disabled=""/g;
  expect(htmlOf(<EditList />, storeWith({ edits: EDITS })).match(disabled)).toHaveLength(2);
  expect(htmlOf(<EditList />, storeWith({ info: SMALL_MODEL, edits: EDITS })).match(disabled)).toBeNull();
});
