import { expect, it } from 'vitest';
import { NO_EDITS } from '../knowledge/edits/edits';
import { createKeptStore } from './kept-store';
import { MODELS_KEY, PROMPTS_KEY, RESULTS_KEY, STORAGE_KEY } from './persistence';

const edits = { ...NO_EDITS, neurons: [{ layer: 0, neuron: 1, at: 'mask' as const, gain: 0 }] };
const ranking = { neurons: [{ layer: 0, neuron: 1, score: 0.5 }], largest: 0.5, completeFrom: 0.05 };
const target = { id: 7, token: 'paris', probability: 0.5 };
const evidence = [
  { prompt: 'A [MASK].', target, attribution: ranking, activation: ranking, residual: 0, converged: true },
];
const attention = { tokens: [{ id: 1, token: 'a' }], layers: 1, heads: 1, scores: [0.1], residual: 0.01 };
const measured = { neurons: 1, draws: 2, groups: [] };

/** What the first version of the page left in the storage. */
const OLD: Readonly<Record<string, object>> = {
  [RESULTS_KEY]: {
    version: 1,
    evidence,
    evidenceHash: 'a',
    otherEvidence: [],
    otherHash: null,
    relationEvidence: { hash: 'a', relation: 'P36', facts: [{ subject: 'France', rankings: [ranking] }] },
    elsewhere: { hash: 'a', relations: [{ relation: 'P19', rankings: [ranking] }] },
    firings: { hash: 'a', prompts: 3, neurons: [{ layer: 0, neuron: 1, most: [], least: [], mean: 0.1 }] },
    attention: { key: JSON.stringify(['a', 'A [MASK].', 7, edits]), value: attention },
    effect: { hash: 'a', edits, ...measured },
    erasure: null,
  },
  [PROMPTS_KEY]: {
    version: 1,
    promptList: null,
    promptAt: null,
    promptResults: { hash: 'a', edits, found: [{ problem: 'No [MASK].' }, null] },
  },
  [MODELS_KEY]: {
    version: 1,
    modelSource: { kind: 'builtin' },
    shelf: [{ hash: 'b', name: 'B', edits, editsOn: true, past: [], future: [], fact: null, teachTo: null }],
  },
};

const open = (kept: Readonly<Record<string, object>>) =>
  createKeptStore({
    getItem: (key) => (kept[key] ? JSON.stringify(kept[key]) : null),
    setItem: () => {},
  }).getState();

it('finds everything that an earlier version of the page kept', () => {
  const state = open(OLD);
  expect(state.firings).toEqual({
    about: { model: 'a' },
    value: { prompts: 3, neurons: [{ layer: 0, neuron: 1, most: [], least: [], mean: 0.1 }] },
  });
  expect(state.attention).toEqual({ about: { model: 'a', prompt: 'A [MASK].', target: 7, edits }, value: attention });
  // Evidence and measurements held less than they do now; they are made again.
  expect([state.evidence, state.otherEvidence]).toEqual([null, null]);
  expect([state.relationEvidence, state.elsewhere]).toEqual([null, null]);
  expect(state.effect).toBeNull();
  expect(state.erasure).toBeNull();
  expect(state.promptResults).toEqual({ about: { model: 'a', edits }, value: [{ problem: 'No [MASK].' }, null] });
  expect(state.aside.map(({ name }) => name)).toEqual(['B']);
});

it('leaves first steps away that an earlier version of the page was told to leave away', () => {
  const seenAfter = (work: object) => {
    const getItem = (key: string) => (key === STORAGE_KEY ? JSON.stringify({ version: 1, ...work }) : null);
    return createKeptStore({ getItem, setItem: () => {} }).getState().hintsSeen;
  };
  expect(seenAfter({ hintSeen: true })).toEqual(['explore']);
  expect(seenAfter({ hintSeen: false })).toEqual([]);
  expect(seenAfter({ hintsSeen: ['fact'] })).toEqual(['fact']);
});

it('leaves out what does not fit, and what a later version kept', () => {
  const broken = { ...OLD[RESULTS_KEY], attention: { key: 'no JSON', value: attention }, effect: 3 };
  const state = open({ ...OLD, [RESULTS_KEY]: broken });
  expect([state.attention, state.effect]).toEqual([null, null]);
  expect(state.firings).not.toBeNull();
  expect(open({ [RESULTS_KEY]: { ...OLD[RESULTS_KEY], version: 3 } }).firings).toBeNull();
});

it('leaves out evidence from before it had the direct push, or was found on the facts that are measured, and nothing else', () => {
  const answer = (value: unknown) => ({ about: { model: 'a' }, value });
  const relations = [{ relation: 'P19', rankings: [ranking] }];
  const elsewhere = answer({ hash: 'a', asked: { facts: 2, wordings: 1 }, relations });
  const facts = [{ subject: 'France', rankings: [ranking] }];
  const relationEvidence = { about: { model: 'a', relation: 'P36' }, value: { hash: 'a', relation: 'P36', facts } };
  const now = evidence.map((found) => ({ ...found, push: ranking }));
  const kept = { version: 2, evidence: answer(evidence), otherEvidence: answer(now), relationEvidence, elsewhere };
  const state = open({ [RESULTS_KEY]: kept });
  expect([state.evidence, state.relationEvidence]).toEqual([null, null]);
  expect(state.otherEvidence).toEqual(kept.otherEvidence);
  expect(state.elsewhere).toEqual(elsewhere);
});
