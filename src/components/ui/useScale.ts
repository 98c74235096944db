/** By how much the text is larger than usual, for pictures that place it by pixels: on a projector, or by the reader's choice. */
import { useSyncExternalStore } from 'react';

/** Root text size, in CSS pixels, where nobody has changed it. */
const USUAL = 16;

const scaleNow = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL;

function onResize(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}

export function useScale(): number {
  return useSyncExternalStore(onResize, scaleNow, () => 1);
}
