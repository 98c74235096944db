import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modelInfo } from '../fixtures/model-info';
import { createAppStore, type AppStore } from '../state/store';
import { talkToParent, type EmbedWindow } from './embed-messages';

const HOST = 'https://blog.example';
const TABLE = { columns: ['layer'], rows: [[1]] };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { origin: 'https://engram.example', pathname: '/page/', search: '?embed=map', hash: '' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

interface Said {
  readonly message: Record<string, unknown>;
  readonly origin: string;
}

function embedded(parent: string | null = null, open: (fragment: string) => Promise<boolean> = async () => true) {
  const said: Said[] = [];
  const listeners: Parameters<EmbedWindow['addEventListener']>[1][] = [];
  const around = {
    postMessage: (message: Record<string, unknown>, origin: string) => void said.push({ message, origin }),
  } as unknown as Window;
  const frame: EmbedWindow = { parent: around, addEventListener: (_, listener) => void listeners.push(listener) };
  const store: AppStore = createAppStore();
  const tellHeight = talkToParent(store, frame, { picture: 'map', parent, tableOf: () => TABLE, open });
  const hear = (data: unknown, origin = HOST, source: unknown = around) => {
    for (const listener of listeners) listener({ data, origin, source: source as Window });
  };
  return { said, store, tellHeight, hear };
}

const ASK = { type: 'engram:ask', id: 'one' };

describe('an embed that is asked', () => {
  it('answers its parent with the state, to the origin that asked', () => {
    const { said, store, hear } = embedded();
    store.getState().setInfo(modelInfo({ name: 'Built-in model' }));
    store.setState({ prompt: 'The sky is [MASK].', target: { id: 7, token: 'blue' } });
    hear(ASK);
    expect(said).toHaveLength(1);
    expect(said[0]?.origin).toBe(HOST);
    expect(said[0]?.message).toMatchObject({
      type: 'engram:state',
      id: 'one',
      picture: 'map',
      ready: false,
      prompt: 'The sky is [MASK].',
      target: 'blue',
      edits: { neurons: [], values: [] },
      table: TABLE,
    });
    expect(said[0]?.message.link).toMatch(/^https:\/\/engram\.example\/page\/#e\d/);
    expect(structuredClone(said[0]?.message)).toEqual(said[0]?.message);
  });

  it('hears nobody else, nor what it does not know', () => {
    const { said, hear } = embedded();
    hear(ASK, HOST, { postMessage: () => {} });
    hear(ASK, 'null');
    hear(ASK, '');
    for (const data of [null, 'engram:ask', 7, {}, { type: 'engram:ask' }, { type: 'engram:ask', id: {} }]) hear(data);
    for (const fragment of ['', 'javascript:alert(1)', '#fact', `#e1=${'a'.repeat(80_000)}`])
      hear({ type: 'engram:open', id: 1, fragment });
    expect(said).toEqual([]);
  });

  it('tells only the origin that its address names', () => {
    const { said, tellHeight, hear } = embedded('https://course.example');
    hear(ASK);
    expect(said).toEqual([]);
    tellHeight(300);
    hear(ASK, 'https://course.example');
    expect(said.map(({ origin }) => origin)).toEqual(['https://course.example', 'https://course.example']);
  });

  it('opens a link, and says whether that went well', async () => {
    const asked: string[] = [];
    const { said, store, hear } = embedded(null, async (fragment) => {
      asked.push(fragment);
      if (fragment === '#e1=good') return true;
      store.getState().notify({ tone: 'problem', cause: 'link', text: 'This link is cut short.' });
      return false;
    });
    hear({ type: 'engram:open', id: 1, fragment: 'e1=good' });
    hear({ type: 'engram:open', id: 2, fragment: '#e1=bad' });
    await vi.runAllTimersAsync();
    expect(asked).toEqual(['#e1=good', '#e1=bad']);
    expect(said.map(({ message }) => message)).toEqual([
      { type: 'engram:opened', id: 1, ok: true, message: '' },
      { type: 'engram:opened', id: 2, ok: false, message: 'This link is cut short.' },
    ]);
  });
});

describe('an embed by itself', () => {
  it('tells its height when that changes, and that its state did once it stands still', async () => {
    const { said, store, tellHeight } = embedded();
    tellHeight(300.2);
    tellHeight(300.9);
    tellHeight(420);
    store.getState().setPrompt('One [MASK].');
    store.getState().setPrompt('Two [MASK].');
    await vi.advanceTimersByTimeAsync(1000);
    expect(said.map(({ message }) => message)).toEqual([
      { type: 'engram:height', height: 301 },
      { type: 'engram:height', height: 420 },
      { type: 'engram:changed' },
    ]);
    store.getState().setTheme('dark');
    await vi.advanceTimersByTimeAsync(1000);
    expect(said).toHaveLength(3);
  });
});
