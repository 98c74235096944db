/**
 * What a first visit is shown: in Explore three things to do, which tick themselves off when they are done, and in every
 * other room three lines on what is to be seen there. Put away, they stay away until they are asked for again.
 */
import { countActive } from '../knowledge/edits/edit-list';
import type { EditsSlice } from './edits';
import { activeEdits } from './edits';
import type { Slice } from './slice';
import type { RoomsSlice } from './rooms';
import type { Room } from './view';

/** In the order in which they make sense. */
export const TOUR_STEPS = ['silence', 'chance', 'undo'] as const;
export type TourStep = (typeof TOUR_STEPS)[number];

export interface TourSlice {
  /** The rooms whose first steps are put away. */
  readonly hintsSeen: readonly Room[];
  readonly tourDone: readonly TourStep[];
  /** Whether the explanation of the controls beside an effect is open. */
  readonly chanceOpen: boolean;
  /** Puts the first steps of a room away. */
  putHintAway(room: Room): void;
  setChanceOpen(open: boolean): void;
  /** From the beginning, in Explore. */
  takeTour(): void;
}

export const tourSlice: Slice<TourSlice, RoomsSlice> = (set, get) => ({
  hintsSeen: [],
  tourDone: [],
  chanceOpen: false,
  putHintAway: (room) => set(({ hintsSeen }) => ({ hintsSeen: [...new Set([...hintsSeen, room])] })),
  setChanceOpen: (chanceOpen) => set({ chanceOpen }),
  takeTour: () => {
    get().setRoom('explore');
    set(({ hintsSeen }) => ({ hintsSeen: hintsSeen.filter((room) => room !== 'explore'), tourDone: [] }));
  },
});

/** Whether all of it was done, and something is edited again. */
export function isTourOver(state: Pick<EditsSlice, 'edits' | 'editsOn'> & Pick<TourSlice, 'tourDone'>): boolean {
  return TOUR_STEPS.every((step) => state.tourDone.includes(step)) && countActive(activeEdits(state)) > 0;
}

/** The steps that are done by what the state is now; the same list where nothing came to it. */
export function tourAfter(
  state: Pick<EditsSlice, 'edits' | 'editsOn' | 'past' | 'future'> & Pick<TourSlice, 'tourDone' | 'chanceOpen'>,
): readonly TourStep[] {
  const { neurons, values } = activeEdits(state);
  const silences = neurons.some((edit) => !edit.off && edit.gain === 0);
  const done = new Set(state.tourDone);
  const isDone: Readonly<Record<TourStep, boolean>> = {
    silence: silences,
    chance: state.chanceOpen && neurons.length + values.length > 0,
    // Whatever way the edits went: Undo, "Clear all", the switch of all edits.
    undo: done.has('silence') && neurons.length + values.length === 0,
  };
  const more = TOUR_STEPS.filter((step) => isDone[step] && !done.has(step));
  return more.length === 0 ? state.tourDone : [...state.tourDone, ...more];
}
