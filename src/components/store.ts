/** The page's one store. */
import { useStore } from 'zustand';
import { browserStorage, createKeptStore } from '../keeping/kept-store';
import type { State } from '../state/store';

export const store = createKeptStore(browserStorage());

export function useApp<T>(select: (state: State) => T): T {
  return useStore(store, select);
}
