import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { engineOf } from '../fixtures/engine';
import { modelInfo } from '../fixtures/model-info';
import type { VectorSays } from '../knowledge/measures/says';
import type { AttributionResult, PredictRequest, PredictResult, Reading } from '../worker/api';
import type { EngineClient } from '../worker/client';
import { withGain } from '../state/changes';
import { createAppStore, type AppStore } from '../state/store';
import { startSession, type Session } from './session';

const WORDS = ['paris', 'lyon', 'nice'];
const INFO = modelInfo({ config: { vocabSize: WORDS.length } });

const NO_WORDS: VectorSays = { top: [], bottom: [], norm: 0 };
const ATTRIBUTION: AttributionResult = {
  method: 'adaptive',
  points: [2, 2],
  activations: new Float32Array(16),
  scores: new Float32Array(16),
  completeness: { expected: [0, 0], sum: [0, 0], residual: 0, converged: true },
  maskIndex: 1,
  target: { id: 1, token: 'lyon', probability: 0.4 },
  milliseconds: 1,
};

/** An engine that answers by rule and writes down what it was asked. */
class Script {
  readonly predicted: PredictRequest[] = [];
  readonly attributed: string[] = [];
  readonly cancelled: string[] = [];
  started = 0;
  /** Resolves attributions; by default they never end. */
  attribution: () => Promise<AttributionResult> = () => new Promise(() => {});
  broken = false;
  /** Milliseconds for a prediction. */
  slow: (prompt: string) => number = () => 0;

  readonly create = (): EngineClient => {
    this.started++;
    const api = engineOf({
      load: async () => INFO,
      tokenize: async (prompt) => ({
        tokens: [],
        masks: [1],
        problem: prompt.includes('[MASK]') ? null : 'No [MASK].',
      }),
      lookUp: async (word) => ({ ok: true, token: { id: WORDS.indexOf(word), token: word } }),
      predict: async (_, request) => {
        if (this.broken) throw new EngramError('runtime', 'The device was lost.');
        this.predicted.push(request);
        await new Promise((resolve) => setTimeout(resolve, this.slow(request.prompt)));
        return answer(request);
      },
      activations: async () => ({ before: new Float32Array(16), after: new Float32Array(16) }),
      attribute: async (job, { target }) => {
        this.attributed.push(`${job} ${target}`);
        return this.attribution();
      },
      says: async () => ({ before: NO_WORDS, after: NO_WORDS }),
      hears: async () => NO_WORDS,
      dose: async (_, { gains }) => ({ gains, probabilities: [gains.map(() => 0.5)] }),
      doseBand: async (_, { gains }) => ({
        gains,
        curves: [],
        random: [],
        band: [],
        mostActive: [],
        mostActiveNeurons: [],
      }),
      cancel: async (job) => void this.cancelled.push(job),
    });
    return { api, terminate: () => {} };
  };
}

function answer({ prompt, watch, edits }: PredictRequest): PredictResult {
  const reading = (share: number): Reading => ({
    top: WORDS.map((token, id) => ({ token, id, probability: share / (id + 1) })),
    watched: watch.map((id) => ({ id, token: WORDS[id] ?? '', probability: share / (id + 1) })),
    rank: (watch[0] ?? 0) + 1,
    logProbability: null,
  });
  return {
    tokens: [],
    maskIndex: prompt.length,
    before: reading(0.8),
    after: reading(edits.neurons.length > 0 ? 0.2 : 0.8),
    milliseconds: 1,
  };
}

let session: Session | null = null;
afterEach(() => session?.stop());

async function begin(script: Script): Promise<AppStore> {
  const store = createAppStore();
  session = startSession(store, script.create);
  await vi.waitFor(() => expect(store.getState().reading).not.toBeNull());
  return store;
}

