import { expect, it } from 'vitest';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../../fixtures/alone';
import { NO_EDITS } from '../../../knowledge/edits/edits';
import { neuronDifferences } from '../../../state/beside-differences';
import type { AttributionResult } from '../../../worker/api';
import { markedLine, MostDifferent } from './MostDifferent';
import type { ComparedSide, SideName } from './sides';

/** Of two layers of eight neurons: the scores of the first few, and by how much the integrals miss. */
function side(name: SideName, scores: readonly number[], residual: number): ComparedSide {
  const attribution: AttributionResult = {
    method: 'adaptive',
    points: [2, 2],
    activations: new Float32Array(16),
    scores: Float32Array.from({ length: 16 }, (_, index) => scores[index] ?? 0),
    completeness: { expected: [0, 0], sum: [0, 0], residual, converged: true },
    maskIndex: 1,
    target: { id: 0, token: 'paris', probability: 0.5 },
    milliseconds: 1,
  };
  return { name, prompt: 'A [MASK].', edits: NO_EDITS, info: SMALL_MODEL, reading: null, attribution, isStale: false };
}

function shown(first: readonly number[], second: readonly number[], residual: number): string {
  const [a, b] = [side('A', first, residual), side('B', second, residual)];
  const differences = neuronDifferences(a.attribution!, b.attribution!);
  const sides = { a, b, isOther: false, differs: true };
  return htmlOf(
    <MostDifferent sides={sides} differences={differences} />,
    storeWith({ info: SMALL_MODEL, selected: [1] }),
  );
}

it('lists the neurons by their difference, with both scores, and marks what is more than the error', () => {
  const html = shown([0.5, 0.1, 0.02], [0.25, 0.4, 0.01], 0.02);
  expect(textsOf(html, 'tr').slice(1)).toEqual([
    'L0 · N1 +0.1000 +0.4000 +0.3000 (marked)',
    'L0 · N0 +0.5000 +0.2500 −0.2500 (marked)',
    'L0 · N2 +0.0200 +0.0100 −0.0100',
  ]);
  expect([...html.matchAll(/data-marked="(\w+)"/g)].map(([, marked]) => marked)).toEqual(['true', 'true', 'false']);
  expect([...html.matchAll(/aria-pressed="(\w+)"/g)].map(([, pressed]) => pressed)).toEqual(['true', 'false', 'false']);
  expect(textsOf(html, 'p')[0]).toContain(markedLine(2, 0.04));
});

it('says that nothing is marked where all may be error', () => {
  const html = shown([0.5], [0.25], 0.125);
  expect([...html.matchAll(/data-marked="(\w+)"/g)].map(([, marked]) => marked)).toEqual(['false']);
  expect(textsOf(html, 'p')[0]).toContain('Nothing is marked: no neuron differs by more than 0.25000');
});
