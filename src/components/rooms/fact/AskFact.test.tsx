/** The room of a fact that is there before the model is. */
import { expect, it } from 'vitest';
import { htmlOf, SMALL_MODEL, standIn, storeWith, textsOf } from '../../../fixtures/alone';
import { AskFact } from './AskFact';
import { SetControls } from './SetControls';

const PARIS = { id: 1, token: 'paris' };
const FACT = {
  relation: null,
  subject: 'France',
  target: PARIS,
  paraphrases: ['The capital of France is [MASK].', '[MASK] is the capital of France.'],
};
const ranking = { neurons: [{ layer: 1, neuron: 3, score: 0.5 }], largest: 0.5, completeFrom: 0.05 };
const value = FACT.paraphrases.map((prompt) => ({
  prompt,
  target: { ...PARIS, probability: 0.5 },
  attribution: ranking,
  activation: ranking,
  push: ranking,
  residual: 0,
  converged: true,
}));
const SET = [{ layer: 1, neuron: 3, count: 2, score: 0.5 }];
const evidence = { about: { model: SMALL_MODEL.hash }, value };
const NOTE = 'More can be asked of the model once it has arrived.';

it('shows the fact, and says where its numbers are from, while the model is on its way', () => {
  const store = storeWith({ fact: FACT, evidence });
  const html = htmlOf(<AskFact />, store, standIn());
  expect(textsOf(html, 'p')).toContain('France → paris');
  expect(html).toContain(NOTE);
  expect(html).toMatch(/<button[^>]*disabled=""[^>]*>All wordings done/);
  // A selection needs the model; until it is there, nothing is offered that would not work.
  expect(htmlOf(<SetControls set={SET} />, store)).not.toContain('Select it');
});

it('says nothing of the kind once it is there', () => {
  const store = storeWith({ fact: FACT, evidence, info: SMALL_MODEL, model: { stage: 'ready' } });
  expect(htmlOf(<AskFact />, store)).not.toContain(NOTE);
  expect(textsOf(htmlOf(<SetControls set={SET} />, store), 'button')).toContain('Select it');
});
