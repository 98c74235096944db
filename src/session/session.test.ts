import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { EMPTY_ATTRIBUTION } from '../fixtures/attribution';
import { engineOf } from '../fixtures/engine';
import { modelInfo } from '../fixtures/model-info';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { RankedPrediction } from '../knowledge/measures/reading';
import type { VectorSays } from '../knowledge/measures/says';
import type { AttributionResult, LoadProgress, PredictRequest, PredictResult, Reading } from '../worker/api';
import type { EngineClient } from '../worker/client';
import { withGain } from '../state/changes';
import { freshOf } from '../state/questions';
import { createAppStore, type AppStore } from '../state/store';
import { startSession, type Session } from './session';

const WORDS = ['paris', 'lyon', 'nice'];
const INFO = modelInfo({ config: { vocabSize: WORDS.length } });

const NO_WORDS: VectorSays = { top: [], bottom: [], norm: 0 };
const NO_CURVES = { target: [], watched: [] };
/** An engine that answers by rule and writes down what it was asked. */
class Script {
  readonly predicted: PredictRequest[] = [];
  readonly attributed: string[] = [];
  /** Under which edits, by attribution. */
  readonly attributedUnder: (EditsDocument | undefined)[] = [];
  readonly cancelled: string[] = [];
  /** Every call, by name. */
  readonly crossings: string[] = [];
  started = 0;
  /** What loading was told to report to. */
  onProgress: ((progress: LoadProgress) => void) | null = null;
  /** Resolves attributions; by default they never end. */
  attribution: () => Promise<AttributionResult> = () => new Promise(() => {});
  broken = false;
  /** Milliseconds for a prediction. */
  slow: (prompt: string) => number = () => 0;

