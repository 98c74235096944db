/** What the screen and the hand are like, followed: where a layout or a sentence depends on it beyond what CSS can say. */
import { createContext, use, useCallback, useSyncExternalStore } from 'react';

/** One place at a time, as the stylesheet has it; an embed, which is but one, has a bound of its own. */
export const NarrowContext = createContext('(max-width: 899px)');
/** A finger, which has no Shift key and cannot hover. */
const COARSE = '(pointer: coarse)';

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

export const useNarrow = (): boolean => useMedia(use(NarrowContext));
export const useCoarse = (): boolean => useMedia(COARSE);
