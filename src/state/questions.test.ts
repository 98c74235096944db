import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryEdits } from '../fixtures/arbitrary-edits';
import { modelInfo } from '../fixtures/model-info';
import { NO_EDITS } from '../knowledge/edits/edits';
import { isAbout, ofModel, sameQuestion, type AnswerName } from './answers';
import { withGain } from './changes';
import { freshOf, QUESTIONS } from './questions';
import { createAppStore } from './store';
import { ATTRIBUTED } from './view';

const NAMES = Object.keys(QUESTIONS) as readonly AnswerName[];
const SRC = join(import.meta.dirname, '..');
const [A, B] = [modelInfo({ hash: 'a', name: 'A' }), modelInfo({ hash: 'b', name: 'B' })];

/** A store with a model, and an answer of it under every name. */
function answered() {
  const store = createAppStore();
  store.getState().setInfo(A);
  for (const name of NAMES) store.setState({ [name]: { about: { model: 'a' }, value: [] } });
  return store;
}

it.each(NAMES)('%s is asked by the module that its row names', (name) => {
  const path = join(SRC, `${QUESTIONS[name].by}.ts`);
  expect(existsSync(path), path).toBe(true);
  expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`\\b${name}\\b`));
});

it('forgets with its model what the table says, and nothing else', () => {
  const store = answered();
  store.getState().setInfo(B);
  const left = NAMES.filter((name) => store.getState()[name] !== null);
  expect(left).toEqual(NAMES.filter((name) => QUESTIONS[name].withModel === 'stay'));
  for (const name of left) expect(ofModel<unknown>(store.getState()[name], store.getState().info), name).toBeNull();
  store.getState().setInfo(A);
  for (const name of left) expect(ofModel<unknown>(store.getState()[name], store.getState().info), name).toEqual([]);
});

it('keeps over a reload only what the table says', async () => {
  const { PROMPT_PIECES } = await import('../keeping/prompts/prompts-kept');
  const { RESULT_PIECES } = await import('../keeping/kept');
  const kept = [...Object.keys(RESULT_PIECES), ...Object.keys(PROMPT_PIECES)].filter((name) => name in QUESTIONS);
  expect(kept.sort()).toEqual(NAMES.filter((name) => QUESTIONS[name].isKept).sort());
});

it('asks for the attribution of the edited model only where an edit is on', () => {
  const token = { id: 1, token: 'paris' };
  const said = { top: [], target: null, watched: [] };
  const value = { tokens: [], maskIndex: 0, target: token, before: said, after: said, milliseconds: 1 };
  const sizes = { layers: 2, neurons: 8, tokens: 20 };
  fc.assert(
    fc.property(arbitraryEdits(sizes), fc.constantFrom(...ATTRIBUTED), (edits, attributionOf) => {
      const store = createAppStore();
      store.setState({ reading: { about: { model: 'a', prompt: 'A [MASK].', chosen: null, edits }, value } });
      store.getState().setAttributionOf(attributionOf);
      const about = QUESTIONS.attribution.about(store.getState());
      const isEdited =
        attributionOf === 'edited' && [...edits.neurons, ...edits.values].some(({ off }) => off !== true);
      expect(about?.edits).toBe(isEdited ? edits : NO_EDITS);
    }),
  );
});

it('takes an answer for fresh only while it is about the question as it is now', () => {
  const store = createAppStore();
  store.getState().setInfo(A);
  store.getState().setPrompt('One [MASK].');
  const token = { id: 1, token: 'paris', probability: 0.5 };
  const said = { top: [token], target: { ...token, logProbability: Math.log(0.5), rank: 1 }, watched: [] };
  const value = { tokens: [], maskIndex: 0, target: token, before: said, after: said, milliseconds: 1 };
  const about = QUESTIONS.reading.about(store.getState())!;
  store.setState({ reading: { about, value } });
  expect(freshOf(store.getState(), 'reading')).toBe(value);

  store.getState().changeEdits(withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 0));
  expect(freshOf(store.getState(), 'reading')).toBeNull();
  store.getState().undo();
  expect(freshOf(store.getState(), 'reading')).toBe(value);
  store.getState().setPrompt('Two [MASK].');
  expect(freshOf(store.getState(), 'reading')).toBeNull();
});

it('asks nothing about edits that are not there, or a neuron that is not selected', () => {
  const store = createAppStore();
  store.getState().setInfo(A);
  const state = store.getState();
  for (const name of ['effect', 'erasure', 'control', 'says', 'hears', 'dose', 'lens', 'factReadings'] as const)
    expect(QUESTIONS[name].about(state), name).toBeNull();
});

it('compares questions by what is in them, whoever made them', () => {
  const edits = withGain(NO_EDITS, [{ layer: 0, neuron: 1 }], 'mask', 0);
  const copy = structuredClone(edits);
  expect(sameQuestion({ model: 'a', edits }, { model: 'a', edits: copy })).toBe(true);
  expect(sameQuestion({ model: 'a', edits }, { model: 'a', edits: NO_EDITS })).toBe(false);
  expect(sameQuestion(null, null)).toBe(true);
  expect(sameQuestion({ model: 'a' }, null)).toBe(false);
});

it('takes an answer of some model for this one’s only until it is known which model is there', () => {
  expect(isAbout({ model: 'a' }, { model: null })).toBe(true);
  expect(isAbout({ model: 'a' }, { model: 'a' })).toBe(true);
  expect(isAbout({ model: 'a' }, { model: 'b' })).toBe(false);
  expect(isAbout({ model: 'a' }, null)).toBe(false);
});
