import { createKeptStore } from '../keeping/kept-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { engineOf } from '../fixtures/engine';
import { modelInfo } from '../fixtures/model-info';
import { NO_EDITS, type NeuronRef } from '../knowledge/edits/edits';
import type { LoadProgress, ModelInfo, ModelSource, StoredModel } from '../worker/api';
import type { EngineClient } from '../worker/client';
import { withGain } from '../state/changes';
import { MODELS_KEY, serializeModels, serializeWork, STORAGE_KEY } from '../keeping/persistence';
import { createAppStore, type AppStore } from '../state/store';
import { startSession, type Session } from './session';

const COMMIT = 'c'.repeat(40);
const BASE: ModelSource = { kind: 'hub', id: 'org/base' };
const SMALL: ModelSource = { kind: 'files', name: 'small', files: [] };

/** An engine of several models; each knows other words. It writes down what was loaded, and which model was asked. */
class Engines {
  readonly loads: ModelSource[] = [];
  readonly asked: string[] = [];
  stored: StoredModel[] = [];
  started = 0;
  now = 'none';
  /** Awaited before a load answers; a rejection is the load's. */
  gate: (source: ModelSource, onProgress: (progress: LoadProgress) => void) => Promise<void> = async () => {};

  readonly create = (): EngineClient => {
    this.started++;
    const api = engineOf({
      load: async (source, _, onProgress) => {
        this.loads.push(source);
        await this.gate(source, onProgress);
        const info = infoOf(source);
        this.now = info.name;
        return info;
      },
      cancelLoad: async () => {},
      storedModels: async () => this.stored,
      deleteStored: async (id) => void (this.stored = this.stored.filter((model) => model.id !== id)),
      tokenize: async () => ({ tokens: [], masks: [1], problem: null }),
      lookUp: async (word) =>
        this.now === 'base' && word === 'paris'
          ? { ok: false, problem: 'No paris.', suggestions: [] }
          : { ok: true, token: { id: this.now === 'base' ? 7 : 1, token: word } },
      predict: async (_, { target }) => {
        this.asked.push(this.now);
        const reading = {
          top: [{ id: 1, token: 'paris', probability: 0.5 }],
          target: { id: target ?? 1, token: 'x', probability: 0.5, logProbability: Math.log(0.5), rank: 1 },
          watched: [],
        };
        const followed = { id: target ?? 1, token: 'paris' };
        return { tokens: [], maskIndex: 0, target: followed, before: reading, after: reading, milliseconds: 1 };
      },
      activations: async () => ({ before: new Float32Array(16), after: new Float32Array(16) }),
      attribute: () => new Promise(() => {}),
      cancel: async () => {},
    });
    return { api, terminate: () => {} };
  };
}

function infoOf(source: ModelSource): ModelInfo {
  const name = source.kind === 'builtin' ? 'built-in' : source.kind === 'hub' ? 'base' : source.name;
  return modelInfo({
    id: source.kind === 'hub' ? `${source.id}@${COMMIT}` : name,
    name,
    hash: name.padEnd(16, '0'),
    origin: source.kind === 'hub' ? { kind: 'hub', id: source.id, commit: COMMIT } : { kind: source.kind },
    notices: source.kind === 'hub' ? ['It is not kept: the storage is full.'] : [],
  });
}

let running: Session | null = null;
afterEach(() => running?.stop());

const ready = (store: AppStore, name: string) =>
  vi.waitFor(() => {
    const { model, info, loading, reading } = store.getState();
    expect([model.stage, info?.name, loading, reading !== null]).toEqual(['ready', name, null, true]);
  });

async function begin(engines: Engines): Promise<{ store: AppStore; session: Session }> {
  const store = createAppStore();
  running = startSession(store, engines.create);
  await ready(store, 'built-in');
  return { store, session: running };
}

const silence = (store: AppStore, neuron: number) =>
  store.getState().changeEdits(withGain(store.getState().edits, [{ layer: 0, neuron }], 'mask', 0));
const edited = (store: AppStore) => store.getState().edits.neurons.map(({ neuron }) => neuron);

