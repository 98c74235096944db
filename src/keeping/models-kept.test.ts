import { createKeptStore } from './kept-store';
import { describe, expect, it } from 'vitest';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { WorkAside } from '../state/models';
import { MODELS_KEY, serializeModels } from './persistence';
import { createAppStore } from '../state/store';

const edits = (count: number): EditsDocument => ({
  ...NO_EDITS,
  neurons: Array.from({ length: count }, (_, neuron) => ({ layer: 0, neuron, gain: 0, at: 'mask' as const })),
});

function workAside(name: string, steps: number): WorkAside {
  const past = Array.from({ length: steps }, () => ({ edits: edits(1000) }));
  return { hash: name, name, edits: edits(1000), editsOn: true, past, future: [], fact: null, teachTo: null };
}

const back = (text: string) =>
  createKeptStore({ getItem: (key) => (key === MODELS_KEY ? text : null), setItem: () => {} }).getState();

describe('work of other models', () => {
  it('comes back as it was, and files of one’s own are not looked for again', () => {
    const aside = [workAside('a', 2), workAside('b', 0)];
    const store = createAppStore();
    store.setState({ aside, modelSource: { kind: 'files', name: 'mine', files: [] } });
    const state = back(serializeModels(store.getState()));
    expect([state.aside, state.modelSource]).toEqual([aside, { kind: 'builtin' }]);
  });

  it('gives up history before edits where the storage is small', () => {
    const store = createAppStore();
    store.setState({ aside: ['a', 'b', 'c'].map((name) => workAside(name, 150)) });
    const text = serializeModels(store.getState());
    expect(text.length).toBeLessThan(1_500_000);
    const { aside } = back(text);
    expect(aside.map((work) => work.edits)).toEqual(store.getState().aside.map((work) => work.edits));
    expect(aside.map(({ past }) => past.length)).not.toContain(150);
    expect(aside[0]?.past.length).toBeGreaterThan(0);
  });
});
