import { describe, expect, it } from 'vitest';
import { changeOf, scoreOf } from '../knowledge/measures/score';
import { halvesOf } from './halves';
import { harmonicMeanOf, perplexitiesOf, updateScores } from './update-scores';

const reading = (id: number, probability = 0.5) => {
  const top = { id, token: '', probability };
  return { top, target: { ...top, id: 1, logProbability: Math.log(probability), rank: 1 }, watched: [] };
};
const group = (before: readonly number[], after: readonly number[], probability = 0.5) => {
  const [a, b] = [before.map((id) => reading(id)), after.map((id) => reading(id, probability))];
  return { name: 'g', prompts: a.length, examples: [], before: scoreOf(a), edit: changeOf(a, b), controls: [] };
};
const wording = (chose: boolean, says: number) => ({ chose, after: reading(says) });

describe('the figures of an update', () => {
  it('tell wordings that chose the neurons from those that did not, and neighbours that changed from those that stayed', () => {
    const wordings = [wording(true, 9), wording(false, 9), wording(true, 9), wording(false, 1)];
    const scores = updateScores(wordings, 9, group([1, 1, 1, 1], [1, 1, 1, 9]));
    expect(scores).toMatchObject({ efficacy: 1, generalisation: 0.5, specificity: 0.75 });
    expect(scores.harmonicMean).toBeCloseTo(3 / (1 + 2 + 4 / 3), 12);
  });

  it('lack what was not asked, and then their mean', () => {
    const scores = updateScores([wording(true, 9)], 9, group([], []));
    expect(scores).toEqual({ efficacy: 1, generalisation: null, specificity: null, harmonicMean: null });
  });

  it('have no mean above 0 where one of them is 0', () => {
    expect(harmonicMeanOf([1, 0, 1])).toBe(0);
    expect(harmonicMeanOf([0.5, 0.5, 0.5])).toBeCloseTo(0.5, 12);
  });

  it('say what other facts pay in perplexity', () => {
    const { inner, outer } = perplexitiesOf(group([1], [1], 0.25), null);
    expect(inner!.before).toBeCloseTo(2, 9);
    expect(inner!.after).toBeCloseTo(4, 9);
    expect(outer).toBeNull();
  });
});

it('halves share no wording, and the first one finds', () => {
  expect(halvesOf(['a', 'b', 'c'])).toEqual({ finding: ['a', 'c'], held: ['b'] });
  expect(halvesOf(['a'])).toEqual({ finding: ['a'], held: [] });
});
