import { describe, expect, it } from 'vitest';
import { modelInfo } from '../fixtures/model-info';
import { createKeptStore } from '../keeping/kept-store';
import { serializeWork, STORAGE_KEY } from '../keeping/persistence';
import { ACTIVATION_THRESHOLDS, PAPER_THRESHOLDS } from '../knowledge/protocol';
import { refinedSet, thresholdsInUse } from './sets';
import { createAppStore } from './store';

const PROMPT = '[MASK] is the capital of France.';
const TARGET = { id: 5, token: 'paris' };
/** Neuron 0 has the largest score, neuron 1 a third of it. */
const RANKING = {
  neurons: [1, 1 / 3].map((score, neuron) => ({ layer: 0, neuron, score })),
  largest: 1,
  completeFrom: 0.05,
};

function opened() {
  const store = createAppStore();
  store.setState({ info: modelInfo({ hash: 'h' }) });
  store.getState().openFact({ relation: null, subject: 'France', target: TARGET, paraphrases: [PROMPT] });
  const target = { ...TARGET, probability: 0.5 };
  const rankings = { attribution: RANKING, activation: RANKING, push: RANKING };
  const found = { prompt: PROMPT, target, ...rankings, residual: 0, converged: true };
  store.setState({ evidence: { about: { model: 'h' }, value: [found] } });
  return store;
}

describe('each ranking has thresholds of its own', () => {
  it('which choose by themselves and stay while the other is in use', () => {
    const store = opened();
    expect(refinedSet(store.getState())).toHaveLength(2);
    store.getState().setThresholds({ t: 0.3, s: 0.9 });
    store.getState().setRankBy('activation');
    expect(thresholdsInUse(store.getState())).toEqual(ACTIVATION_THRESHOLDS);
    expect(refinedSet(store.getState())).toHaveLength(1);
    store.getState().setThresholds({ t: 0.25, s: 0.8 });
    expect(refinedSet(store.getState())).toHaveLength(2);
    store.getState().setRankBy('attribution');
    expect(thresholdsInUse(store.getState())).toEqual({ t: 0.3, s: 0.9 });
    store.getState().setRankBy('activation');
    expect(thresholdsInUse(store.getState())).toEqual({ t: 0.25, s: 0.8 });
  });

  it('and what was kept when there was one pair for both still opens: it was moved for attributions', () => {
    const before = opened();
    before.getState().setThresholds({ t: 0.3, s: 0.9 });
    const { activationThresholds: _, ...kept } = JSON.parse(serializeWork(before.getState())) as Record<
      string,
      unknown
    >;
    const texts = new Map([[STORAGE_KEY, JSON.stringify(kept)]]);
    const back = createKeptStore({ getItem: (key) => texts.get(key) ?? null, setItem: () => {} }).getState();
    expect(back.fact?.subject).toBe('France');
    expect([back.thresholds, back.activationThresholds]).toEqual([{ t: 0.3, s: 0.9 }, ACTIVATION_THRESHOLDS]);
    expect(back.thresholds).not.toEqual(PAPER_THRESHOLDS);
  });
});
