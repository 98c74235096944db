/** A card that answers a click further down: it comes into sight, and the keyboard goes on from there. */
import { useEffect, useRef } from 'react';

/** @param about what the card is about; a new one brings it into sight anew. */
export function useShown(about: object | null) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    card.current?.scrollIntoView({ block: 'nearest' });
    card.current?.focus({ preventScroll: true });
  }, [about]);
  return card;
}
