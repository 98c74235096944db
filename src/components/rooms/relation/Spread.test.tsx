import { expect, it } from 'vitest';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../../fixtures/alone';
import type { MeasuredErasure } from '../../../experiments/measure-erasure';
import { NO_EDITS, type EditsDocument } from '../../../knowledge/edits/edits';
import type { State } from '../../../state/store';
import { Spread } from './Spread';

const ERASED: EditsDocument = { ...NO_EDITS, values: [{ layer: 0, neuron: 1, ops: [{ erase: true }] }] };
const before = { perplexity: 2, accuracy: 1, probability: 0.5 };
const MEASURED: MeasuredErasure = {
  hash: SMALL_MODEL.hash,
  edits: ERASED,
  neurons: [{ layer: 0, neuron: 1 }],
  controls: { draws: 0, seed: 1 },
  beside: [],
  groups: [
    {
      name: 'P36',
      prompts: 2,
      examples: [
        {
          prompt: 'The capital of France is [MASK].',
          before: { id: 0, token: 'paris' },
          after: { id: 1, token: 'berlin' },
        },
      ],
      before,
      edit: { after: { ...before, perplexity: 4 }, answersChanged: 0.5, probability: -0.2, logOdds: -1, watched: null },
      controls: [],
    },
  ],
  relation: 'P36',
  foundOn: { facts: 1, wordings: 1, elsewhere: null },
  measuredOn: { facts: 2, wordings: 1, seenFacts: 0 },
  otherRelation: null,
  verdict: null,
};
const about = { model: SMALL_MODEL.hash, edits: ERASED };
const RUNNING: Pick<State, 'pending'> = { pending: { erasure: { about, progress: 0.2 } } };

function shown(state: Partial<State>): string {
  return htmlOf(<Spread />, storeWith({ info: SMALL_MODEL, edits: ERASED, relation: 'P36', ...state }));
}

it('says what it waits for while the first erasure is measured', () => {
  expect(textsOf(shown(RUNNING), 'p')).toEqual(['Asking every relation, with the edits and without …']);
});

it('shows sentences whose answer changed before any number', () => {
  const html = shown({ erasure: { about, value: MEASURED } });
  expect(textsOf(html, 'ul')[0]).toBe('The capital of France is paris → berlin .');
  expect(html.indexOf('berlin')).toBeLessThan(html.indexOf('Perplexity of'));
  expect(html).not.toContain('edits have changed');
});

it('gives the results of earlier edits as such, and says when those in force are being measured', () => {
  const earlier = { about: { ...about, edits: NO_EDITS }, value: MEASURED };
  expect(shown({ erasure: earlier })).toContain('The edits have changed since this was measured.');
  expect(shown({ erasure: earlier, ...RUNNING })).toContain('Measuring the edits as they are now');
});
