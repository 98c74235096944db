import { expect, it } from 'vitest';
import { NO_EDITS } from '../../knowledge/edits/edits';
import type { AnswerOf } from '../../state/answers';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../fixtures/alone';
import { Strongest } from './Strongest';

const size = SMALL_MODEL.config.layers * SMALL_MODEL.config.intermediateSize;
const SCORES: Record<number, number> = { 3: 0.2, 9: -0.5, 15: 0.1 };
const paris = { id: 0, token: 'paris' };

const attribution: AnswerOf<'attribution'> = {
  about: { edits: NO_EDITS, model: SMALL_MODEL.hash, prompt: 'The capital of France is [MASK].', target: paris.id },
  value: {
    method: 'adaptive',
    points: [4, 4],
    activations: Float32Array.from({ length: size }, (_, index) => index),
    scores: Float32Array.from({ length: size }, (_, index) => SCORES[index] ?? 0),
    completeness: { expected: [0.2, -0.4], sum: [0.2, -0.4], residual: 0, converged: true },
    maskIndex: 6,
    target: { ...paris, probability: 0.5 },
    milliseconds: 1,
  },
};

const rowsOf = (html: string) => textsOf(html, 'tr').slice(1);

it('names the strongest first, whichever way they push, and none that does nothing', () => {
  const html = htmlOf(<Strongest />, storeWith({ info: SMALL_MODEL, attribution }));
  expect(rowsOf(html)).toEqual(['L1 · N1 \u22120.5000 9.000', 'L0 · N3 +0.2000 3.000', 'L1 · N7 +0.1000 15.000']);
});

it('keeps to one layer where one is looked at', () => {
  const html = htmlOf(<Strongest />, storeWith({ info: SMALL_MODEL, attribution, focus: 1 }));
  expect(rowsOf(html)).toEqual(['L1 · N1 \u22120.5000 9.000', 'L1 · N7 +0.1000 15.000']);
});

it('marks what is selected and what is edited', () => {
  const edits = { ...NO_EDITS, neurons: [{ layer: 0, neuron: 3, at: 'mask' as const, gain: 0 }] };
  const html = htmlOf(<Strongest />, storeWith({ info: SMALL_MODEL, attribution, edits, selected: [9] }));
  const marks = [...html.matchAll(/data-selected="(\w+)" data-edited="(\w+)"/g)].map(([, ...pair]) => pair);
  expect(marks).toEqual([
    ['true', 'false'],
    ['false', 'true'],
    ['false', 'false'],
  ]);
});

it('names no neuron without a model', () => {
  expect(rowsOf(htmlOf(<Strongest />, storeWith({ attribution })))).toEqual([]);
});

it('gives each neuron the words that it says, where they are known', () => {
  const words = new Map([[9, ['iraq', '##i', 'sudan']]]);
  const neuronWords = { about: { model: SMALL_MODEL.hash }, value: words };
  const html = htmlOf(<Strongest />, storeWith({ info: SMALL_MODEL, attribution, neuronWords }));
  expect(rowsOf(html)[0]).toBe('L1 · N1 iraq, ·i, sudan \u22120.5000 9.000');
  expect(rowsOf(html)[1]).toBe('L0 · N3 +0.2000 3.000');
});

it('draws next to nothing as next to nothing', () => {
  const scores = Float32Array.from({ length: size }, (_, index) => (index === 3 ? 0.00002 : 0));
  const html = htmlOf(
    <Strongest />,
    storeWith({ info: SMALL_MODEL, attribution: { ...attribution, value: { ...attribution.value, scores } } }),
  );
  expect(rowsOf(html)).toEqual(['L0 · N3 0.0000 3.000']);
  expect(Number(/style="width:([\d.]+)%/.exec(html)?.[1])).toBeLessThan(2);
});