describe('another model', () => {
  it('is loaded while the one before goes on answering, and takes its place once it is there', async () => {
    const engines = new Engines();
    const { store, session } = await begin(engines);
    let open = () => {};
    engines.gate = async (_, onProgress) => {
      onProgress({ stage: 'download', fraction: 0.5, loaded: 5, total: 10 });
      await new Promise<void>((resolve) => (open = resolve));
    };
    const load = session.loadModel(BASE);
    await vi.waitFor(() =>
      expect(store.getState().loading).toMatchObject({ name: 'org/base', progress: { loaded: 5, total: 10 } }),
    );
    store.getState().setPrompt('Meanwhile [MASK].');
    await vi.waitFor(() => expect(store.getState().reading?.about.prompt).toBe('Meanwhile [MASK].'));
    expect([store.getState().model.stage, engines.asked.at(-1)]).toEqual(['ready', 'built-in']);
    open();
    expect((await load)?.name).toBe('base');
    await ready(store, 'base');
    expect(engines.asked.at(-1)).toBe('base');
    expect(engines.started).toBe(1);
    // The branch may move on; the page comes back to the very commit.
    expect(store.getState().modelSource).toEqual({ ...BASE, revision: COMMIT });
    expect(store.getState().notices.map(({ text }) => text)).toContain('It is not kept: the storage is full.');
  });

  it('keeps its own edits with their history: nothing is lost, and nothing is taken over', async () => {
    const engines = new Engines();
    const { store, session } = await begin(engines);
    silence(store, 1);
    silence(store, 2);
    store.getState().select(3);
    store
      .getState()
      .openFact({ relation: null, subject: 'France', target: { id: 1, token: 'paris' }, paraphrases: ['A [MASK].'] });
    await session.loadModel(BASE);
    await ready(store, 'base');
    expect([edited(store), store.getState().past, store.getState().selected]).toEqual([[], [], []]);
    // "paris" is no word of this model.
    expect([store.getState().fact, store.getState().target]).toEqual([null, null]);
    expect(store.getState().notices.some(({ text }) => text.includes('Your 2 edits of “built-in” are kept'))).toBe(
      true,
    );
    silence(store, 5);
    await session.loadModel(SMALL);
    await ready(store, 'small');
    expect(edited(store)).toEqual([]);
    await session.loadModel({ kind: 'builtin' });
    await ready(store, 'built-in');
    expect(edited(store)).toEqual([1, 2]);
    expect(store.getState().fact?.subject).toBe('France');
    store.getState().undo();
    expect(edited(store)).toEqual([1]);
    await session.loadModel(BASE);
    await ready(store, 'base');
    expect(edited(store)).toEqual([5]);
  });

  it('that cannot be had leaves the one before, with its message', async () => {
    const engines = new Engines();
    const { store, session } = await begin(engines);
    silence(store, 1);
    engines.gate = async (_, onProgress) => {
      onProgress({ stage: 'backend', fraction: null });
      throw new EngramError('download', 'No such repository.');
    };
    expect(await session.loadModel(BASE)).toBeNull();
    expect(store.getState().loadError).toEqual({ name: 'org/base', message: 'No such repository.' });
    store.getState().setPrompt('Still [MASK].');
    await vi.waitFor(() => expect(store.getState().reading?.about.prompt).toBe('Still [MASK].'));
    expect([store.getState().info?.name, edited(store), engines.started]).toEqual(['built-in', [1], 1]);
  });

  it('that is cancelled says nothing, and a second one takes the place of the first', async () => {
    const engines = new Engines();
    const { store, session } = await begin(engines);
    let cancel = () => {};
    engines.gate = (source) =>
      source === BASE
        ? new Promise((_, reject) => (cancel = () => reject(new EngramError('cancelled', 'Cancelled.'))))
        : Promise.resolve();
    const first = session.loadModel(BASE);
    await vi.waitFor(() => expect(engines.loads).toHaveLength(2));
    const second = session.loadModel(SMALL);
    cancel();
    expect([await first, (await second)?.name]).toEqual([null, 'small']);
    await ready(store, 'small');
    expect(store.getState().loadError).toBeNull();
    expect(store.getState().folders.map(({ name }) => name)).toEqual(['small']);
  });

  it('that took the engine down with it makes the page start anew with the one before', async () => {
    const engines = new Engines();
    const { store, session } = await begin(engines);
    silence(store, 1);
    engines.gate = async (source) => {
      if (source === BASE) throw new EngramError('stopped', 'Out of memory.');
    };
    await session.loadModel(BASE);
    await ready(store, 'built-in');
    expect([engines.started, edited(store), store.getState().loadError?.message]).toEqual([2, [1], 'Out of memory.']);
  });
});

