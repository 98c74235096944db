/**
 * A place of the page fills the window (the stylesheet sees to that); everything beside it rests meanwhile, so that neither
 * keys nor a screen reader get lost behind it. Escape gives the rest back. What reports or asks lies above all and stays.
 */
import { useEffect, useState, type RefObject } from 'react';

/** @param inside an element of the place. */
export function useFillWindow(inside: RefObject<HTMLElement | null>): readonly [boolean, (fills: boolean) => void] {
  const [fills, setFills] = useState(false);
  useEffect(() => {
    if (!fills) return;
    const rest = besides(inside.current?.closest('.place') ?? null);
    for (const element of rest) element.inert = true;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) setFills(false);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      for (const element of rest) element.inert = false;
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [fills, inside]);
  return [fills, setFills];
}

/** What lies beside the way from the page down to an element. */
function besides(element: Element | null): readonly HTMLElement[] {
  if (!element?.parentElement || element.matches('.app')) return [];
  const siblings = [...element.parentElement.children].filter(
    (sibling): sibling is HTMLElement =>
      sibling instanceof HTMLElement && sibling !== element && !sibling.inert && !sibling.matches('.notices'),
  );
  return [...siblings, ...besides(element.parentElement)];
}
