/** Rows that change places glide there, so that the eye can follow them. */
import { useLayoutEffect, useRef } from 'react';

export function useGlide(order: readonly (string | number)[]) {
  const list = useRef<HTMLOListElement>(null);
  const places = useRef(new Map<string, number>());
  const key = order.join(' ');

  useLayoutEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const next = new Map<string, number>();
    for (const row of list.current?.children ?? []) {
      if (!(row instanceof HTMLElement)) continue;
      const id = row.dataset.key ?? '';
      next.set(id, row.offsetTop);
      const from = places.current.get(id);
      if (still || from === undefined || from === row.offsetTop) continue;
      row.animate([{ transform: `translateY(${from - row.offsetTop}px)` }, { transform: 'none' }], {
        duration: 180,
        easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)',
      });
    }
    places.current = next;
  }, [key]);

  return list;
}
