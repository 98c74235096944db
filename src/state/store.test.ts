import { createKeptStore } from '../keeping/kept-store';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { arbitraryEdits } from '../fixtures/arbitrary-edits';
import { editsSchema, NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import { withGain } from './changes';
import { LONGEST_HISTORY } from './edits';
import { evidenceOf, refinedSet, thresholdsInUse } from './sets';
import { RANKINGS } from './wordings';
import {
  RESULTS_KEY,
  restoreWork,
  serializeResults,
  serializeWork,
  STORAGE_KEY,
  type Storage,
} from '../keeping/persistence';
import { createAppStore, type AppStore, type State } from './store';
import { isTaught, neuronsToTeach } from './teach';
import { ROOMS } from './view';

const MODEL = { layers: 6, neurons: 64, tokens: 100 };
const token = fc.record({ id: fc.nat(99), token: fc.constantFrom('paris', 'baku', '##ing') });
const question = fc.record({ prompt: fc.string({ maxLength: 20 }), target: fc.option(token) });
const edits = arbitraryEdits(MODEL);
const neuron = fc.nat(MODEL.layers * MODEL.neurons - 1);

type Action = (state: State) => void;

/** What a visitor does: asking, editing, selecting. */
const doing: fc.Arbitrary<Action> = fc.oneof(
  question.map(
    ({ prompt }) =>
      (state: State) =>
        state.setPrompt(prompt),
  ),
  question.map(
    ({ prompt }) =>
      (state: State) =>
        state.ask(prompt),
  ),
  fc.option(token).map((target) => (state: State) => state.setTarget(target)),
  edits.map((document) => (state: State) => state.changeEdits(document)),
  fc.tuple(neuron, fc.double({ min: 0, max: 5, noNaN: true })).map(([index, gain]) => (state: State) => {
    const ref = { layer: Math.floor(index / MODEL.neurons), neuron: index % MODEL.neurons };
    state.changeEdits(withGain(state.edits, [ref], 'mask', gain), 'gain');
  }),
  fc.constant((state: State) => state.endGesture()),
  fc.boolean().map((on) => (state: State) => state.setEditsOn(on)),
  neuron.map((index) => (state: State) => state.select(index)),
  neuron.map((index) => (state: State) => state.toggleSelected(index)),
  fc.tuple(fc.array(neuron), fc.boolean()).map(
    ([many, add]) =>
      (state: State) =>
        state.selectMany(many, add),
  ),
  fc.constant((state: State) => state.clearSelection()),
);

const anyText = fc.constantFrom('Paris is the capital of [MASK].', '[MASK] is in France.', 'No gap.', '');
const share = fc.double({ min: 0.05, max: 1, noNaN: true });
const ranking = (neurons: readonly number[]) => ({
  neurons: neurons.map((index, rank) => ({
    layer: Math.floor(index / MODEL.neurons),
    neuron: index % MODEL.neurons,
    score: 1 / (rank + 1),
  })),
  largest: neurons.length > 0 ? 1 : 0,
  completeFrom: 0.05,
});
const found = fc.uniqueArray(neuron, { maxLength: 12 }).map(ranking);
const anyEvidence = fc
  .tuple(anyText, token, found, found)
  .map(([prompt, { id, token: name }, attribution, activation]) => ({
    prompt,
    target: { id, token: name, probability: 0.5 },
    attribution,
    activation,
    push: activation,
    residual: 0,
    converged: true,
  }));

/** What happens in the rooms of the workbench; evidence is what the engine adds. */
const working: fc.Arbitrary<(store: AppStore) => void> = fc.oneof(
  fc.tuple(fc.option(fc.constantFrom('P36', 'P19')), token, fc.array(anyText, { maxLength: 5 })).map(
    ([relation, target, paraphrases]) =>
      (store: AppStore) =>
        store.getState().openFact({ relation, subject: 'France', target, paraphrases }),
  ),
  fc.constant((store: AppStore) => store.getState().openFact(null)),
  fc.tuple(fc.nat(6), anyText).map(
    ([index, wording]) =>
      (store: AppStore) =>
        store.getState().setParaphrase(index, wording),
  ),
  fc.nat(6).map((index) => (store: AppStore) => store.getState().removeParaphrase(index)),
  fc.nat(6).map((index) => (store: AppStore) => store.getState().askParaphrase(index)),
  fc.constant((store: AppStore) => store.getState().addParaphrase()),
  fc.tuple(share, share).map(
    ([t, s]) =>
      (store: AppStore) =>
        store.getState().setThresholds({ t, s }),
  ),
  fc.constantFrom(...RANKINGS).map((rankBy) => (store: AppStore) => store.getState().setRankBy(rankBy)),
  fc.constantFrom(...ROOMS).map((room) => (store: AppStore) => store.getState().setRoom(room)),
  fc.option(token).map((to) => (store: AppStore) => store.getState().setTeachTo(to)),
  fc.tuple(share, share).map(
    ([a, b]) =>
      (store: AppStore) =>
        store.getState().setLambdas({ lambda1: a, lambda2: 20 * b }),
  ),
  fc.constant((store: AppStore) => store.getState().teach()),
  fc
    .array(anyEvidence, { maxLength: 4 })
    .map((answers) => (store: AppStore) => store.setState({ evidence: { about: { model: 'hash' }, value: answers } })),
  fc.tuple(fc.constantFrom('P36', 'P19'), fc.array(fc.array(found, { maxLength: 3 }), { maxLength: 4 })).map(
    ([relation, facts]) =>
      (store: AppStore) =>
        store.setState({
          relationEvidence: {
            about: { model: 'hash', relation },
            value: {
              hash: 'hash',
              relation,
              wordings: 3,
              facts: facts.map((rankings, i) => ({ subject: `Subject ${i}`, rankings })),
            },
          },
        }),
  ),
);

/** Walking through the history, and opening links. */
const walking: fc.Arbitrary<Action> = fc.oneof(
  fc.constant((state: State) => state.undo()),
  fc.constant((state: State) => state.redo()),
  fc.tuple(question, edits).map(
    ([theirs, document]) =>
      (state: State) =>
        state.openWork(theirs, document),
  ),
  fc.constant((state: State) => state.backToMine()),
);
const actions = fc.array(fc.oneof(doing, walking), { maxLength: 40 });

function run(list: readonly Action[]): AppStore {
  const store = createAppStore();
  for (const act of list) act(store.getState());
  return store;
}

function workOf({ edits: document, prompt, target }: State) {
  return { edits: document, prompt, target };
}

function memory(text: string | null = null): Storage & { text: string | null } {
  const kept = {
    text,
    getItem: () => kept.text,
    setItem: (_: string, value: string) => {
      kept.text = value;
    },
  };
  return kept;
}

describe('the store', () => {
  it('stays consistent whatever is clicked', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const state = run(list).getState();
        expect(new Set(state.selected).size).toBe(state.selected.length);
        expect(editsSchema.safeParse(state.edits).success).toBe(true);
        expect(state.past.length).toBeLessThanOrEqual(LONGEST_HISTORY);
      }),
    );
  });

  it('undo and redo are each other’s inverse', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const store = run(list);
        for (const [first, second, length] of [
          ['undo', 'redo', 'past'],
          ['redo', 'undo', 'future'],
        ] as const) {
          const before = store.getState();
          if (before[length].length === 0) continue;
          before[first]();
          store.getState()[second]();
          const after = store.getState();
          expect(workOf(after)).toEqual(workOf(before));
          expect([after.past, after.future]).toEqual([before.past, before.future]);
        }
      }),
    );
  });

  it('undoing everything comes back to the unedited model, and redoing everything to the work', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const store = run(list);
        while (store.getState().future.length > 0) store.getState().redo();
        const work = store.getState().edits;
        while (store.getState().past.length > 0) store.getState().undo();
        expect(store.getState().edits).toEqual(NO_EDITS);
        while (store.getState().future.length > 0) store.getState().redo();
        expect(store.getState().edits).toBe(work);
      }),
    );
  });

  it('makes one step of a drag, and a new one of the next', () => {
    const store = createAppStore();
    const drag = (gain: number) =>
      store.getState().changeEdits(withGain(store.getState().edits, [{ layer: 0, neuron: 1 }], 'mask', gain), 'gain');
    for (const gain of [0.9, 0.5, 0]) drag(gain);
    store.getState().endGesture();
    for (const gain of [0.2, 3]) drag(gain);
    expect(store.getState().past.map((step) => step.edits.neurons.map((edit) => edit.gain))).toEqual([[], [0]]);
  });

  it('opens a link as a step, and goes back to the visitor’s own work', () => {
    fc.assert(
      fc.property(actions, question, edits, fc.array(doing), (mine, theirs, document, later) => {
        const store = run(mine);
        // Else a link would be opened upon a link.
        store.getState().changeEdits({ version: 1, neurons: [], values: [] });
        const before = workOf(store.getState());
        store.getState().openWork(theirs, document);
        expect(workOf(store.getState())).toEqual({ ...theirs, edits: document });
        for (const act of later) act(store.getState());
        store.getState().backToMine();
        expect(workOf(store.getState())).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the workbench in the store', () => {
  const both = fc.array(
    fc.oneof(
      working,
      fc.oneof(doing, walking).map((act) => (store: AppStore) => act(store.getState())),
    ),
    { maxLength: 60 },
  );

  it('stays consistent whatever is clicked in its rooms, and what it did to the edits can be undone', () => {
    fc.assert(
      fc.property(both, (list) => {
        const store = createAppStore();
        for (const act of list) act(store);
        const state = store.getState();
        expect(editsSchema.safeParse(state.edits).success).toBe(true);
        const set = refinedSet(state);
        const evidence = evidenceOf(state);
        expect(set.every(({ count }) => count >= thresholdsInUse(state).s * evidence.length - 1e-9)).toBe(true);
        expect(
          evidence.every(
            ({ prompt, target }) => target.id === state.fact?.target.id && state.fact.paraphrases.includes(prompt),
          ),
        ).toBe(true);
        expect(neuronsToTeach(state).map(({ layer, neuron: n }) => [layer, n])).toEqual(
          set.map(({ layer, neuron: n }) => [layer, n]),
        );
        if (isTaught(state)) {
          const spared = neuronsToTeach(state).filter(({ isSpared }) => isSpared).length;
          expect(spared).toBeLessThan(set.length);
        }
        while (store.getState().past.length > 0) store.getState().undo();
        expect(store.getState().edits).toEqual(NO_EDITS);
        while (store.getState().future.length > 0) store.getState().redo();
        expect(store.getState().past.length).toBeLessThanOrEqual(LONGEST_HISTORY);
      }),
    );
  });

  it('comes back after a reload with its results', () => {
    fc.assert(
      fc.property(both, (list) => {
        const store = createAppStore();
        for (const act of list) act(store);
        const state = store.getState();
        const texts = new Map([
          [STORAGE_KEY, serializeWork(state)],
          [RESULTS_KEY, serializeResults(state)],
        ]);
        const back = createKeptStore({ getItem: (key) => texts.get(key) ?? null, setItem: () => {} }).getState();
        expect([back.fact, back.thresholds, back.activationThresholds, back.rankBy, back.room, back.teachTo]).toEqual([
          state.fact,
          state.thresholds,
          state.activationThresholds,
          state.rankBy,
          state.room,
          state.teachTo,
        ]);
        expect([back.evidence, back.relationEvidence]).toEqual([state.evidence, state.relationEvidence]);
      }),
    );
  });
});

describe('kept work', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const state = run(list).getState();
        const back = createKeptStore(memory(serializeWork(state))).getState();
        expect(workOf(back)).toEqual(workOf(state));
        expect([back.past, back.future, back.colour, back.editsOn]).toEqual([
          state.past,
          state.future,
          state.colour,
          state.editsOn,
        ]);
      }),
    );
  });

  it('never breaks the page, whatever is in the storage', () => {
    const broken = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          version: fc.constantFrom(1, 2, '1'),
          prompt: fc.anything(),
          edits: fc.anything(),
          past: fc.anything(),
        })
        .map((kept) => JSON.stringify(kept)),
    );
    fc.assert(
      fc.property(broken, (text) => {
        const state = createKeptStore(memory(text)).getState();
        expect(typeof state.prompt).toBe('string');
        expect(editsSchema.safeParse(state.edits).success).toBe(true);
      }),
    );
  });

  it('keeps the pieces that fit when one does not', () => {
    const state = createAppStore().getState();
    const kept = JSON.parse(serializeWork({ ...state, prompt: 'Mine is [MASK].' })) as Record<string, unknown>;
    const work = restoreWork(memory(JSON.stringify({ ...kept, edits: { version: 1, neurons: 'many' } })));
    expect(work.prompt).toBe('Mine is [MASK].');
    expect(work).not.toHaveProperty('edits');
  });

  it('forgets the oldest steps before it grows too large for the storage', () => {
    const many: EditsDocument = {
      ...NO_EDITS,
      neurons: Array.from({ length: 5000 }, (_, i) => ({ layer: 0, neuron: i, gain: 0, at: 'mask' as const })),
    };
    const store = createAppStore();
    for (let step = 0; step < 60; step++) store.getState().changeEdits({ ...many });
    const text = serializeWork(store.getState());
    expect(text.length).toBeLessThan(2_500_000);
    expect(restoreWork(memory(text)).edits).toEqual(many);
  });

  it('keeps the smaller results where all together are too large', () => {
    const state = createAppStore().getState();
    const wide = {
      neurons: Array.from({ length: 40_000 }, (_, i) => ({ layer: 0, neuron: i, score: 0.5 })),
      largest: 0.5,
      completeFrom: 0.05,
    };
    const about = { model: 'hash' };
    const relations = [{ relation: 'P36', rankings: [wide] }];
    const elsewhere = { about, value: { hash: 'hash', asked: { facts: 2, wordings: 1 }, relations } };
    const neurons = [{ layer: 0, neuron: 1, most: [], least: [], mean: 0 }];
    const firings = { about, value: { prompts: 1, neurons } };
    const storage: Storage = {
      getItem: (key) => (key === RESULTS_KEY ? serializeResults({ ...state, elsewhere, firings }) : null),
      setItem: () => {},
    };
    const work = restoreWork(storage);
    expect(work.firings).toEqual(firings);
    expect(work).not.toHaveProperty('elsewhere');
  });

  it('is written a little after a change, and not at all without one', () => {
    vi.useFakeTimers();
    const storage = memory();
    const store = createKeptStore(storage);
    store.getState().select(3);
    vi.runAllTimers();
    expect(storage.text).toBeNull();
    store.getState().setPrompt('One [MASK].');
    vi.runAllTimers();
    expect(JSON.parse(storage.text ?? '{}')).toMatchObject({ version: 1, prompt: 'One [MASK].' });
    expect(STORAGE_KEY).toBe('engram');
    vi.useRealTimers();
  });
});
