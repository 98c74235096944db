import { expect, it } from 'vitest';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../../fixtures/alone';
import { NO_EDITS, type EditsDocument } from '../../../knowledge/edits/edits';
import type { ProbeReading } from '../../../knowledge/measures/probes';
import { TeachVerdict } from './TeachVerdict';

const [PARIS, LONDON] = [
  { id: 0, token: 'paris' },
  { id: 1, token: 'london' },
];
const PROMPTS = ['The capital of France is [MASK].', 'France is ruled from [MASK].'];
const TAUGHT: EditsDocument = {
  ...NO_EDITS,
  values: [{ layer: 0, neuron: 1, ops: [{ add: { token: 'london', lambda: 5 } }] }],
};
const FACT = { relation: null, subject: 'France', target: PARIS, paraphrases: PROMPTS };

function says(first: typeof PARIS, london: number): ProbeReading {
  const read = (token: typeof PARIS, p: number) => ({ ...token, probability: p, logProbability: Math.log(p), rank: 1 });
  return { top: { ...first, probability: 0.9 }, target: read(PARIS, 1 - london), watched: [read(LONDON, london)] };
}
const UNTOUCHED = [says(PARIS, 0.1), says(PARIS, 0.1)];

/** What the verdict says where its readings are about some edits and others may be in force. */
function said(readOf: EditsDocument, after: readonly ProbeReading[], edits: EditsDocument, more = {}): string {
  const store = storeWith({ info: SMALL_MODEL, fact: FACT, teachTo: LONDON, edits, ...more });
  const about = { model: SMALL_MODEL.hash, prompts: PROMPTS, target: PARIS.id, watched: LONDON, edits: readOf };
  store.setState({ factReadings: { about, value: { before: UNTOUCHED, after } } });
  return htmlOf(<TeachVerdict />, store);
}

it('waits for readings of the edits in force, and says nothing of them meanwhile', () => {
  const html = said(NO_EDITS, UNTOUCHED, TAUGHT);
  expect(textsOf(html, 'p')).toEqual(['Asking its wordings again, with the edits as they are now …']);
  expect(html).toContain('aria-busy="true"');
  expect(said(TAUGHT, [says(LONDON, 0.8), says(LONDON, 0.8)], NO_EDITS, { future: [{ edits: TAUGHT }] })).toContain(
    'Asking its wordings again, without edits',
  );
});

it('shows sentences that changed before it counts them', () => {
  const html = said(TAUGHT, [says(LONDON, 0.7), says(PARIS, 0.3)], TAUGHT);
  expect(textsOf(html, 'li')).toEqual(['The capital of France is paris → london .']);
  expect(textsOf(html, 'p')).toEqual([
    'Changed the answer in 1 of 2 wordings ; london comes first in 1; the answer stayed in 1. The probability of london went from 0.1000 to 0.5000 on average.',
  ]);
  expect(html.indexOf('<li')).toBeLessThan(html.indexOf('Changed the answer'));
});

it('says that nothing changed only of the edits in force, and that undoing restores every number', () => {
  const unmoved = said(TAUGHT, UNTOUCHED, TAUGHT);
  expect(textsOf(unmoved, 'p')[0]).toMatch(/^Changed no first answer; london comes first in none/);
  expect(textsOf(unmoved, 'li')).toEqual([]);
  expect(textsOf(said(NO_EDITS, UNTOUCHED, NO_EDITS, { future: [{ edits: TAUGHT }] }), 'p')).toEqual([
    'Restored exactly: every wording reads the same number, to the last bit.',
  ]);
  expect(said(NO_EDITS, UNTOUCHED, NO_EDITS)).toBe('');
});