describe('the session', () => {
  it('follows what the unedited model says first, and the chosen word once there is one', async () => {
    const script = new Script();
    const store = await begin(script);
    expect(script.predicted.map(({ watch }) => watch)).toEqual([[], [0]]);
    expect(store.getState().reading?.target.token).toBe('paris');
    store.getState().setTarget({ id: 2, token: 'nice' });
    await vi.waitFor(() => expect(store.getState().reading?.target.token).toBe('nice'));
    expect(store.getState().reading?.result.after.rank).toBe(3);
  });

  it('asks once for what was typed in one go, and drops answers to older prompts', async () => {
    const script = new Script();
    const store = await begin(script);
    script.slow = (prompt) => (prompt.startsWith('Old') ? 150 : 0);
    const seen: string[] = [];
    store.subscribe(({ reading }) => seen.push(reading?.prompt ?? ''));
    for (const text of ['O [MASK]', 'Ol [MASK]', 'Old [MASK]']) store.getState().setPrompt(text);
    await vi.waitFor(() => expect(script.predicted.at(-1)?.prompt).toBe('Old [MASK]'));
    store.getState().setPrompt('New [MASK]');
    await vi.waitFor(() => expect(store.getState().reading?.prompt).toBe('New [MASK]'));
    expect(script.predicted.map(({ prompt }) => prompt)).not.toContain('Ol [MASK]');
    expect(seen).not.toContain('Old [MASK]');
  });

  it('keeps the last answer beside what is wrong with the prompt', async () => {
    const store = await begin(new Script());
    store.getState().setPrompt('Nothing to fill');
    await vi.waitFor(() => expect(store.getState().readingError).toBe('No [MASK].'));
    expect(store.getState().reading).not.toBeNull();
  });

  it('computes only the newest of a drag', async () => {
    const script = new Script();
    const store = await begin(script);
    script.slow = () => 20;
    const before = script.predicted.length;
    for (let step = 0; step <= 40; step++) {
      store
        .getState()
        .changeEdits(withGain(store.getState().edits, [{ layer: 0, neuron: 1 }], 'mask', step / 100), 'gain');
    }
    await vi.waitFor(() => expect(store.getState().reading?.edits).toBe(store.getState().edits));
    expect(script.predicted.length - before).toBeLessThanOrEqual(2);
    expect(store.getState().reading?.result.after.watched[0]?.probability).toBeCloseTo(0.2);
  });

  it('attributes by itself, stops when the target changes, and remembers what it finished', async () => {
    const script = new Script();
    const store = await begin(script);
    await vi.waitFor(() => expect(script.attributed).toHaveLength(1));
    store.getState().setTarget({ id: 1, token: 'lyon' });
    await vi.waitFor(() => expect(script.cancelled).toContain(script.attributed[0]?.split(' ')[0]));
    script.attribution = async () => ATTRIBUTION;
    await vi.waitFor(() => expect(store.getState().attribution?.target.token).toBe('lyon'));
    store.getState().setTarget({ id: 2, token: 'nice' });
    await vi.waitFor(() => expect(store.getState().attribution?.target.token).toBe('nice'));
    const runs = script.attributed.length;
    store.getState().setTarget({ id: 1, token: 'lyon' });
    await vi.waitFor(() => expect(store.getState().attribution?.target.token).toBe('lyon'));
    expect(script.attributed).toHaveLength(runs);
  });

  it('says so when the engine breaks, keeps the work, and starts anew when asked', async () => {
    const script = new Script();
    const store = await begin(script);
    script.broken = true;
    store.getState().changeEdits(withGain(store.getState().edits, [{ layer: 0, neuron: 1 }], 'mask', 0));
    await vi.waitFor(() =>
      expect(store.getState().model).toEqual({ stage: 'crashed', message: 'The device was lost.' }),
    );
    expect(store.getState().edits.neurons).toHaveLength(1);
    script.broken = false;
    session?.restart();
    await vi.waitFor(() => expect(store.getState().reading?.edits).toBe(store.getState().edits));
    expect([store.getState().model.stage, script.started]).toEqual(['ready', 2]);
  });
});
