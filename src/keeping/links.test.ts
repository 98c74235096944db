/** Links of an earlier built-in model: nothing of them is lost, and nothing of them happens unasked. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserHistory } from '../fixtures/browser-history';
import { FRANCE, FRANCE_EVIDENCE } from '../fixtures/fact';
import { modelInfo } from '../fixtures/model-info';
import { withGain } from '../state/changes';
import { NO_EDITS, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import type { Beforehand } from '../state/beforehand';
import { createAppStore, type AppStore } from '../state/store';
import { followAddress } from './address';
import { decodeLink, encodeLink, type LinkState } from './link';
import { followLinks } from './links';
import type { LinkHelp } from './link-model';

const INFO = modelInfo({ name: 'Built-in model' });
const OLD = 'fedcba9876543210';
const HELP: LinkHelp = {
  lookUp: async (word) => ({ ok: true, token: { id: 3, token: word } }),
  inspect: () => Promise.reject(new Error('Not asked here.')),
  loadModel: async () => INFO,
  startWork: () => {},
};

const silenced = (...neurons: readonly NeuronRef[]): EditsDocument => withGain(NO_EDITS, neurons, 'mask', 0);
const SILENCED = silenced({ layer: 1, neuron: 5 });
const link = (parts: Partial<LinkState> = {}): string =>
  encodeLink({
    modelId: 'builtin',
    modelHash: OLD,
    prompt: 'Theirs [MASK].',
    target: 'paris',
    edits: SILENCED,
    view: { colour: 'activation' },
    ...parts,
  });

let tab: ReturnType<typeof browserHistory>;
afterEach(() => vi.unstubAllGlobals());

function follow(store: AppStore, fragment: string, help: LinkHelp): void {
  tab = browserHistory(`https://host/${fragment}`);
  vi.stubGlobal('location', tab.location);
  vi.stubGlobal('history', tab.history);
  vi.stubGlobal('window', tab.window);
  followAddress(store);
  followLinks(store, help);
}

/** The page with the built-in model, and the link in its address. */
async function open(fragment: string, prepare: (store: AppStore) => void = () => {}): Promise<AppStore> {
  const store = createAppStore();
  store.getState().setInfo(INFO);
  prepare(store);
  follow(store, fragment, HELP);
  await vi.waitFor(() => expect(store.getState().notices).not.toEqual([]));
  // Whatever comes behind the first notice.
  await new Promise((resolve) => setTimeout(resolve));
  return store;
}

const notice = (store: AppStore) => store.getState().notices.at(-1)!;
const off = ({ neurons }: EditsDocument) => neurons.map((edit) => edit.off ?? false);

describe('a link of an earlier built-in model', () => {
  it('opens with its edits switched off, says so, and switches them on where its reader wants that', async () => {
    const store = await open(link());
    const { prompt, target, colour, edits } = store.getState();
    expect([prompt, target?.token, colour]).toEqual(['Theirs [MASK].', 'paris', 'activation']);
    // From here on the address says what is on the page, and is not somebody's link any more.
    expect(decodeLink(tab.location.hash)).toMatchObject({ ok: true, state: { modelHash: INFO.hash } });
    expect([tab.fragments().length, tab.history.state]).toEqual([1, { engram: store.getState().work }]);
    expect([edits.neurons.length, off(edits)]).toEqual([1, [true]]);
    expect(notice(store)).toMatchObject({
      tone: 'problem',
      text: 'This link was made with an earlier built-in model; neurons have other meanings in this one. Its edits are in the list, switched off.',
    });
    notice(store).action?.run();
    expect(store.getState().edits).toEqual(SILENCED);
    store.getState().undo();
    expect(off(store.getState().edits)).toEqual([true]);
  });

  it('leaves the reader’s own work a step away', async () => {
    const mine = silenced({ layer: 0, neuron: 2 });
    const store = await open(link(), (page) => {
      page.getState().ask('Mine [MASK].');
      page.getState().changeEdits(mine);
    });
    notice(store).action?.run();
    store.getState().backToMine();
    expect([store.getState().prompt, store.getState().edits]).toEqual(['Mine [MASK].', mine]);
  });

  it('offers nothing where there is nothing to switch on', async () => {
    for (const edits of [
      NO_EDITS,
      { ...NO_EDITS, neurons: SILENCED.neurons.map((edit) => ({ ...edit, off: true })) },
    ]) {
      const store = await open(link({ edits }));
      expect([store.getState().edits, store.getState().prompt]).toEqual([edits, 'Theirs [MASK].']);
      expect([notice(store).tone, notice(store).action]).toEqual(['info', undefined]);
      expect(notice(store).text).toContain('earlier built-in model');
    }
  });

  it('whose edits do not fit changes nothing, says why, and offers its question', async () => {
    for (const [neuron, words] of [
      [{ layer: 6, neuron: 0 }, 'there is no layer 6 in this model'],
      [{ layer: 0, neuron: 999_999 }, 'there is no neuron 999999 in this model'],
    ] as const) {
      const store = await open(link({ edits: silenced(neuron) }));
      expect(store.getState().prompt).not.toBe('Theirs [MASK].');
      expect(notice(store).text).toContain(words);
      notice(store).action?.run();
      await vi.waitFor(() => expect(store.getState().prompt).toBe('Theirs [MASK].'));
      expect(store.getState().edits).toEqual(NO_EDITS);
    }
  });

  it('does not touch another model that has come in its place meanwhile', async () => {
    const store = await open(link());
    const { action } = notice(store);
    store
      .getState()
      .setInfo(modelInfo({ id: 'other', name: 'other', hash: 'a'.repeat(16), origin: { kind: 'files' } }));
    action?.run();
    expect(store.getState().edits).toEqual(NO_EDITS);
    expect(notice(store).text).toContain('Another model is in use now');
  });
});

