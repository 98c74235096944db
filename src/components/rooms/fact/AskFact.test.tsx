/** The room of a fact that is there before the model is. */
import { expect, it } from 'vitest';
import { htmlOf, SMALL_MODEL, standIn, storeWith, textsOf } from '../../../fixtures/alone';
import { FRANCE, FRANCE_EVIDENCE } from '../../../fixtures/fact';
import { AskFact } from './AskFact';
import { SetControls } from './SetControls';

const SET = [{ layer: 1, neuron: 3, count: 2, score: 0.5 }];
const evidence = { about: { model: SMALL_MODEL.hash }, value: FRANCE_EVIDENCE };
const NOTE = 'More can be asked of the model once it has arrived.';

it('shows the fact, and says where its numbers are from, while the model is on its way', () => {
  const store = storeWith({ fact: FRANCE, evidence });
  const html = htmlOf(<AskFact />, store, standIn());
  expect(textsOf(html, 'p')).toContain('France → paris');
  expect(html).toContain(NOTE);
  expect(html).toMatch(/<button[^>]*disabled=""[^>]*>All wordings done/);
  // A selection needs the model; until it is there, nothing is offered that would not work.
  expect(htmlOf(<SetControls set={SET} />, store)).not.toContain('Select it');
});

it('says nothing of the kind once it is there', () => {
  const store = storeWith({ fact: FRANCE, evidence, info: SMALL_MODEL, model: { stage: 'ready' } });
  expect(htmlOf(<AskFact />, store)).not.toContain(NOTE);
  expect(textsOf(htmlOf(<SetControls set={SET} />, store), 'button')).toContain('Select it');
});
