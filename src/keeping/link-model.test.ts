import { describe, expect, it, vi } from 'vitest';
import { modelInfo } from '../fixtures/model-info';
import type { ModelInfo, ModelPreview, ModelSource } from '../worker/api';
import { modelForLink, type LinkHelp } from './link-model';
import { createAppStore } from '../state/store';

const COMMIT = 'ab'.repeat(20);
const ID = `org/base@${COMMIT}`;
const HERE = modelInfo({ name: 'Built-in model' });
const THERE = modelInfo({ id: ID, name: 'base', origin: { kind: 'hub', id: 'org/base', commit: COMMIT } });
const PREVIEW: ModelPreview = {
  id: ID,
  name: 'base',
  origin: { kind: 'hub', id: 'org/base', commit: COMMIT },
  files: [],
  bytes: 436_000_000,
  stored: 0,
  config: THERE.config,
  memory: THERE.memory,
  problem: null,
  notices: [],
};

function begin(preview: Partial<ModelPreview>, found: ModelInfo | null = THERE) {
  const store = createAppStore();
  const loaded: ModelSource[] = [];
  const help: LinkHelp = {
    lookUp: () => Promise.reject(new Error('Not asked here.')),
    inspect: async () => ({ ...PREVIEW, ...preview }),
    loadModel: async (source) => {
      loaded.push(source);
      return found;
    },
    startWork: () => {},
  };
  return { store, loaded, open: (id: string) => modelForLink(store, help, id, HERE) };
}

const SOURCE: ModelSource = { kind: 'hub', id: 'org/base', revision: COMMIT };

describe('the model of a link', () => {
  it('is loaded at once from storage, where the download is small, and where it comes with the page', async () => {
    for (const preview of [{ stored: 436_000_000 }, { stored: 416_000_000 }, { bytes: 20_000_000 }]) {
      const { store, loaded, open } = begin(preview);
      expect(await open(ID)).toBe(THERE);
      expect([loaded, store.getState().linkQuestion]).toEqual([[SOURCE], null]);
    }
    const { loaded, open } = begin({});
    await open('builtin');
    expect(loaded).toEqual([{ kind: 'builtin' }]);
  });

  it('is asked for before a download over 20 MB, and left alone where the answer is no', async () => {
    for (const yes of [true, false]) {
      const { store, loaded, open } = begin({ stored: 415_999_999 });
      const opened = open(ID);
      await vi.waitFor(() => expect(store.getState().linkQuestion?.preview.id).toBe(ID));
      expect(loaded).toEqual([]);
      store.getState().linkQuestion?.answer(yes);
      expect(await opened).toBe(yes ? THERE : null);
      expect([loaded.length, store.getState().linkQuestion, store.getState().notices]).toEqual([yes ? 1 : 0, null, []]);
    }
  });

  it('a second link takes the place of the first one’s question', async () => {
    const { store, open } = begin({});
    const first = open(ID);
    await vi.waitFor(() => expect(store.getState().linkQuestion).not.toBeNull());
    const second = open(ID);
    expect(await first).toBeNull();
    await vi.waitFor(() => expect(store.getState().linkQuestion).not.toBeNull());
    store.getState().linkQuestion?.answer(true);
    expect(await second).toBe(THERE);
  });

  it('says why it cannot be had, and loads nothing', async () => {
    for (const [preview, id, words] of [
      [{ problem: 'It is a GPT-2.' }, ID, 'It is a GPT-2.'],
      [{}, 'my-folder', 'Drop that model’s folder here'],
    ] as const) {
      const { store, loaded, open } = begin(preview);
      expect(await open(id)).toBeNull();
      expect([loaded, store.getState().notices[0]?.text]).toEqual([[], expect.stringContaining(words)]);
    }
  });
});
