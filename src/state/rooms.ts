/**
 * Every room keeps a question and a selection of its own. The page always asks `prompt` and `target` and works on
 * `selected`, which are those of the room that is open; those of the others wait until their room is opened again. Layers
 * looks at the question of Explore from another side, and Compare sets another beside it, so these three share theirs.
 */
import type { AskSlice, Question } from './ask';
import type { SelectionSlice } from './selection';
import { setAsSelection, type FactSets } from './sets';
import type { Slice } from './slice';
import type { Room, ViewSlice } from './view';
import { usableParaphrases } from './wordings';

/** What a room is about. */
export interface Subject extends Question {
  readonly selected: readonly number[];
}

export type WaitingSubjects = Readonly<Partial<Record<Room, Subject>>>;

export interface RoomsSlice {
  readonly room: Room;
  /** Of rooms that have been open and are not now. */
  readonly waiting: WaitingSubjects;
  setRoom(room: Room): void;
  /** Takes the question and the selection of the open room along to Explore. */
  openInExplore(): void;
}

export type InRooms = AskSlice & FactSets & RoomsSlice & SelectionSlice;

/** What some rooms have to be given before there is anything to see in them. */
type Needs = InRooms &
  Pick<ViewSlice, 'place'> & { readonly relation: string | null; readonly promptList: object | null };

export const roomsSlice: Slice<RoomsSlice, Needs> = (set, get) => ({
  room: 'explore',
  waiting: {},
  setRoom: (room) => {
    const state = get();
    const [from, to] = [keeperOf(state.room), keeperOf(room)];
    if (room !== state.room && isEmpty(state, room)) set({ place: 'ask' });
    // Its question is Explore's, so there is nothing to do before one sees.
    else if (room !== state.room && room === 'layers') set({ place: 'see' });
    if (from === to) set({ room });
    else {
      const { [to]: _, ...others } = state.waiting;
      set({ room, waiting: { ...others, [from]: subjectOf(state, from) }, ...subjectOf(state, to) });
    }
  },
  openInExplore: () => {
    const { prompt, target, selected } = get();
    get().setRoom('explore');
    set({ prompt, target, selected });
  },
});

/** Whether there is nothing to see before something is picked, so that a narrow screen had better begin with Ask. */
function isEmpty({ fact, relation, promptList }: Needs, room: Room): boolean {
  const given = room === 'fact' ? fact : room === 'relation' ? relation : room === 'prompts' ? promptList : true;
  return given === null;
}

/** The room whose question it asks. */
function keeperOf(room: Room): Room {
  return room === 'layers' || room === 'compare' ? 'explore' : room;
}

/** Whether the room asks the one prompt that is typed in Explore. */
export function asksOnePrompt({ room }: Pick<RoomsSlice, 'room'>): boolean {
  return keeperOf(room) === 'explore';
}

/** A room's question and selection, on the screen or waiting; what it would begin with where it has never been open. */
export function subjectOf(state: InRooms, room: Room): Subject {
  const keeper = keeperOf(room);
  if (keeperOf(state.room) === keeper) {
    const { prompt, target, selected } = state;
    return { prompt, target, selected };
  }
  const left = state.waiting[keeper];
  return left && !(keeper === 'fact' && state.fact === null) ? left : firstSubject(state, keeper);
}

/** A fact is there with its neurons; any other room begins with the question of Explore, and nothing selected. */
function firstSubject(state: InRooms, room: Room): Subject {
  const { fact } = state;
  const { prompt, target } = state.waiting.explore ?? state;
  const [wording] = usableParaphrases(fact);
  if (room === 'fact' && fact && wording !== undefined)
    return { prompt: wording, target: fact.target, selected: setAsSelection(state) };
  return { prompt, target, selected: [] };
}

/** The state with a part of a room's subject changed, wherever that is. */
export function withSubject(state: InRooms, room: Room, change: Partial<Subject>): Partial<Subject & RoomsSlice> {
  const keeper = keeperOf(room);
  if (keeperOf(state.room) === keeper) return change;
  return { waiting: { ...state.waiting, [keeper]: { ...subjectOf(state, keeper), ...change } } };
}

/** Neurons have other meanings in another model: the questions stay, what was selected does not. */
export function withoutSelections(waiting: WaitingSubjects): WaitingSubjects {
  return Object.fromEntries(Object.entries(waiting).map(([room, subject]) => [room, { ...subject, selected: [] }]));
}
