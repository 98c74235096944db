/** What comes with the page is shown where it answers what is asked, and only while its own model is on its way. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { modelInfo } from '../fixtures/model-info';
import { withGain } from '../state/changes';
import { NO_EDITS } from '../knowledge/edits/edits';
import { isBeforehand } from '../state/beforehand';
import { freshOf } from '../state/questions';
import { createAppStore, type AppStore, type State } from '../state/store';
import { showBeforehand, type FirstAnswers } from './beforehand';
import { bringRoomAnswers, unpackRoomAnswers } from './beforehand-rooms';

const kept = (name: string) => readFileSync(new URL(`../../models/beforehand/${name}`, import.meta.url), 'utf8');
const FIRST = JSON.parse(kept('first.json')) as FirstAnswers;
const ROOMS = kept('rooms.json');

function shown(state: Partial<State> = {}): AppStore {
  const store = createAppStore();
  store.setState(state);
  showBeforehand(store, FIRST);
  return store;
}

describe('the answers to the first example', () => {
  it('are fresh answers to what the page asks at first, before there is a model', () => {
    const state = shown().getState();
    expect(freshOf(state, 'reading')?.target.token).toBe('book');
    expect(freshOf(state, 'tokenized')?.tokens.map(({ token }) => token)).toContain('[MASK]');
    expect(freshOf(state, 'attribution')?.scores).toHaveLength(9216);
    expect(isBeforehand(state)).toBe(true);
  });

  it.each([
    ['another prompt', { prompt: 'The capital of France is [MASK].' }],
    ['another word', { target: { id: 5, token: 'letter' } }],
    ['an edited model', { edits: withGain(NO_EDITS, [{ layer: 1, neuron: 5 }], 'mask', 0) }],
  ])('are not shown for %s, though the shape of the map is known', (_, state) => {
    const { reading, attribution, beforehand } = shown(state).getState();
    expect([reading, attribution, beforehand?.config.layers]).toEqual([null, null, 6]);
  });

  it('are not shown where another model is on its way', () => {
    const { reading, beforehand } = shown({ modelSource: { kind: 'hub', id: 'org/name' } }).getState();
    expect([reading, beforehand]).toEqual([null, null]);
  });

  it('go where another model is wanted, but not what came since', () => {
    const store = shown();
    const { reading } = store.getState();
    const own = reading && { ...reading, about: { ...reading.about, model: 'f'.repeat(16) } };
    store.setState({ reading: own });
    store.getState().forgetBeforehand();
    const { attribution, beforehand, reading: left } = store.getState();
    expect([attribution, beforehand, left]).toEqual([null, null, own]);
  });
});

describe('the fact and the relation', () => {
  async function brought(isFirstVisit: boolean, state: Partial<State>): Promise<State> {
    const store = createAppStore();
    store.setState(state);
    const fetchText = vi.fn(async () => ROOMS);
    bringRoomAnswers(store, { isFirstVisit, fetchText });
    await new Promise((resolve) => setTimeout(resolve));
    return store.getState();
  }

  it('are there when a room is opened for the first time', async () => {
    const { fact, evidence, relation, relationEvidence, elsewhere } = await brought(true, { room: 'fact' });
    expect([fact?.subject, fact?.target.token, relation]).toEqual(['France', 'paris', 'P36']);
    expect(evidence?.value.map(({ prompt }) => prompt)).toEqual(fact?.paraphrases);
    expect([relationEvidence?.value.facts.length, elsewhere?.value.relations.length]).toEqual([12, 25]);
  });

  it('are not fetched before they are needed', async () => {
    expect((await brought(true, { room: 'explore' })).fact).toBeNull();
    const info = modelInfo();
    expect((await brought(false, { room: 'explore', info, model: { stage: 'ready' } })).fact).toBeNull();
  });

  it('replace nothing: not what a visitor has, nor that there is nothing any more', async () => {
    expect((await brought(false, { room: 'fact' })).fact).toBeNull();
    const { fact, relation, evidence, relationEvidence } = await brought(true, { room: 'relation', relation: 'P30' });
    expect([fact, relation, evidence, relationEvidence]).toEqual([null, 'P30', null, null]);
  });

  it('are found again by who asks the same', async () => {
    const { fact } = unpackRoomAnswers(ROOMS);
    const { evidence, relationEvidence } = await brought(false, { room: 'fact', fact, relation: 'P36' });
    expect([evidence?.value.length, relationEvidence?.value.facts.length]).toEqual([16, 12]);
  });
});
