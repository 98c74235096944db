/** Rooms keep their own question and selection: going elsewhere and back changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SMALL_MODEL } from '../fixtures/alone';
import { FRANCE, FRANCE_EVIDENCE } from '../fixtures/fact';
import { createKeptStore } from '../keeping/kept-store';
import { serializeWork, STORAGE_KEY } from '../keeping/persistence';
import { NO_EDITS } from '../knowledge/edits/edits';
import { createAppStore, type AppStore, type State } from './store';
import { ROOMS } from './view';

const INDEX = SMALL_MODEL.config.intermediateSize + 3;

const subject = ({ prompt, target, selected }: State) => ({ prompt, target, selected });

function explored(): AppStore {
  const store = createAppStore();
  store.getState().setInfo(SMALL_MODEL);
  store.getState().ask('I drink a cup of [MASK].');
  store.getState().selectMany([2, 5], false);
  return store;
}

describe('a room', () => {
  it('leaves the question and the selection of Explore as they were', () => {
    const store = explored();
    const before = subject(store.getState());
    store.getState().setRoom('fact');
    store.getState().openFact(FRANCE);
    store.setState({ evidence: { about: { model: SMALL_MODEL.hash }, value: FRANCE_EVIDENCE } });
    store.getState().selectSet();
    const fact = { prompt: FRANCE.paraphrases[0], target: FRANCE.target, selected: [INDEX] };
    expect(subject(store.getState())).toEqual(fact);
    store.getState().setRoom('explore');
    expect(subject(store.getState())).toEqual(before);
    store.getState().setPrompt('Other [MASK].');
    store.getState().setRoom('fact');
    expect(subject(store.getState())).toEqual(fact);
    store.getState().askParaphrase(1);
    store.getState().openInExplore();
    expect(subject(store.getState())).toEqual({ ...fact, prompt: FRANCE.paraphrases[1] });
  });

  it('of the layers shares the question of Explore', () => {
    const store = explored();
    const before = subject(store.getState());
    store.getState().setRoom('layers');
    expect(subject(store.getState())).toEqual(before);
    store.getState().setPrompt('Other [MASK].');
    store.getState().setRoom('prompts');
    store.getState().setRoom('explore');
    expect(store.getState().prompt).toBe('Other [MASK].');
  });

  it('opens on a fact that is there with its first wording and its neurons', () => {
    const store = explored();
    store.setState({ fact: FRANCE, evidence: { about: { model: SMALL_MODEL.hash }, value: FRANCE_EVIDENCE } });
    store.getState().setRoom('fact');
    expect(subject(store.getState())).toEqual({
      prompt: FRANCE.paraphrases[0],
      target: FRANCE.target,
      selected: [INDEX],
    });
  });

  it('is given what is found for it while another one is open', () => {
    const store = explored();
    store.getState().setRoom('fact');
    store.getState().openFact(FRANCE);
    store.getState().setRoom('explore');
    store.setState({ evidence: { about: { model: SMALL_MODEL.hash }, value: FRANCE_EVIDENCE } });
    store.getState().selectSet();
    expect(store.getState().selected).toEqual([2, 5]);
    store.getState().setRoom('fact');
    expect(store.getState().selected).toEqual([INDEX]);
  });

  it('keeps its question while a link is opened and undone', () => {
    const store = explored();
    store.getState().setRoom('fact');
    store.getState().openFact(FRANCE);
    store.getState().openWork({ prompt: 'Theirs [MASK].', target: null }, NO_EDITS);
    expect(store.getState()).toMatchObject({ room: 'explore', prompt: 'Theirs [MASK].' });
    store.getState().setRoom('fact');
    store.getState().undo();
    expect(store.getState().prompt).toBe(FRANCE.paraphrases[0]);
    store.getState().setRoom('explore');
    expect(store.getState().prompt).toBe('I drink a cup of [MASK].');
  });

  it('gets a prompt of the list in Explore alone', () => {
    const store = explored();
    store.getState().setRoom('prompts');
    const prompts = [{ prompt: 'Listed [MASK].', target: null }];
    store.getState().openPrompts({ name: 'A list', prompts, wrong: [], wrongCount: 0, left: 0 });
    store.getState().walkTo(0);
    expect(store.getState().prompt).toBe('I drink a cup of [MASK].');
    store.getState().setRoom('explore');
    expect(store.getState().prompt).toBe('Listed [MASK].');
  });

  it('begins with Ask where there is nothing to see yet', () => {
    const store = explored();
    store.getState().setPlace('see');
    store.getState().setRoom('layers');
    expect(store.getState().place).toBe('see');
    store.getState().setRoom('fact');
    expect(store.getState().place).toBe('ask');
    store.getState().openFact(FRANCE);
    store.getState().setPlace('see');
    store.getState().setRoom('explore');
    store.getState().setRoom('fact');
    expect(store.getState().place).toBe('see');
  });

  it('has no selection left with another model', () => {
    const store = explored();
    store.getState().setRoom('fact');
    store.getState().setInfo({ ...SMALL_MODEL, hash: 'another' });
    store.getState().setRoom('explore');
    expect(subject(store.getState())).toEqual({ prompt: 'I drink a cup of [MASK].', target: null, selected: [] });
  });
});

it('questions come back after a reload, whatever rooms they were asked in', () => {
  const visit = fc.tuple(fc.constantFrom(...ROOMS), fc.constantFrom('One [MASK].', 'Two [MASK].', 'Three [MASK].'));
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 8 }), (visits) => {
      const store = createAppStore();
      for (const [room, prompt] of visits) {
        store.getState().setRoom(room);
        store.getState().setPrompt(prompt);
      }
      const text = serializeWork(store.getState());
      const back = createKeptStore({ getItem: (key) => (key === STORAGE_KEY ? text : null), setItem: () => {} });
      for (const room of ROOMS) {
        for (const page of [store, back]) page.getState().setRoom(room);
        expect([back.getState().prompt, back.getState().target]).toEqual([
          store.getState().prompt,
          store.getState().target,
        ]);
      }
    }),
  );
});
