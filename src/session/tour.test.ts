import { expect, it } from 'vitest';
import { followTour } from './tour';
import { NO_EDITS } from '../knowledge/edits/edits';
import { withGain } from '../state/changes';
import { createAppStore } from '../state/store';

const REF = { layer: 0, neuron: 1 };
const touring = () => {
  const store = createAppStore();
  followTour(store);
  return store;
};
type Touring = ReturnType<typeof touring>;
const scale = (store: Touring, gain: number) =>
  store.getState().changeEdits(withGain(store.getState().edits, [REF], 'mask', gain));
const done = (store: Touring) => store.getState().tourDone;

it('ticks off silencing, seeing chance and undoing as they are done on the page', () => {
  const store = touring();
  scale(store, 2);
  expect(done(store)).toEqual([]);
  scale(store, 0);
  expect(done(store)).toEqual(['silence']);
  store.getState().setChanceOpen(true);
  expect(done(store)).toEqual(['silence', 'chance']);
  store.getState().undo();
  expect(done(store)).toEqual(['silence', 'chance']);
  store.getState().undo();
  expect(done(store)).toEqual(['silence', 'chance', 'undo']);
});

it('takes nothing for done that was not: chance without an edit, an empty model before silencing', () => {
  const store = touring();
  store.getState().setChanceOpen(true);
  store.getState().changeEdits({ ...NO_EDITS });
  expect(done(store)).toEqual([]);
});

it('goes by itself once the visitor edits again after all of it', () => {
  const store = touring();
  scale(store, 0);
  store.getState().setChanceOpen(true);
  store.getState().undo();
  expect(done(store)).toHaveLength(3);
  expect(store.getState().hintsSeen).toEqual([]);
  scale(store, 2);
  expect(store.getState().hintsSeen).toEqual(['explore']);
});

it('is put away by room, and can be taken again from the beginning', () => {
  const store = touring();
  store.getState().setRoom('fact');
  store.getState().putHintAway('fact');
  expect(store.getState().hintsSeen).toEqual(['fact']);
  store.getState().setRoom('explore');
  store.getState().putHintAway('explore');
  scale(store, 0);
  expect(done(store)).toEqual([]);
  store.getState().undo();
  store.getState().setRoom('layers');
  store.getState().takeTour();
  expect(store.getState()).toMatchObject({ room: 'explore', hintsSeen: ['fact'], tourDone: [] });
  scale(store, 0);
  expect(done(store)).toEqual(['silence']);
});
