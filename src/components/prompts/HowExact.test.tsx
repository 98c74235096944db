import { expect, it } from 'vitest';
import { htmlOf, storeWith } from '../../fixtures/alone';
import { NO_EDITS } from '../../knowledge/edits/edits';
import { HowExact } from './HowExact';

it('says how exact the list is beside Explore, and whether it is of the edited model', () => {
  const said = (edits: typeof NO_EDITS) =>
    htmlOf(<HowExact />, storeWith({ promptResults: { about: { model: 'a', edits }, value: [] } }));
  expect(said(NO_EDITS)).toContain(
    'within a hundredth of the target’s probability here, in Explore within a ten-thousandth.',
  );
  expect(said(NO_EDITS)).not.toContain('edits');
  const silenced = { ...NO_EDITS, neurons: [{ layer: 0, neuron: 1, gain: 0, at: 'mask' as const }] };
  expect(said(silenced)).toContain('They are of the model with your edits.');
});
