/** Leads the eye and the keyboard to a control: brings it into sight, puts the focus on it, and rings it for a moment. */
import type { AppStore } from '../../state/store';
import type { Place } from '../../state/view';

/** What the tour points at, by the element's id. */
export const TOUR_TARGETS = { silence: 'tour-silence', undo: 'tour-undo' } as const;

export function showControl(store: AppStore, place: Place, id: string): void {
  store.getState().setPlace(place);
  // On a narrow screen the place comes into being with the next render.
  requestAnimationFrame(() => requestAnimationFrame(() => ring(document.getElementById(id))));
}

function ring(control: HTMLElement | null): void {
  if (!control) return;
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  control.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  control.focus({ preventScroll: true });
  control.dataset.shown = '';
  setTimeout(() => delete control.dataset.shown, 2400);
}
