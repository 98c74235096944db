import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { EMPTY_ATTRIBUTION } from '../fixtures/attribution';
import { engineOf } from '../fixtures/engine';
import { modelInfo } from '../fixtures/model-info';
import { countActive } from '../knowledge/edits/edit-list';
import { NO_EDITS } from '../knowledge/edits/edits';
import type { AttributionResult, ModelInfo, PredictRequest, StoredModel } from '../worker/api';
import type { EngineClient } from '../worker/client';
import { withGain } from '../state/changes';
import { freshOf } from '../state/questions';
import { createAppStore, type AppStore } from '../state/store';
import { startSession, type Session } from './session';

const SILENCED = withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 0);
const SMALL = { kind: 'files', name: 'small', files: [] } as const;
/** By model: what is said first, by token id. */
const SAYS: Readonly<Record<string, readonly string[]>> = {
  builtin: ['paris', 'lyon', 'nice'],
  small: ['rome', 'paris', 'oslo'],
};

/** Engines that answer by rule. Each writes what it was asked under the name of its model. */
class Engines {
  readonly asked: (PredictRequest & { readonly of: string })[] = [];
  readonly attributed: string[] = [];
  readonly ended: string[] = [];
  readonly calls: string[] = [];
  stored: StoredModel[] = [];
  /** By engine, whether it was started beside another. */
  readonly started: boolean[] = [];
  /** Awaited before the second model is there. */
  gate: () => Promise<void> = async () => {};
  /** What the first attribution of B waits for. */
  attribution: () => Promise<AttributionResult> = async () => EMPTY_ATTRIBUTION;

  readonly create = (isBeside = false): EngineClient => {
    this.started.push(isBeside);
    let of = 'none';
    const words = () => SAYS[of] ?? [];
    const api = engineOf({
      load: async (source, _, onProgress): Promise<ModelInfo> => {
        if (isBeside) {
          onProgress({ stage: 'download', fraction: 0.5, loaded: 5, total: 10 });
          await this.gate();
        }
        of = source.kind === 'files' ? source.name : source.kind;
        const hash = of.padEnd(16, '0');
        return modelInfo({ id: of, name: of, hash, origin: { kind: 'builtin' } });
      },
      cancelLoad: async () => void this.calls.push(`${isBeside ? 'second' : 'first'} cancelLoad`),
      storedModels: async () => this.stored,
      tokenize: async () => ({ tokens: [], masks: [], problem: 'No [MASK].' }),
      lookUp: async (word) => {
        const id = words().indexOf(word);
        return id < 0 ? { ok: false, problem: 'None.', suggestions: [] } : { ok: true, token: { id, token: word } };
      },
      lookUpAll: async (asked) => asked.map((word) => (words().includes(word) ? words().indexOf(word) : null)),
      predict: async (_, request) => {
        this.asked.push({ ...request, of });
        if (!request.prompt.includes('[MASK]')) throw new EngramError('prompt', 'No [MASK].');
        const all = words().map((token, id) => ({ id, token, probability: (id + 1) / 10, logProbability: 0, rank: 1 }));
        const target = all[request.target ?? 0]!;
        const watched = all.filter(({ id }) => request.watch?.includes(id) ?? false);
        const reading = { top: all.slice(0, Math.min(request.top, 1)), target, watched };
        return { tokens: [], maskIndex: 1, target, before: reading, after: reading, milliseconds: 1 };
      },
      activations: async () => ({ before: new Float32Array(16), after: new Float32Array(16) }),
      attribute: async (_, { prompt, edits }) => {
        this.attributed.push(`${of} ${prompt} ${countActive(edits ?? NO_EDITS)}`);
        return prompt === 'One [MASK].' && of === 'builtin' ? EMPTY_ATTRIBUTION : this.attribution();
      },
      cancel: async (job) => void this.calls.push(`cancel ${job.replace(/-\d+$/, '')}`),
    });
    return { api, terminate: () => void this.ended.push(of) };
  };
}

let running: Session | null = null;
afterEach(() => {
  vi.useRealTimers();
  running?.stop();
});

async function begin(engines: Engines): Promise<AppStore> {
  const store = createAppStore();
  store.setState({ prompt: 'One [MASK].', folders: [SMALL] });
  running = startSession(store, engines.create);
  await vi.waitFor(() => expect(store.getState().attribution).not.toBeNull());
  return store;
}
const open = (store: AppStore) => store.getState().setRoom('compare');
const compared = (store: AppStore) =>
  vi.waitFor(() => {
    const state = store.getState();
    expect(freshOf(state, 'besideReading')).not.toBeNull();
    expect(freshOf(state, 'besideWords')).not.toBeNull();
    expect(freshOf(state, 'besideAttribution')).not.toBeNull();
  });

