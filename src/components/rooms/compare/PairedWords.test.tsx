import { expect, it } from 'vitest';
import { htmlOf, storeWith, textsOf } from '../../../fixtures/alone';
import { NO_EDITS } from '../../../knowledge/edits/edits';
import type { PredictResult } from '../../../worker/api';
import { PairedWords } from './PairedWords';
import type { ComparedSide, SideName } from './sides';

function side(name: SideName, probabilities: Readonly<Record<string, number>>): ComparedSide {
  const top = Object.entries(probabilities).map(([token, probability], id) => ({ id, token, probability }));
  const said = { top, target: { ...top[0]!, logProbability: 0, rank: 1 }, watched: [] };
  const reading: PredictResult = {
    tokens: [],
    maskIndex: 0,
    target: top[0]!,
    before: said,
    after: said,
    milliseconds: 1,
  };
  return { name, prompt: 'A [MASK].', edits: NO_EDITS, info: null, reading, attribution: null, isStale: false };
}

const SIDES = {
  a: side('A', { paris: 0.5, lyon: 0.25, nice: 0.02 }),
  b: side('B', { paris: 0.125, lyon: 0.255, rome: 0.5 }),
  isOther: false,
  differs: true,
};

it('shows both probabilities of each word, their difference in points, and marks those of a point or more', () => {
  const html = htmlOf(<PairedWords sides={SIDES} />, storeWith({}));
  expect(textsOf(html, 'tr').slice(1)).toEqual([
    'paris (target) 0.5000 0.1250 −37.5 (marked)',
    // The other side has not told these yet.
    'rome 0.5000',
    'lyon 0.2500 0.2550 +0.50',
    'nice 0.0200',
  ]);
  expect([...html.matchAll(/data-marked="(\w+)"/g)].map(([, marked]) => marked)).toEqual([
    'true',
    'false',
    'false',
    'false',
  ]);
});

it('has bars of both sides on one scale', () => {
  const html = htmlOf(<PairedWords sides={SIDES} />, storeWith({}));
  expect([...html.matchAll(/style="width:([\d.]+)%/g)].map(([, width]) => Number(width)).slice(0, 6)).toEqual([
    25, 6.25, 0, 25, 12.5, 12.75,
  ]);
});
