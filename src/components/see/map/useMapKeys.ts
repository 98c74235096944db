/** The map by keyboard: arrows walk, Enter selects, plus and minus zoom, zero shows all, Escape clears. */
import type { KeyboardEvent } from 'react';
import type { Move } from './walk';

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'layer-up',
  PageDown: 'layer-down',
  Home: 'first',
  End: 'last',
};

export interface MapKeys {
  move(move: Move): void;
  choose(add: boolean): void;
  zoom(factor: number): void;
  reset(): void;
  /** False where there was nothing to clear; Escape is then for whoever else wants it. */
  clear(): boolean;
}

export function onMapKey(event: KeyboardEvent, keys: MapKeys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.key];
  if (move) keys.move(move);
  else if (event.key === 'Enter' || event.key === ' ') keys.choose(event.shiftKey);
  else if (event.key === '+' || event.key === '=') keys.zoom(1.6);
  else if (event.key === '-') keys.zoom(1 / 1.6);
  else if (event.key === '0') keys.reset();
  else if (event.key !== 'Escape' || !keys.clear()) return;
  event.preventDefault();
}
