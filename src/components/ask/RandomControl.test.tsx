import { expect, it } from 'vitest';
import { htmlOf, storeWith, textsOf } from '../../fixtures/alone';
import { NO_EDITS } from '../../knowledge/edits/edits';
import type { AnswerOf } from '../../state/answers';
import { RandomControl } from './RandomControl';

const about = { model: 'hash', prompt: 'A [MASK].', target: 0, edits: NO_EDITS };
const said = { top: [], target: null, watched: [] };
const reading: AnswerOf<'reading'> = {
  about: { model: 'hash', prompt: 'A [MASK].', chosen: null, edits: NO_EDITS },
  value: { tokens: [], maskIndex: 0, target: { id: 0, token: 'paris' }, before: said, after: said, milliseconds: 1 },
};
const shown = (after: number, value: AnswerOf<'control'>['value'] | null) =>
  htmlOf(
    <RandomControl reading={reading} before={0.5} after={after} />,
    storeWith({ control: value && { about, value } }),
  );
const CONTROLS = [
  { kind: 'random', probabilities: [0.51, 0.49] },
  { kind: 'matched', probabilities: [0.45, 0.58] },
  { kind: 'mostActive', probabilities: [0.38] },
] as const;

/** A control that moves the answer far, but the other way. */
const OTHER_WAY = [{ kind: 'mostActive', probabilities: [0.38] }] as const;

it('names the control that moves the answer furthest in the direction of the edits, and how far', () => {
  expect(textsOf(shown(0.2, CONTROLS), 'p')).toEqual(['strongest control: most active neurons −12.0 pp']);
  expect(textsOf(shown(0.9, CONTROLS), 'p')).toEqual(['strongest control: neurons that write as much +8.00 pp']);
  expect(textsOf(shown(0.45, CONTROLS), 'p')).toEqual(['a control does as much: most active neurons −12.0 pp']);
  expect(textsOf(shown(0.51, OTHER_WAY), 'p')).toEqual(['strongest control: most active neurons −12.0 pp']);
  expect(textsOf(shown(0.2, null), 'p')).toEqual(['the same edits elsewhere']);
});

it('has a tick a draw, and no words where nothing changed', () => {
  const html = shown(0.2, CONTROLS);
  expect([...html.matchAll(/<i data-kind="(\w+)"/g)].map(([, kind]) => kind)).toEqual([
    'random',
    'random',
    'matched',
    'matched',
    'mostActive',
  ]);
  expect(textsOf(shown(0.5, CONTROLS), 'p')).toEqual(['']);
});