describe('the next visit', () => {
  /** A page as the visitor left it: another model in use, edits of both. */
  async function leave(engines: Engines): Promise<(key: string) => string | null> {
    const { store, session } = await begin(engines);
    silence(store, 1);
    await session.loadModel(BASE);
    await ready(store, 'base');
    silence(store, 5);
    const texts = new Map([
      [STORAGE_KEY, serializeWork(store.getState())],
      [MODELS_KEY, serializeModels(store.getState())],
    ]);
    session.stop();
    engines.loads.length = 0;
    return (key) => texts.get(key) ?? null;
  }

  it('begins with the model of the last one, from storage', async () => {
    const engines = new Engines();
    const getItem = await leave(engines);
    engines.stored = [{ id: 'org/base', commit: COMMIT, bytes: 1, complete: true, lastUsed: 0 }];
    const store = createKeptStore({ getItem, setItem: () => {} });
    running = startSession(store, engines.create);
    await ready(store, 'base');
    expect([engines.loads, edited(store)]).toEqual([[{ ...BASE, revision: COMMIT }], [5]]);
    await running.loadModel({ kind: 'builtin' });
    await ready(store, 'built-in');
    expect(edited(store)).toEqual([1]);
  });

  it('never downloads by itself: what is not in storage is offered, and its work kept', async () => {
    const engines = new Engines();
    const getItem = await leave(engines);
    engines.stored = [{ id: 'org/base', commit: COMMIT, bytes: 1, complete: false, lastUsed: 0 }];
    const store = createKeptStore({ getItem, setItem: () => {} });
    running = startSession(store, engines.create);
    await ready(store, 'built-in');
    expect([engines.loads, edited(store)]).toEqual([[{ kind: 'builtin' }], [1]]);
    expect(store.getState().notices[0]?.text).toContain('org/base could not be loaded');
    await running.loadModel(BASE);
    await ready(store, 'base');
    expect(edited(store)).toEqual([5]);
  });
});

describe('the built-in model with new weights', () => {
  const OLD = 'old'.padEnd(16, '0');

  /** What a visitor left who silenced these neurons in an earlier built-in model. */
  function leftWith(...neurons: readonly NeuronRef[]) {
    const store = createAppStore();
    store.setState({
      workOf: { hash: OLD, name: 'built-in' },
      prompt: 'Kept [MASK].',
      edits: withGain(NO_EDITS, neurons, 'mask', 0),
    });
    const kept = new Map([[STORAGE_KEY, serializeWork(store.getState())]]);
    const setItem = (key: string, text: string) => void kept.set(key, text);
    return { kept, open: () => createKeptStore({ getItem: (key) => kept.get(key) ?? null, setItem }) };
  }

  it('keeps the edits of the earlier one, says so, and opens them where the visitor wants that', async () => {
    const { open } = leftWith({ layer: 0, neuron: 1 }, { layer: 1, neuron: 7 });
    const store = open();
    running = startSession(store, new Engines().create);
    await ready(store, 'built-in');
    expect([store.getState().prompt, edited(store)]).toEqual(['Kept [MASK].', []]);
    const [notice, ...others] = store.getState().notices;
    expect(notice?.text).toContain('Your 2 edits of the earlier one are kept');
    expect(others).toEqual([]);
    silence(store, 3);
    notice?.action?.run();
    expect([edited(store), store.getState().aside]).toEqual([[1, 7], []]);
    store.getState().undo();
    expect(edited(store)).toEqual([3]);
  });

  it('says it once; later the edits are still there', async () => {
    const { kept, open } = leftWith({ layer: 0, neuron: 1 });
    const first = open();
    running = startSession(first, new Engines().create);
    await ready(first, 'built-in');
    kept.set(STORAGE_KEY, serializeWork(first.getState())).set(MODELS_KEY, serializeModels(first.getState()));
    running.stop();
    const store = open();
    running = startSession(store, new Engines().create);
    await ready(store, 'built-in');
    expect(store.getState().notices).toEqual([]);
    store.getState().openAside(OLD);
    expect(edited(store)).toEqual([1]);
  });

  it('keeps edits that do not fit, and says why', async () => {
    const store = leftWith({ layer: 2, neuron: 0 }).open();
    running = startSession(store, new Engines().create);
    await ready(store, 'built-in');
    store.getState().notices[0]?.action?.run();
    expect(edited(store)).toEqual([]);
    expect(store.getState().aside.map(({ hash }) => hash)).toEqual([OLD]);
    expect(store.getState().notices.at(-1)?.text).toContain('there is no layer 2 in this model');
  });

  it('does not open them on another model', async () => {
    const store = leftWith({ layer: 0, neuron: 1 }).open();
    running = startSession(store, new Engines().create);
    await ready(store, 'built-in');
    const open = store.getState().notices[0]?.action;
    await running.loadModel(BASE);
    await ready(store, 'base');
    open?.run();
    expect(edited(store)).toEqual([]);
    expect(store.getState().notices.at(-1)?.text).toContain('load the built-in model');
    await running.loadModel({ kind: 'builtin' });
    await ready(store, 'built-in');
    expect(store.getState().notices.at(-1)?.action?.label).toBe('Open them on this model');
  });
});