it('a link of these very weights opens with its edits in force', async () => {
  const store = await open(link({ modelHash: INFO.hash }));
  expect(store.getState().edits).toEqual(SILENCED);
  expect(notice(store).text).toBe('A link was opened, with everything its sender changed.');
});

it('a link of other weights under another name is left alone until its reader wants it', async () => {
  const mine = modelInfo({ id: 'mine', name: 'mine', origin: { kind: 'files' } });
  const store = await open(link({ modelId: 'mine' }), (page) => page.setState({ info: mine }));
  expect(store.getState().edits).toEqual(NO_EDITS);
  expect(notice(store).text).toContain('other weights of this model');
});

describe('a link into a room', () => {
  const fact = { ...FRANCE, subject: 'Peru' };
  const there = link({
    modelHash: INFO.hash,
    room: 'fact',
    prompt: fact.paraphrases[0]!,
    fact,
    ranking: { thresholds: { t: 0.5, s: 0.25 } },
    found: ['evidence'],
  });

  it('opens it, and has found again what its sender had found', async () => {
    const started: string[] = [];
    const store = createAppStore();
    store.getState().setInfo(INFO);
    follow(store, there, { ...HELP, startWork: (name) => void started.push(name) });
    await vi.waitFor(() => expect(started).toEqual(['evidence']));
    const { room, prompt, thresholds } = store.getState();
    expect([room, prompt, store.getState().fact, thresholds]).toEqual([
      'fact',
      fact.paraphrases[0],
      fact,
      { t: 0.5, s: 0.25 },
    ]);
  });

  it('puts aside what the reader had in the same room, and in the one that they came from', async () => {
    const evidence = { about: { model: INFO.hash }, value: FRANCE_EVIDENCE };
    const store = await open(there, (page) => {
      page.getState().openFact(FRANCE);
      page.setState({ evidence });
      page.getState().setRoom('relation');
      page.getState().chooseRelation('P19');
    });
    expect([store.getState().room, store.getState().evidence]).toEqual(['fact', null]);
    expect(notice(store).text).toBe('A link was opened. Your own work is kept.');
    notice(store).action?.run();
    expect([store.getState().room, store.getState().relation]).toEqual(['relation', 'P19']);
    store.getState().setRoom('fact');
    expect([store.getState().fact, store.getState().evidence]).toEqual([FRANCE, evidence]);
  });

  it('of a list of prompts that only its sender has opens the prompt, and says so', async () => {
    const list = { name: 'mine.csv', length: 900, at: 4 };
    const store = await open(link({ modelHash: INFO.hash, room: 'prompts', list }));
    expect([store.getState().room, store.getState().prompt]).toEqual(['explore', 'Theirs [MASK].']);
    expect(notice(store).text).toContain('a list of 900 prompts, “mine.csv”, which only its sender has');
  });
});

describe('before the built-in model is there', () => {
  const { hash, config } = INFO;
  const ahead = { model: hash, config } as Beforehand;
  const openAhead = async (fragment: string, prepare: (store: AppStore) => void = () => {}): Promise<AppStore> => {
    const store = createAppStore();
    store.setState({ beforehand: ahead });
    prepare(store);
    follow(store, fragment, { ...HELP, lookUp: () => Promise.reject(new Error('No model is loaded yet.')) });
    await new Promise((resolve) => setTimeout(resolve));
    return store;
  };

  it('a link of it opens at once, and the word that it follows is looked up later', async () => {
    const store = await openAhead(link({ modelHash: hash }));
    const { prompt, target, edits, info } = store.getState();
    expect([prompt, target?.token, edits, info]).toEqual(['Theirs [MASK].', 'paris', SILENCED, null]);
    expect(notice(store).text).toBe('A link was opened, with everything its sender changed.');
  });

  it('its edits have to fit all the same', async () => {
    const store = await openAhead(link({ modelHash: hash, edits: silenced({ layer: 6, neuron: 0 }) }));
    expect(store.getState().prompt).not.toBe('Theirs [MASK].');
    expect(notice(store).text).toContain('there is no layer 6 in this model');
  });

  it('a link of another model waits, and so does any where the work of another is to be put aside first', async () => {
    const other = await openAhead(link({ modelId: 'mine', modelHash: hash }));
    expect(other.getState().prompt).not.toBe('Theirs [MASK].');
    const store = await openAhead(link({ modelHash: hash }), (page) =>
      page.setState({ workOf: { hash: OLD, name: 'mine' } }),
    );
    expect(store.getState().prompt).not.toBe('Theirs [MASK].');
  });
});
