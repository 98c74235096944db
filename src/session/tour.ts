/** Ticks the steps of the tour off as they are done, for as long as it is shown. */
import type { AppStore } from '../state/store';
import { isTourOver, tourAfter } from '../state/tour';

/** @returns ends it. */
export function followTour(store: AppStore): () => void {
  return store.subscribe((state) => {
    if (state.hintsSeen.includes('explore')) return;
    const tourDone = tourAfter(state);
    if (tourDone !== state.tourDone) store.setState({ tourDone });
    // What it ends with is said until the visitor goes on by themselves.
    else if (isTourOver(state)) store.getState().putHintAway('explore');
  });
}
