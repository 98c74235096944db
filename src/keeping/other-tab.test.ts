import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NO_EDITS } from '../knowledge/edits/edits';
import { withGain } from '../state/changes';
import type { AppStore } from '../state/store';
import { createKeptStore } from './kept-store';
import { BESIDE_KEY } from './other-tab';
import { STORAGE_KEY, type Storage } from './persistence';

const silenced = (neuron: number) => withGain(NO_EDITS, [{ layer: 0, neuron }], 'mask', 0);

function sharedByTabs(): Storage {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) };
}
const written = () => vi.advanceTimersByTime(1000);
const question = (store: AppStore) => store.getState().notices.find(({ cause }) => cause === 'tabs');
const neuronsIn = (storage: Storage, key = STORAGE_KEY) => storage.getItem(key)?.match(/"neuron\\?":\d+/g) ?? [];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The second tab edits, then the first one does. */
function twoTabs() {
  const storage = sharedByTabs();
  const reload = vi.fn();
  const [first, second] = [createKeptStore(storage, reload), createKeptStore(storage, reload)];
  second.getState().changeEdits(silenced(2));
  written();
  first.getState().changeEdits(silenced(1));
  written();
  return { storage, first, second, reload };
}

it('does not write over what another tab did, keeps its own beside, and asks', () => {
  const { storage, first, second } = twoTabs();
  expect(question(first)?.text).toContain('Another tab has changed the work');
  expect(question(second)).toBeUndefined();
  expect(neuronsIn(storage).join()).toContain('2');
  expect(neuronsIn(storage, BESIDE_KEY).join()).toContain('1');
  // Whatever comes afterwards goes beside, too.
  first.getState().changeEdits(silenced(7));
  written();
  expect(createKeptStore(storage).getState().edits).toEqual(silenced(2));
});

it('goes on with this tab’s work, and the other can still be opened after a reload', () => {
  const { storage, first, reload } = twoTabs();
  question(first)?.action?.run();
  expect(reload).not.toHaveBeenCalled();
  const again = createKeptStore(storage, reload);
  expect(again.getState().edits).toEqual(silenced(1));
  question(again)?.action?.run();
  expect(reload).toHaveBeenCalledOnce();
  const other = createKeptStore(storage, reload);
  expect(other.getState().edits).toEqual(silenced(2));
  expect(question(other)?.alternative?.label).toBe('Forget the other');
  question(other)?.alternative?.run();
  expect(question(createKeptStore(storage))).toBeUndefined();
});

it('goes on with the other’s work, and this tab’s stays beside', () => {
  const { storage, first, reload } = twoTabs();
  question(first)?.alternative?.run();
  expect(reload).toHaveBeenCalledOnce();
  // On its way out the page writes nothing any more.
  first.getState().changeEdits(silenced(9));
  written();
  const again = createKeptStore(storage, reload);
  expect(again.getState().edits).toEqual(silenced(2));
  question(again)?.action?.run();
  expect(createKeptStore(storage).getState().edits).toEqual(silenced(1));
});

it('asks nothing where the other tab only looked around', () => {
  const storage = sharedByTabs();
  const [first, second] = [createKeptStore(storage), createKeptStore(storage)];
  second.getState().setTheme('dark');
  second.getState().setRoom('layers');
  second.getState().setPrompt('Another [MASK].');
  written();
  first.getState().changeEdits(silenced(1));
  written();
  expect(question(first)).toBeUndefined();
  expect(createKeptStore(storage).getState().edits).toEqual(silenced(1));
});
