import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { arbitraryEdits } from '../fixtures/arbitrary-edits';
import { editsSchema, NO_EDITS, type EditsDocument } from '../knowledge/edits';
import { withGain } from './changes';
import { LONGEST_HISTORY } from './edits';
import { restoreWork, serializeWork, STORAGE_KEY, type Storage } from './persistence';
import { createAppStore, type AppStore, type State } from './store';

const MODEL = { layers: 6, neurons: 64, tokens: 100 };
const token = fc.record({ id: fc.nat(99), token: fc.constantFrom('paris', 'baku', '##ing') });
const question = fc.record({ prompt: fc.string({ maxLength: 20 }), target: fc.option(token) });
const edits = arbitraryEdits(MODEL);
const neuron = fc.nat(MODEL.layers * MODEL.neurons - 1);

type Action = (state: State) => void;

/** What a visitor does: asking, editing, selecting. */
const doing: fc.Arbitrary<Action> = fc.oneof(
  question.map(({ prompt }) => (state: State) => state.setPrompt(prompt)),
  question.map(({ prompt }) => (state: State) => state.ask(prompt)),
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
  fc.tuple(fc.array(neuron), fc.boolean()).map(([many, add]) => (state: State) => state.selectMany(many, add)),
  fc.constant((state: State) => state.clearSelection()),
);

/** Walking through the history, and opening links. */
const walking: fc.Arbitrary<Action> = fc.oneof(
  fc.constant((state: State) => state.undo()),
  fc.constant((state: State) => state.redo()),
  fc.tuple(question, edits).map(([theirs, document]) => (state: State) => state.openWork(theirs, document)),
  fc.constant((state: State) => state.backToMine()),
);
const actions = fc.array(fc.oneof(doing, walking), { maxLength: 40 });

function run(list: readonly Action[]): AppStore {
  const store = createAppStore(null);
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
    const store = createAppStore(null);
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

describe('kept work', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const state = run(list).getState();
        const back = createAppStore(memory(serializeWork(state))).getState();
        expect(workOf(back)).toEqual(workOf(state));
        expect([back.past, back.future, back.colour, back.editsOn]).toEqual([state.past, state.future, state.colour, state.editsOn]);
      }),
    );
  });

  it('never breaks the page, whatever is in the storage', () => {
    const broken = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ version: fc.constantFrom(1, 2, '1'), prompt: fc.anything(), edits: fc.anything(), past: fc.anything() }).map((it) => JSON.stringify(it)),
    );
    fc.assert(
      fc.property(broken, (text) => {
        const state = createAppStore(memory(text)).getState();
        expect(typeof state.prompt).toBe('string');
        expect(editsSchema.safeParse(state.edits).success).toBe(true);
      }),
    );
  });

  it('keeps the pieces that fit when one does not', () => {
    const state = createAppStore(null).getState();
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
    const store = createAppStore(null);
    for (let step = 0; step < 60; step++) store.getState().changeEdits({ ...many });
    const text = serializeWork(store.getState());
    expect(text.length).toBeLessThan(2_500_000);
    expect(restoreWork(memory(text)).edits).toEqual(many);
  });

  it('is written a little after a change, and not at all without one', () => {
    vi.useFakeTimers();
    const storage = memory();
    const store = createAppStore(storage);
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
