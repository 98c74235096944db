/**
 * The store that the components around here share, given to them by the page or by a test. What a component shows it
 * selects with `useApp`; what it does, it does to the store itself, whose state it reads when the event comes.
 */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { AppStore, State } from '../state/store';

export const StoreContext = createContext<AppStore | null>(null);

export function useAppStore(): AppStore {
  const store = use(StoreContext);
  if (!store) throw new Error('This component needs a StoreContext around it.');
  return store;
}

export function useApp<T>(select: (state: State) => T): T {
  return useStore(useAppStore(), select);
}
