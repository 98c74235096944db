import { expect, it } from 'vitest';
import { PROMPT_LIST } from '../experiments/protocol';
import { countNeurons } from '../knowledge/measures/refined-set';
import { rankingsOfPrompts } from './prompts';

const paris = { id: 1, token: 'paris', probability: 0.5 };
const asked = (scores: readonly number[]) => ({
  target: paris,
  rank: 1,
  top: paris,
  evidence: { neurons: scores.map((score, neuron) => ({ layer: 0, neuron, score })), residual: 0, converged: true },
});

it('counts in how many attributed prompts of a list a neuron is strong', () => {
  const results = [
    asked([0.4, 0.1, 0.01]),
    null,
    { problem: 'No.' },
    { ...asked([]), evidence: null },
    asked([0.2, 0.02]),
  ];
  const rankings = rankingsOfPrompts(results);
  expect(rankings.map(({ largest }) => largest)).toEqual([0.4, 0.2]);
  expect(countNeurons(rankings, 0.2).map(({ neuron, count }) => [neuron, count])).toEqual([
    [0, 2],
    [1, 1],
  ]);
});

it('says from which share on a prompt’s neurons are all known', () => {
  const { share, most } = PROMPT_LIST.kept;
  const falling = (length: number) => Array.from({ length }, (_, i) => 1 - i / (2 * most));
  const [few, cut] = rankingsOfPrompts([asked([1, 0.5, share / 2]), asked(falling(most))]);
  expect(few?.completeFrom).toBe(share);
  expect(cut?.completeFrom).toBeCloseTo(0.5, 1);
});
