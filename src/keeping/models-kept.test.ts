import { createKeptStore } from './kept-store';
import { describe, expect, it } from 'vitest';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { ShelvedWork } from '../state/models';
import { MODELS_KEY, serializeModels } from './persistence';
import { createAppStore } from '../state/store';

const edits = (count: number): EditsDocument => ({
  ...NO_EDITS,
  neurons: Array.from({ length: count }, (_, neuron) => ({ layer: 0, neuron, gain: 0, at: 'mask' as const })),
});

function shelved(name: string, steps: number): ShelvedWork {
  const past = Array.from({ length: steps }, () => ({ edits: edits(1000) }));
  return { hash: name, name, edits: edits(1000), editsOn: true, past, future: [], fact: null, teachTo: null };
}

const back = (text: string) =>
  createKeptStore({ getItem: (key) => (key === MODELS_KEY ? text : null), setItem: () => {} }).getState();

describe('work of other models', () => {
  it('comes back as it was, and files of one’s own are not looked for again', () => {
    const shelf = [shelved('a', 2), shelved('b', 0)];
    const store = createAppStore();
    store.setState({ shelf, modelSource: { kind: 'files', name: 'mine', files: [] } });
    const state = back(serializeModels(store.getState()));
    expect([state.shelf, state.modelSource]).toEqual([shelf, { kind: 'builtin' }]);
  });

  it('gives up history before edits where the storage is small', () => {
    const store = createAppStore();
    store.setState({ shelf: ['a', 'b', 'c'].map((name) => shelved(name, 150)) });
    const text = serializeModels(store.getState());
    expect(text.length).toBeLessThan(1_500_000);
    const { shelf } = back(text);
    expect(shelf.map((work) => work.edits)).toEqual(store.getState().shelf.map((work) => work.edits));
    expect(shelf.map(({ past }) => past.length)).not.toContain(150);
    expect(shelf[0]?.past.length).toBeGreaterThan(0);
  });
});
