import { expect, it } from 'vitest';
import { NO_EDITS } from '../../knowledge/edits/edits';
import type { AnswerOf } from '../../state/answers';
import { htmlOf, storeWith, textsOf } from '../../fixtures/alone';
import { Predictions } from './Predictions';
import { ROWS } from '../../figures/prediction-rows';

const WORDS = ['paris', 'lyon', '##ville'];
const PROMPT = 'The capital of France is [MASK].';

/** The words with these probabilities, without and with edits; the first one is the target. */
function readingOf(before: readonly number[], after: readonly number[]): AnswerOf<'reading'> {
  const said = (probabilities: readonly number[]) => {
    const top = WORDS.map((token, id) => ({ token, id, probability: probabilities[id] ?? NaN }));
    const [first] = top;
    return { top, target: { ...first!, logProbability: Math.log(first!.probability), rank: 1 }, watched: [] };
  };
  return {
    about: { model: 'hash', prompt: PROMPT, chosen: null, edits: NO_EDITS },
    value: {
      tokens: [],
      maskIndex: 0,
      target: { id: 0, token: 'paris' },
      before: said(before),
      after: said(after),
      milliseconds: 1,
    },
  };
}

it('shows empty bars until there is an answer', () => {
  const html = htmlOf(<Predictions />, storeWith({ prompt: PROMPT }));
  expect(html.match(/<li class="prediction" aria-hidden="true">/g)).toHaveLength(ROWS);
  expect(html).not.toContain('<button');
});

it('lists the words by their probability now, and says what the edits changed', () => {
  const html = htmlOf(
    <Predictions />,
    storeWith({ prompt: PROMPT, reading: readingOf([0.6, 0.3, 0.1], [0.2, 0.7, 0.1]) }),
  );
  expect(textsOf(html, 'li')).toEqual([
    'lyon +40.0 0.7000 , without edits 0.3000',
    'paris \u221240.0 0.2000 , without edits 0.6000',
    '\u00b7ville 0.1000',
  ]);
  expect([...html.matchAll(/aria-pressed="(\w+)"/g)].map(([, pressed]) => pressed)).toEqual(['false', 'true', 'false']);
});

it('marks the answer to another prompt as such', () => {
  const reading = readingOf([0.6, 0.3, 0.1], [0.6, 0.3, 0.1]);
  expect(htmlOf(<Predictions />, storeWith({ prompt: PROMPT, reading }))).toContain('data-stale="false"');
  expect(htmlOf(<Predictions />, storeWith({ prompt: 'Something [MASK].', reading }))).toContain('data-stale="true"');
});
