/** Device pixels in a CSS pixel, followed: it changes with the browser's zoom, and when the window moves to another screen. */
import { useSyncExternalStore } from 'react';

/** Calls back at each change until it is told to stop. */
export function followDensity(changed: () => void): () => void {
  let list: MediaQueryList;
  // The query names the density that it had, so each change needs another.
  const watch = () => {
    list = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    list.addEventListener('change', onChange, { once: true });
  };
  const onChange = () => {
    changed();
    watch();
  };
  watch();
  return () => list.removeEventListener('change', onChange);
}

export function useDensity(): number {
  return useSyncExternalStore(
    followDensity,
    () => devicePixelRatio || 1,
    () => 1,
  );
}
