import { expect, it } from 'vitest';
import { NO_EDITS } from '../../knowledge/edits/edits';
import type { AnswerOf } from '../../state/answers';
import { htmlOf, SMALL_MODEL, storeWith, textsOf } from '../../fixtures/alone';
import { Legend } from './Legend';

const size = SMALL_MODEL.config.layers * SMALL_MODEL.config.intermediateSize;

function attributionOf(scores: Float32Array): AnswerOf<'attribution'> {
  return {
    about: { model: SMALL_MODEL.hash, prompt: 'The capital of France is [MASK].', target: 0, edits: NO_EDITS },
    value: {
      method: 'adaptive',
      points: [4, 4],
      activations: new Float32Array(size),
      scores,
      completeness: { expected: [0.2, -0.4], sum: [0.2, -0.4], residual: 0, converged: true },
      maskIndex: 6,
      target: { id: 0, token: 'paris', probability: 0.5 },
      milliseconds: 1,
    },
  };
}

it('says that the scale ends before the strongest does, and names the strongest', () => {
  const attribution = attributionOf(Float32Array.from({ length: size }, (_, index) => (index === 9 ? -0.203 : 0.001)));
  const html = htmlOf(<Legend />, storeWith({ info: SMALL_MODEL, attribution }));
  expect(textsOf(html, 'p')).toEqual([
    '\u22120.20 or less pushes the target down',
    '+0.20 or more pushes it up',
    'strongest L1 · N1 \u22120.203',
  ]);
});

it('writes ends that are small with digits that say something', () => {
  const attribution = attributionOf(new Float32Array(size).fill(0.000034));
  const html = htmlOf(<Legend />, storeWith({ info: SMALL_MODEL, attribution }));
  expect(textsOf(html, 'p')[1]).toBe('+0.000034 or more pushes it up');
});
