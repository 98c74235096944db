import { expect, it } from 'vitest';
import { NO_EDITS } from '../../knowledge/edits/edits';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../fixtures/alone';
import { AttributedModel } from './AttributedModel';

const edits = { ...NO_EDITS, neurons: [{ layer: 0, neuron: 3, at: 'mask' as const, gain: 0 }] };

it('says whose attribution is shown, once there are two models to speak of', () => {
  const html = htmlOf(<AttributedModel />, storeWith({ info: SMALL_MODEL, edits, attributionOf: 'edited' }));
  expect(textsOf(html, 'button')).toEqual(['As trained', 'With the edits']);
  expect(html).toMatch(/aria-checked="true"[^>]*>With the edits/);
});

it('offers nothing while no edit is in force', () => {
  expect(htmlOf(<AttributedModel />, storeWith({ info: SMALL_MODEL }))).toBe('');
  expect(htmlOf(<AttributedModel />, storeWith({ info: SMALL_MODEL, edits, editsOn: false }))).toBe('');
});
