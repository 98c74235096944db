import { expect, it } from 'vitest';
import { modelInfo } from '../fixtures/model-info';
import type { Ranking } from '../knowledge/measures/ranking';
import { factsOfShare } from './share';

const ranking = (neuron: number): Ranking => ({
  neurons: [{ layer: 0, neuron, score: 1 }],
  largest: 1,
  completeFrom: 0.05,
});
const [OWN, ACTIVE, OTHER] = [ranking(1), ranking(2), ranking(3)];
const PROMPT = '[MASK] is the capital of France.';
const TARGET = { id: 5, token: 'paris' };
const evidence = {
  prompt: PROMPT,
  target: { ...TARGET, probability: 0.5 },
  attribution: OWN,
  activation: ACTIVE,
  push: OWN,
  residual: 0,
  converged: true,
};
const known = (relation: string) => ({
  about: { model: 'h', relation },
  value: {
    hash: 'h',
    relation,
    wordings: 1,
    facts: ['France', 'Peru'].map((subject) => ({ subject, rankings: [OTHER] })),
  },
});
const STATE = {
  fact: { relation: 'P36', subject: 'France', target: TARGET, paraphrases: [PROMPT] },
  info: modelInfo({ hash: 'h' }),
  evidence: { about: { model: 'h' }, value: [evidence] },
  relation: 'P36',
  relationEvidence: null,
  thresholds: { t: 0.2, s: 0.7 },
  activationThresholds: { t: 0.5, s: 0.7 },
  rankBy: 'attribution',
} as const;

it('s is found over the fact alone, or over all facts of its relation that are known, the fact once', () => {
  expect(factsOfShare(STATE)).toEqual([[OWN]]);
  expect(factsOfShare({ ...STATE, relationEvidence: known('P36') })).toEqual([[OWN], [OTHER]]);
  const another = { ...STATE, relation: 'P38', relationEvidence: known('P38') };
  expect(factsOfShare(another)).toEqual([[OWN]]);
  const active = { ...STATE, rankBy: 'activation', relationEvidence: known('P36') } as const;
  expect(factsOfShare(active)).toEqual([[ACTIVE]]);
});
