/**
 * One tab stop for a whole list: Tab comes to the item that had the focus last, arrows walk from there, Home and End go
 * to the ends. Items are the elements with `data-item`, in the order in which they stand.
 */
import { useState, type FocusEvent, type KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The item that Tab comes to: the last one that had the focus, or the first where that is gone. */
export function tabStopOf(keys: readonly string[], last: string | null): string | null {
  return last !== null && keys.includes(last) ? last : (keys[0] ?? null);
}

/** The item after a key; null where the key is not for the list, or there is none in that direction. */
export function stepIn(key: string, at: number, count: number): number | null {
  const next = STEPS[key]?.(at, count);
  return next === undefined || next < 0 || next >= count ? null : next;
}

/** @param keys of the items, as they stand in `data-item`. */
export function useRoving(keys: readonly string[]) {
  const [last, setLast] = useState<string | null>(null);
  return {
    /** Of the item that Tab comes to. */
    tabStop: tabStopOf(keys, last),
    /** For the element around the items. */
    listProps: {
      onFocus: (event: FocusEvent) => {
        const key = event.target instanceof HTMLElement ? event.target.dataset.item : undefined;
        if (key !== undefined) setLast(key);
      },
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')];
        const at = items.findIndex((item) => item === event.target);
        const next = at < 0 ? null : stepIn(event.key, at, items.length);
        if (next === null) return;
        event.preventDefault();
        items[next]?.focus();
      },
    },
  };
}