  readonly create = (): EngineClient => {
    this.started++;
    const api = engineOf({
      load: async (_, __, onProgress) => {
        this.onProgress = onProgress;
        return INFO;
      },
      tokenize: async (prompt) => ({
        tokens: [],
        masks: [1],
        problem: prompt.includes('[MASK]') ? null : 'No [MASK].',
      }),
      lookUp: async (word) => ({ ok: true, token: { id: WORDS.indexOf(word), token: word } }),
      predict: async (_, request) => {
        if (this.broken) throw new EngramError('runtime', 'The device was lost.');
        this.predicted.push(request);
        if (!request.prompt.includes('[MASK]')) throw new EngramError('prompt', 'No [MASK].');
        await new Promise((resolve) => setTimeout(resolve, this.slow(request.prompt)));
        return answer(request);
      },
      activations: async () => ({ before: new Float32Array(16), after: new Float32Array(16) }),
      attribute: async (job, { target, edits }) => {
        this.attributed.push(`${job} ${target}`);
        this.attributedUnder.push(edits);
        const found = await this.attribution();
        return { ...found, target: { id: target, token: WORDS[target] ?? '', probability: 0.5 } };
      },
      says: async () => ({ before: NO_WORDS, after: NO_WORDS }),
      hears: async () => NO_WORDS,
      dose: async (_, { gains }) => ({ gains, target: gains.map(() => 0.5), watched: [] }),
      doseBand: async (_, { gains }) => ({
        gains,
        curves: NO_CURVES,
        random: [],
        band: NO_CURVES,
        mostActive: NO_CURVES,
        mostActiveNeurons: [],
      }),
      cancel: async (job) => void this.cancelled.push(job),
    });
    const { crossings } = this;
    const counted = new Proxy(api, {
      get(target, name, receiver): unknown {
        crossings.push(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    return { api: counted, terminate: () => {} };
  };
}

const rankedOf = (id: number, probability: number): RankedPrediction => ({
  id,
  token: WORDS[id] ?? '',
  probability,
  logProbability: Math.log(probability),
  rank: id + 1,
});

function answer({ prompt, target, edits }: PredictRequest): PredictResult {
  // Without a target it is what the unedited model says first.
  const id = target ?? 0;
  const token = WORDS[id] ?? '';
  const reading = (share: number): Reading => ({
    top: WORDS.map((word, rank) => ({ token: word, id: rank, probability: share / (rank + 1) })),
    target: rankedOf(id, share / (id + 1)),
    watched: [],
  });
  return {
    tokens: [],
    maskIndex: prompt.length,
    target: { id, token },
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
  it('has a model once it has one, though word of its coming be late', async () => {
    const script = new Script();
    const store = await begin(script);
    script.onProgress?.({ stage: 'warm-up', fraction: 1 });
    expect(store.getState().model.stage).toBe('ready');
  });

  it('follows what the unedited model says first, and the chosen word once there is one', async () => {
    const script = new Script();
    const store = await begin(script);
    expect(script.predicted.map(({ target }) => target)).toEqual([null]);
    expect(store.getState().reading?.value.target.token).toBe('paris');
    store.getState().setTarget({ id: 2, token: 'nice' });
    await vi.waitFor(() => expect(store.getState().reading?.value.target.token).toBe('nice'));
    expect(store.getState().reading?.value.after.target?.rank).toBe(3);
  });

  it('asks once for what was typed in one go, and drops answers to older prompts', async () => {
    const script = new Script();
    const store = await begin(script);
    script.slow = (prompt) => (prompt.startsWith('Old') ? 150 : 0);
    const seen: string[] = [];
    store.subscribe(({ reading }) => seen.push(reading?.about.prompt ?? ''));
    for (const text of ['O [MASK]', 'Ol [MASK]', 'Old [MASK]']) store.getState().setPrompt(text);
    await vi.waitFor(() => expect(script.predicted.at(-1)?.prompt).toBe('Old [MASK]'));
    store.getState().setPrompt('New [MASK]');
    await vi.waitFor(() => expect(store.getState().reading?.about.prompt).toBe('New [MASK]'));
    expect(script.predicted.map(({ prompt }) => prompt)).not.toContain('Ol [MASK]');
    expect(seen).not.toContain('Old [MASK]');
  });

  it('crosses to the engine once for a typed prompt before the bars move', async () => {
    const script = new Script();
    const store = await begin(script);
    await vi.waitFor(() => expect(script.attributed).toHaveLength(1));
    const before = script.crossings.length;
    let crossed: readonly string[] | null = null;
    store.subscribe(({ reading }) => {
      if (reading?.about.prompt === 'Typed [MASK]') crossed ??= script.crossings.slice(before);
    });
    for (const text of ['Type [MASK]', 'Typed [MASK]']) store.getState().setPrompt(text);
    await vi.waitFor(() => expect(crossed).not.toBeNull());
    expect(crossed!.filter((name) => name !== 'cancel')).toEqual(['predict']);
    expect(store.getState().tokenized?.about.prompt).toBe('Typed [MASK]');
  });

  it('keeps the last answer beside what is wrong with the prompt', async () => {
    const store = await begin(new Script());
    store.getState().setPrompt('Nothing to fill');
    await vi.waitFor(() =>
      expect(store.getState().pending.reading).toMatchObject({ error: { message: 'No [MASK].' } }),
    );
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
    await vi.waitFor(() => expect(store.getState().reading?.about.edits).toBe(store.getState().edits));
    expect(script.predicted.length - before).toBeLessThanOrEqual(2);
    expect(store.getState().reading?.value.after.target?.probability).toBeCloseTo(0.2);
  });

  it('attributes by itself, stops when the target changes, and remembers what it finished', async () => {
    const script = new Script();
    const store = await begin(script);
    await vi.waitFor(() => expect(script.attributed).toHaveLength(1));
    store.getState().setTarget({ id: 1, token: 'lyon' });
    await vi.waitFor(() => expect(script.cancelled).toContain(script.attributed[0]?.split(' ')[0]));
    script.attribution = async () => EMPTY_ATTRIBUTION;
    await vi.waitFor(() => expect(store.getState().attribution?.value.target.token).toBe('lyon'));
    store.getState().setTarget({ id: 2, token: 'nice' });
    await vi.waitFor(() => expect(store.getState().attribution?.value.target.token).toBe('nice'));
    const runs = script.attributed.length;
    store.getState().setTarget({ id: 1, token: 'lyon' });
    await vi.waitFor(() => expect(store.getState().attribution?.value.target.token).toBe('lyon'));
    expect(script.attributed).toHaveLength(runs);
  });

  it('attributes the edited model only where that is asked for and an edit is on, and remembers both', async () => {
    const script = new Script();
    script.attribution = async () => EMPTY_ATTRIBUTION;
    const store = await begin(script);
    const about = () => store.getState().attribution?.about.edits;
    const silenced = withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 0);
    await vi.waitFor(() => expect(about()).toEqual(NO_EDITS));
    store.getState().changeEdits(silenced);
    await vi.waitFor(() => expect(store.getState().reading?.about.edits).toEqual(silenced));
    expect(freshOf(store.getState(), 'attribution')).not.toBeNull();

    store.getState().setAttributionOf('edited');
    expect(freshOf(store.getState(), 'attribution')).toBeNull();
    await vi.waitFor(() => expect(about()).toEqual(silenced));
    expect(script.attributedUnder).toEqual([NO_EDITS, silenced]);
    // With the edits switched off it is the model as it was trained, which is known.
    store.getState().setEditsOn(false);
    await vi.waitFor(() => expect(about()).toEqual(NO_EDITS));
    store.getState().setEditsOn(true);
    await vi.waitFor(() => expect(about()).toEqual(silenced));
    store.getState().setAttributionOf('trained');
    await vi.waitFor(() => expect(about()).toEqual(NO_EDITS));
    expect(script.attributedUnder).toHaveLength(2);
  });

  it('attributes the edited model once a drag has ended', async () => {
    const script = new Script();
    script.attribution = async () => EMPTY_ATTRIBUTION;
    const store = await begin(script);
    await vi.waitFor(() => expect(script.attributed).toHaveLength(1));
    store.getState().setAttributionOf('edited');
    for (let step = 1; step <= 10; step++) {
      store.getState().changeEdits(withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 1 - step / 10), 'gain');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { edits } = store.getState();
    await vi.waitFor(() => expect(store.getState().attribution?.about.edits).toEqual(edits));
    expect(script.attributedUnder).toEqual([NO_EDITS, edits]);
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
    await vi.waitFor(() => expect(store.getState().reading?.about.edits).toBe(store.getState().edits));
    expect([store.getState().model.stage, script.started]).toEqual(['ready', 2]);
  });
});
