import { describe, expect, it } from 'vitest';
import { modelInfo } from '../fixtures/model-info';
import { NO_EDITS } from '../knowledge/edits/edits';
import { besideEdits, besideSource, differsFromBeside, isOtherModel, type BesideModel } from './beside';
import { withGain } from './changes';
import { createAppStore, type AppStore } from './store';

const PARIS = { id: 1, token: 'paris' };
const SILENCED = withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 0);
const DOUBLED = withGain(NO_EDITS, [{ layer: 0, neuron: 2 }], 'mask', 2);

function begin(): AppStore {
  const store = createAppStore();
  store.getState().setInfo(modelInfo());
  store.setState({ prompt: 'One [MASK].', target: PARIS });
  return store;
}
const asked = (store: AppStore) => {
  const { prompt, target, edits, beside } = store.getState();
  return { prompt, target, edits, beside };
};

describe('B', () => {
  it('asks what A asks until it is given something of its own', () => {
    const store = begin();
    const differs = () => differsFromBeside(store.getState());
    expect(differs()).toBe(false);
    store.getState().changeEdits(SILENCED);
    expect(differs()).toBe(true);
    store.getState().setBeside({ edits: 'same' });
    expect(differs()).toBe(false);
    store.getState().setBeside({ prompt: 'Two [MASK].' });
    expect(differs()).toBe(true);
    store.getState().setBeside({ prompt: null, target: { id: 2, token: 'lyon' } });
    expect(differs()).toBe(true);
  });

  it('follows the edits of A, has none, or keeps a copy', () => {
    const store = begin();
    store.getState().changeEdits(SILENCED);
    const edits = () => besideEdits(store.getState());
    expect(edits()).toEqual(NO_EDITS);
    store.getState().setBeside({ edits: 'same' });
    expect(edits()).toBe(SILENCED);
    store.getState().keepAsBeside();
    store.getState().changeEdits(DOUBLED);
    expect(edits()).toEqual(SILENCED);
    expect(store.getState().beside).toEqual({ prompt: 'One [MASK].', target: PARIS, edits: SILENCED, model: null });
  });

  it('changes places with A, and back; the edits in one step that can be undone', () => {
    const store = begin();
    store.getState().changeEdits(SILENCED);
    store.getState().setBeside({ prompt: 'Two [MASK].', edits: DOUBLED });
    const before = asked(store);
    store.getState().swapBeside();
    expect(asked(store)).toEqual({
      prompt: 'Two [MASK].',
      target: PARIS,
      edits: DOUBLED,
      beside: { prompt: 'One [MASK].', target: null, edits: SILENCED, model: null },
    });
    store.getState().swapBeside();
    expect(asked(store)).toEqual(before);
    store.getState().undo();
    expect(store.getState().edits).toBe(DOUBLED);
  });

  it('of another model has no edits: they name neurons by number', () => {
    const store = begin();
    store.getState().changeEdits(SILENCED);
    store.getState().setBeside({ edits: DOUBLED, model: { kind: 'hub', id: 'org/base' } });
    expect(besideEdits(store.getState())).toBe(NO_EDITS);
    // And a copy is of the model that it was made on.
    store.getState().setInfo(modelInfo({ hash: 'another', name: 'Another' }));
    expect(store.getState().beside.edits).toBe('trained');
  });
});

describe('the model of B', () => {
  const COMMIT = 'c'.repeat(40);
  const small = { kind: 'files', name: 'small', files: [] } as const;

  it.each<[BesideModel | null, boolean]>([
    [null, false],
    [{ kind: 'builtin' }, true],
    [{ kind: 'hub', id: 'org/base' }, false],
    [{ kind: 'hub', id: 'org/base', revision: COMMIT }, false],
    [{ kind: 'hub', id: 'org/base', revision: 'other' }, true],
    [{ kind: 'hub', id: 'org/other' }, true],
    [{ kind: 'files', name: 'small' }, true],
  ])('%j beside org/base: another one is %s', (model, isOther) => {
    const store = begin();
    store.setState({ modelSource: { kind: 'hub', id: 'org/base', revision: COMMIT } });
    store.getState().setBeside({ model });
    expect(isOtherModel(store.getState())).toBe(isOther);
  });

  it('is a folder of this visit by its name, or missing', () => {
    const store = begin();
    store.getState().setBeside({ model: { kind: 'files', name: 'small' } });
    expect(besideSource(store.getState())).toBeNull();
    store.setState({ folders: [small] });
    expect(besideSource(store.getState())).toBe(small);
    store.setState({ modelSource: small });
    expect(isOtherModel(store.getState())).toBe(false);
  });
});
