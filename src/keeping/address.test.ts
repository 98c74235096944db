import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserHistory } from '../fixtures/browser-history';
import { FRANCE } from '../fixtures/fact';
import { modelInfo } from '../fixtures/model-info';
import { NO_EDITS } from '../knowledge/edits/edits';
import { withGain } from '../state/changes';
import { createAppStore, type AppStore, type State } from '../state/store';
import { ROOMS } from '../state/view';
import { FIRST_PROMPT } from '../state/examples';
import { addressOf, followAddress } from './address';
import { decodeLink, type LinkState } from './link';

const INFO = modelInfo({ name: 'Built-in model' });
const SILENCED = withGain(NO_EDITS, [{ layer: 1, neuron: 5 }], 'mask', 0);

let tab: ReturnType<typeof browserHistory>;
const enter = (next: ReturnType<typeof browserHistory>) => {
  tab = next;
  vi.stubGlobal('location', next.location);
  vi.stubGlobal('history', next.history);
  vi.stubGlobal('window', next.window);
};
beforeEach(() => {
  vi.useFakeTimers();
  enter(browserHistory());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function page(prepare: (store: AppStore) => void = () => {}): {
  readonly store: AppStore;
  readonly state: () => State;
} {
  const store = createAppStore();
  store.getState().setInfo(INFO);
  prepare(store);
  followAddress(store);
  return { store, state: store.getState };
}

/** Long enough for the address to follow, and for a question to have stood. */
const wait = () => void vi.advanceTimersByTime(5000);

function saidBy(fragment: string): LinkState {
  const decoded = decodeLink(fragment);
  if (!decoded?.ok) throw new Error(`Expected a link, found “${fragment}”.`);
  return decoded.state;
}

describe('the address', () => {
  it('is bare where the page is as it begins', () => {
    page();
    expect(tab.fragments()).toEqual(['']);
  });

  it('says what is on the page, a little after it changed; what only changes makes no step', () => {
    const { state } = page();
    for (let gain = 0; gain < 50; gain++) {
      state().changeEdits(withGain(NO_EDITS, [{ layer: 1, neuron: 5 }], 'mask', gain / 10), 'gain');
      vi.advanceTimersByTime(16);
    }
    state().setColour('activation');
    state().select(7);
    wait();
    expect(tab.fragments()).toHaveLength(1);
    expect(saidBy(tab.location.hash)).toMatchObject({
      edits: { neurons: [{ layer: 1, neuron: 5, gain: 4.9 }] },
      view: { colour: 'activation', selected: { layer: 0, neuron: 7 } },
    });
  });

  it('makes a step of each place: rooms, questions, facts, relations', () => {
    const { state } = page();
    state().ask('Mine [MASK].');
    wait();
    state().setRoom('fact');
    wait();
    state().openFact(FRANCE);
    wait();
    state().setRoom('relation');
    wait();
    state().chooseRelation('P19');
    wait();
    state().chooseRelation('P36');
    wait();
    const places = tab.fragments().map((fragment) => (fragment === '' ? null : saidBy(fragment)));
    expect(places.map((place) => place && [place.room, place.prompt.slice(0, 4), place.fact?.subject])).toEqual([
      null,
      [undefined, 'Mine', undefined],
      ['fact', FRANCE.paraphrases[0]!.slice(0, 4), 'France'],
      ['relation', 'Mine', undefined],
      ['relation', 'Mine', undefined],
    ]);
    // A room that is filled is the same place as before.
    expect(places.map((place) => place?.relation?.id)).toEqual([undefined, undefined, undefined, 'P19', 'P36']);
  });

  it('takes a question that is being typed for one', () => {
    const { state } = page();
    for (let letters = 1; letters <= 30; letters++) {
      state().setPrompt(`${'a'.repeat(letters)} [MASK].`);
      vi.advanceTimersByTime(450);
    }
    expect(tab.fragments().length).toBe(2);
    expect(saidBy(tab.location.hash).prompt).toBe(`${'a'.repeat(30)} [MASK].`);
  });

  it('says at once what was about to be said when the page goes away', () => {
    const { state } = page();
    state().changeEdits(SILENCED);
    tab.hide();
    expect(saidBy(tab.location.hash).edits).toEqual(SILENCED);
  });

  it('of work that is too large for a link has the room alone', () => {
    const { state } = page();
    state().setRoom('layers');
    const neurons = Array.from({ length: 9000 }, (_, i) => ({ layer: i % 6, neuron: (i * 7919) % 1536 }));
    const edits = {
      ...NO_EDITS,
      neurons: neurons.map((ref, i) => ({ ...ref, at: 'mask' as const, gain: Math.sin(i) })),
    };
    state().changeEdits(edits);
    wait();
    expect(tab.location.hash).toBe('#layers');
  });
});

describe('Back and Forward', () => {
  it('lead from place to place, and leave the edits as they are', () => {
    const { state } = page();
    state().ask('Mine [MASK].');
    wait();
    state().setRoom('fact');
    wait();
    state().openFact(FRANCE);
    wait();
    state().changeEdits(SILENCED);
    wait();
    tab.back();
    expect([state().room, state().prompt, state().edits]).toEqual(['explore', 'Mine [MASK].', SILENCED]);
    expect(saidBy(tab.location.hash).edits).toEqual(SILENCED);
    tab.forward();
    expect([state().room, state().fact?.subject, state().edits]).toEqual(['fact', 'France', SILENCED]);
    expect(tab.fragments()).toHaveLength(3);
  });

  it('lead to the page as it begins, whose address is bare', () => {
    const { state } = page();
    state().ask('Mine [MASK].');
    wait();
    state().setRoom('layers');
    wait();
    tab.back();
    tab.back();
    wait();
    expect([state().room, state().prompt, tab.location.hash]).toEqual(['explore', FIRST_PROMPT, '']);
  });

  it('bring back the edits with the place where they lead into other work, also after an undo', () => {
    const { store, state } = page();
    state().ask('Mine [MASK].');
    wait();
    state().changeEdits(SILENCED);
    wait();
    addressOf(store).enter(() => state().openWork({ prompt: 'Theirs [MASK].', target: null }, NO_EDITS));
    expect([state().prompt, state().edits]).toEqual(['Theirs [MASK].', NO_EDITS]);
    state().backToMine();
    wait();
    expect([state().prompt, state().edits]).toEqual(['Mine [MASK].', SILENCED]);
    tab.back();
    expect([state().prompt, state().edits]).toEqual(['Theirs [MASK].', NO_EDITS]);
    tab.back();
    expect([state().prompt, state().edits]).toEqual(['Mine [MASK].', SILENCED]);
  });

  it('keep a step to its work, also one that says its room alone', () => {
    const { state } = page();
    tab.history.pushState({ engram: 7 }, '', '#layers');
    tab.history.pushState({ engram: 0 }, '', '#');
    tab.back();
    expect([state().room, state().work]).toEqual(['layers', 7]);
  });

  it('turn the pages of a lesson', () => {
    const steps = ['one', 'two'].map((title) => ({ title, fragment: '#e2=', text: '' }));
    const { store, state } = page();
    state().beginLesson({ title: 'A lesson', intro: '', steps });
    for (const at of [0, 1]) {
      state().turnTo(at);
      addressOf(store).enter(() => state().openWork({ prompt: `Step ${at} [MASK].`, target: null }, NO_EDITS));
    }
    tab.back();
    expect([state().lesson?.at, state().prompt]).toEqual([0, 'Step 0 [MASK].']);
    tab.forward();
    expect([state().lesson?.at, state().prompt]).toEqual([1, 'Step 1 [MASK].']);
  });

  it('a place that is gone to from there takes the place of those ahead', () => {
    const { state } = page();
    for (const room of ['fact', 'relation'] as const) {
      state().setRoom(room);
      wait();
    }
    tab.back();
    state().setRoom('layers');
    wait();
    expect(tab.fragments().map((fragment) => fragment && saidBy(fragment).room)).toEqual(['', 'fact', 'layers']);
  });
});

describe('an address of one’s own, after a reload', () => {
  it('brings back what is not kept: the selection', () => {
    const before = page();
    before.state().setRoom('layers');
    before.state().select(9);
    wait();
    const { url, state: mark } = tab.here();
    enter(browserHistory(url.href, mark));
    const { state } = page((store) => store.getState().setRoom('layers'));
    expect([state().room, state().selected, tab.fragments().length]).toEqual(['layers', [9], 1]);
  });

  it('does not stand against what was kept later', () => {
    const before = page();
    before.state().setRoom('relation');
    before.state().chooseRelation('P19');
    wait();
    const { url, state: mark } = tab.here();
    enter(browserHistory(url.href, mark));
    const { state } = page((store) => {
      store.getState().setRoom('relation');
      store.getState().chooseRelation('P19');
      store.getState().setSparing(false);
    });
    expect(state().sparing).toBe(false);
    expect(saidBy(tab.location.hash).relation).toEqual({ id: 'P19', sparing: false });
  });

  it('leaves a fragment of somebody else’s until something changes', () => {
    enter(browserHistory('https://host/#keep=this'));
    const { state } = page();
    expect(tab.fragments()).toEqual(['#keep=this']);
    state().setRoom('layers');
    wait();
    expect(saidBy(tab.location.hash).room).toBe('layers');
  });

  it('a room by its name opens it', () => {
    enter(browserHistory('https://host/#relation'));
    expect(page().state().room).toBe('relation');
    tab.paste('#prompts');
    wait();
    expect(saidBy(tab.location.hash).room).toBe('prompts');
  });
});

describe('property', () => {
  const share = fc.integer({ min: 1, max: 20 }).map((part) => part / 20);
  const word = fc.record({ id: fc.nat(90), token: fc.constantFrom('paris', 'ro\u0301me', '##ly', '水') });
  const prompt = fc.string({ maxLength: 20, unit: 'binary' }).map((text) => `${text} [MASK].`);
  const wordings = fc.array(prompt, { minLength: 1, maxLength: 4 });
  const fact = fc.record({
    relation: fc.option(fc.constantFrom('P36', 'P19')),
    subject: fc.string({ maxLength: 10 }),
    target: word,
    paraphrases: wordings,
  });
  const thresholds = fc.record({ t: share, s: share });
  const listed = fc.record({ prompt, target: fc.option(fc.constantFrom('paris', 'rome')) });
  const list = fc.record({
    name: fc.string({ maxLength: 10 }),
    prompts: fc.array(listed, { minLength: 1, maxLength: 10 }),
    wrong: fc.constant([]),
    wrongCount: fc.constant(0),
    left: fc.constant(0),
  });
  const places = fc.record({
    room: fc.constantFrom(...ROOMS),
    prompt,
    target: fc.option(word),
    colour: fc.constantFrom('attribution' as const, 'activation' as const, 'change' as const),
    attributionOf: fc.constantFrom('trained' as const, 'edited' as const),
    focus: fc.option(fc.nat(INFO.config.layers - 1)),
    editPlace: fc.constantFrom('mask' as const, 'all' as const),
    head: fc.option(fc.nat(INFO.config.layers * INFO.config.heads - 1)),
    arcsOf: fc.option(fc.nat(9)),
    selected: fc.uniqueArray(fc.nat(INFO.config.layers * INFO.config.intermediateSize - 1), { maxLength: 5 }),
    fact: fc.option(fact),
    other: fc.option(fact),
    thresholds,
    activationThresholds: thresholds,
    rankBy: fc.constantFrom('attribution' as const, 'activation' as const),
    teachTo: fc.option(word),
    lambdas: fc.record({ lambda1: share, lambda2: share }),
    filtering: fc.boolean(),
    relation: fc.option(fc.constantFrom('P36', 'P19')),
    sparing: fc.boolean(),
    eraseCount: fc.nat(100),
    promptList: fc.option(list),
    beside: fc.record({
      prompt: fc.option(prompt),
      target: fc.option(word),
      edits: fc.constantFrom('same' as const, 'trained' as const, SILENCED),
      model: fc.constantFrom(null, { kind: 'hub' as const, id: 'org/name' }),
    }),
    at: fc.nat(9),
    silenced: fc.boolean(),
    editsOn: fc.boolean(),
  });

  it('state to address to state is the identity, in every room', () => {
    const rooms = new Set<string>();
    fc.assert(
      fc.property(places, ({ at, silenced, ...place }) => {
        enter(browserHistory());
        const sender = page((store) =>
          store.setState({
            ...place,
            promptAt: place.promptList && at < place.promptList.prompts.length ? at : null,
            edits: silenced ? SILENCED : NO_EDITS,
          }),
        );
        const fragment = tab.location.hash;
        const [sent, mark] = [sender.state(), tab.history.state];
        // As a step of one's own, across work of others, so that it takes everything along.
        enter(browserHistory('https://host/', { engram: 1 }));
        const reader = page();
        tab.history.pushState(mark, '', `#${fragment.slice(1)}`);
        tab.history.pushState({ engram: 1 }, '', '#');
        tab.back();
        wait();
        const got = reader.state();
        expect(saidBy(tab.location.hash)).toEqual(saidBy(fragment));
        const { room } = sent;
        rooms.add(room);
        const shown: readonly (keyof State)[] = [
          'room',
          'prompt',
          'target',
          'colour',
          'attributionOf',
          'focus',
          'editPlace',
          'selected',
          ...(room === 'fact' && sent.fact
            ? ([
                'fact',
                'other',
                'thresholds',
                'activationThresholds',
                'rankBy',
                'teachTo',
                'lambdas',
                'filtering',
              ] as const)
            : []),
          ...(room === 'relation' && sent.relation !== null
            ? (['relation', 'sparing', 'eraseCount', 'thresholds'] as const)
            : []),
          ...(room === 'layers' ? (['head', 'arcsOf'] as const) : []),
          ...(room === 'compare' ? (['beside'] as const) : []),
          ...(room === 'prompts' ? (['promptList', 'promptAt'] as const) : []),
        ];
        for (const name of shown) expect([name, got[name]]).toEqual([name, sent[name]]);
        const off = silenced && !place.editsOn;
        expect(got.edits.neurons.map((edit) => edit.off ?? false)).toEqual(silenced ? [off] : []);
      }),
      { numRuns: 300 },
    );
    expect([...rooms].sort()).toEqual([...ROOMS].sort());
  });
});