describe('B of the same model', () => {
  it('is asked by the same engine, and only while the room is open', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    store.getState().setBeside({ prompt: 'Two [MASK].' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(engines.asked.map(({ prompt }) => prompt)).not.toContain('Two [MASK].');
    open(store);
    await compared(store);
    // The target is A's word.
    const asked = engines.asked.find(({ prompt }) => prompt === 'Two [MASK].');
    expect(asked).toMatchObject({ of: 'builtin', target: 0, edits: NO_EDITS });
    expect(engines.attributed).toContain('builtin Two [MASK]. 0');
    expect(engines.started).toEqual([false]);
  });

  it('is not asked what A is asked', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    const before = engines.asked.length;
    open(store);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(engines.asked).toHaveLength(before);
    expect(store.getState().besideReading).toBeNull();
  });

  it('stands as trained beside the edited A, whose attribution is of the edited model here', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    store.getState().changeEdits(SILENCED);
    expect(store.getState().attributionOf).toBe('trained');
    open(store);
    await compared(store);
    await vi.waitFor(() => expect(engines.attributed).toContain('builtin One [MASK]. 1'));
    expect(store.getState().besideAttribution?.about.edits).toEqual(NO_EDITS);
    await vi.waitFor(() => expect(store.getState().attribution?.about.edits).toEqual(SILENCED));
    store.getState().setRoom('explore');
    await vi.waitFor(() => expect(store.getState().attribution?.about.edits).toEqual(NO_EDITS));
  });

  it('says what is wrong with its prompt, and goes on once it can be asked', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    open(store);
    store.getState().setBeside({ prompt: 'No gap.' });
    await vi.waitFor(() =>
      expect(store.getState().pending.besideReading).toMatchObject({ error: { message: 'No [MASK].' } }),
    );
    store.getState().setBeside({ prompt: 'Two [MASK].' });
    await compared(store);
    expect(store.getState().pending.besideReading).toBeUndefined();
  });

  it('stops its attribution where the room is left or the visitor wants that, and starts it again', async () => {
    const engines = new Engines();
    engines.attribution = () => new Promise(() => {});
    const store = await begin(engines);
    store.getState().setBeside({ prompt: 'Two [MASK].' });
    open(store);
    const isRunning = () =>
      vi.waitFor(() => expect(store.getState().pending.besideAttribution).toMatchObject({ progress: null }));
    await isRunning();
    running?.cancelBesideAttribution();
    expect(store.getState().pending.besideAttribution).toMatchObject({ error: { cancelled: true } });
    running?.startBesideAttribution();
    await isRunning();
    engines.calls.length = 0;
    store.getState().setRoom('explore');
    expect(store.getState().pending.besideAttribution).toBeUndefined();
    expect(engines.calls).toContain('cancel attribute');
  });
});

describe('B of another model', () => {
  it('has an engine of its own, which looks the word up in its vocabulary; A’s words are asked of both', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    open(store);
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    await compared(store);
    expect(engines.started).toEqual([false, true]);
    // "paris" is the second word of the small model.
    expect(store.getState().besideReading).toMatchObject({
      about: { model: 'small'.padEnd(16, '0'), chosen: { token: 'paris' } },
      value: { target: { id: 1, token: 'paris' } },
    });
    expect(store.getState().besideWords?.value.a).toEqual(new Map());
    expect(store.getState().info?.name).toBe('builtin');
    store.getState().setBeside({ model: null });
    await vi.waitFor(() => expect(engines.ended).toEqual(['small']));
    expect(store.getState().besideEngine).toBeNull();
  });

  it('that lacks the word follows what it says first', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    store.getState().setTarget({ id: 2, token: 'nice' });
    open(store);
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    await compared(store);
    expect(store.getState().besideReading?.value.target.token).toBe('rome');
  });

  it('is told how it comes, and a load that is given up is ended', async () => {
    const engines = new Engines();
    engines.gate = () => new Promise(() => {});
    const store = await begin(engines);
    open(store);
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    await vi.waitFor(() =>
      expect(store.getState().besideEngine).toMatchObject({ stage: 'loading', progress: { loaded: 5 } }),
    );
    store.getState().setBeside({ model: null });
    await vi.waitFor(() => expect(engines.ended).toEqual(['none']));
    expect(engines.calls).toContain('second cancelLoad');
    expect(store.getState().besideEngine).toBeNull();
  });

  it('that cannot be had says why, leaves A alone, and can be tried again', async () => {
    const engines = new Engines();
    engines.gate = () => Promise.reject(new EngramError('memory', 'No room for it.'));
    const store = await begin(engines);
    open(store);
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    await vi.waitFor(() =>
      expect(store.getState().besideEngine).toEqual({ stage: 'failed', message: 'No room for it.' }),
    );
    expect([engines.ended, store.getState().model.stage]).toEqual([['none'], 'ready']);
    engines.gate = async () => {};
    store.getState().tryBesideAgain();
    await compared(store);
  });

  it('of the Hub is not downloaded before it is asked for', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    // As it comes back after a reload, or with a link.
    store.setState({ beside: { ...store.getState().beside, model: { kind: 'hub', id: 'org/base' } } });
    open(store);
    await vi.waitFor(() => expect(store.getState().besideEngine?.stage).toBe('failed'));
    expect(engines.started).toEqual([false]);
    store.getState().tryBesideAgain();
    await vi.waitFor(() => expect(store.getState().besideEngine?.stage).toBe('ready'));
    expect(engines.started).toEqual([false, true]);
  });

  it('in a folder that is not open any more says so', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    store.setState({ folders: [] });
    open(store);
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    await vi.waitFor(() => expect(store.getState().besideEngine).toMatchObject({ stage: 'failed' }));
    expect(engines.started).toEqual([false]);
  });

  it('stays for a while after the room is left, and goes then', async () => {
    const engines = new Engines();
    const store = await begin(engines);
    open(store);
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    await compared(store);
    vi.useFakeTimers();
    store.getState().setRoom('explore');
    await vi.advanceTimersByTimeAsync(30_000);
    open(store);
    await vi.advanceTimersByTimeAsync(90_000);
    expect([engines.started.length, engines.ended]).toEqual([2, []]);
    store.getState().setRoom('explore');
    await vi.advanceTimersByTimeAsync(90_000);
    expect(engines.ended).toEqual(['small']);
  });
});
