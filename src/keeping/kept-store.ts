/** A store whose work comes back after a reload. */
import { createAppStore, type AppStore } from '../state/store';
import { keepWork, restoreWork, type Storage } from './persistence';

/** @param storage null: nothing is kept. */
export function createKeptStore(storage: Storage | null): AppStore {
  const store = createAppStore();
  if (storage) {
    store.setState(restoreWork(storage));
    keepWork(store, storage);
  }
  return store;
}

/** Null where the browser forbids storage; the page then works without memory. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
