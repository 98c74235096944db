/** A store whose work comes back after a reload. */
import { createAppStore, type AppStore } from '../state/store';
import { askAboutTabs, shareStorage } from './other-tab';
import { keepWork, restoreWork, STORAGE_KEY, type Storage } from './persistence';

/**
 * @param storage null: nothing is kept.
 * @param reload loads the page anew, with what is kept then.
 */
export function createKeptStore(storage: Storage | null, reload = () => globalThis.location.reload()): AppStore {
  const store = createAppStore();
  if (storage) {
    const ask = askAboutTabs(store, () => shared, reload);
    const shared = shareStorage(storage, ask.whichOfTwo);
    store.setState(restoreWork(shared));
    keepWork(store, shared);
    if (shared.hasBeside()) ask.offerBeside();
  }
  return store;
}

/** Whether nothing was ever kept here. */
export function isFirstVisit(storage: Storage | null): boolean {
  return (storage?.getItem(STORAGE_KEY) ?? null) === null;
}

/** Null where the browser forbids storage; the page then works without memory. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
