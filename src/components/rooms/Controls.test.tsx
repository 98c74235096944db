import { expect, it } from 'vitest';
import type { MeasuredGroup } from '../../experiments/measure';
import { htmlOf, storeWith, textsOf } from '../../fixtures/alone';
import type { GroupChange } from '../../knowledge/measures/score';
import { Controls } from './Controls';

const score = { perplexity: 2, accuracy: 1, probability: 0.5 };
const change = (answersChanged: number, logOdds: number, taught: number | null = null): GroupChange => ({
  after: score,
  answersChanged,
  probability: 0,
  logOdds,
  watched: taught === null ? null : { first: 0, probability: 0, logOdds: taught },
});
const group: MeasuredGroup = {
  name: 'Everyday sentences',
  prompts: 40,
  examples: [],
  before: score,
  edit: change(0.5, -2, 3),
  controls: [
    { kind: 'random', changes: [change(0, -0.1, 0.1), change(0.1, 0.1, 0.3)] },
    { kind: 'matched', changes: [change(0.2, -1, 1)] },
    { kind: 'sameRelation', changes: [change(0, 0, 0), change(0.4, -1.5, 2)] },
  ],
};
const shown = (metric: 'answers' | 'logOdds', groups = [group]) =>
  htmlOf(
    <Controls groups={groups} metric={metric} about={({ prompts }) => `20 of ${prompts} changed`} />,
    storeWith({}),
  );
const label = (html: string) => /aria-label="([^"]*)"/.exec(html)?.[1];

it('says every control that there is, bands from the smallest draw to the largest and marks where the nearest draw is', () => {
  expect(label(shown('answers'))).toBe(
    'Everyday sentences: the edit 50 %; random neurons 0 % to 10 %, mean 5 %; ' +
      'neurons that write as much 20 % to 20 %, mean 20 %; another fact’s 40 %',
  );
  expect(textsOf(shown('answers'), 'p')).toEqual(['Everyday sentences 20 of 40 changed 50 %']);
});

it('goes by the answer that is taught, where one is', () => {
  expect(label(shown('logOdds'))).toMatch(/the edit \+3\.00; random neurons \+0\.10 to \+0\.30/);
  const plain = { ...group, edit: change(0.5, -2), controls: [] };
  expect(label(shown('logOdds', [plain]))).toBe('Everyday sentences: the edit −2.00');
});

it('has a key of the controls that are there, and of no others', () => {
  const key = textsOf(shown('answers'), 'li').slice(-4);
  expect(key).toEqual(['this edit', 'random neurons', 'neurons that write as much', 'another fact’s']);
});
