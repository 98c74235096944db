import { expect, it } from 'vitest';
import { SMALL_MODEL, storeWith } from '../fixtures/alone';
import { withGain } from '../state/changes';
import { NO_EDITS } from '../knowledge/edits/edits';
import { effectInWords, hasEffect } from './effect-words';

const PROMPT = 'A [MASK].';
const edits = withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 0);
const said = (probability: number) => ({
  top: [],
  target: { id: 3, token: 'paris', probability, logProbability: Math.log(probability), rank: 1 },
  watched: [],
});
const withAnswer = (after: number, control: boolean) =>
  storeWith({
    info: SMALL_MODEL,
    prompt: PROMPT,
    edits,
    reading: {
      about: { model: SMALL_MODEL.hash, prompt: PROMPT, chosen: null, edits },
      value: {
        tokens: [],
        maskIndex: 0,
        target: { id: 3, token: 'paris' },
        before: said(0.74),
        after: said(after),
        milliseconds: 1,
      },
    },
    control: control
      ? {
          about: { model: SMALL_MODEL.hash, prompt: PROMPT, target: 3, edits },
          value: [
            { kind: 'random', probabilities: [0.75, 0.73] },
            { kind: 'mostActive', probabilities: [0.62] },
          ],
        }
      : null,
  }).getState();

it('says what the answer is and was, and what the strongest control does once it is known', () => {
  expect(effectInWords(withAnswer(0.15, false))).toBe('paris 0.1500, was 0.7400, −59.0 points');
  expect(effectInWords(withAnswer(0.15, true))).toBe(
    'paris 0.1500, was 0.7400, −59.0 points; the same edits on most active neurons: −12.0 points',
  );
  expect(effectInWords(withAnswer(0.74, false))).toBe('paris 0.7400, as without edits');
});

it('says nothing while the answer is to another question', () => {
  expect(effectInWords({ ...withAnswer(0.15, true), prompt: 'Another [MASK].' })).toBeNull();
  expect(hasEffect({ ...withAnswer(0.15, true), edits: NO_EDITS })).toBe(false);
});
