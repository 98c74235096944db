/**
 * The edits document and its history. Every change is a whole new document; undo and redo walk a list of them, so going
 * back is exact. A slider drag is one gesture and becomes one step. Opening a link is a step too: such a step also
 * remembers the question of Explore, where links open, so that undoing it brings back the visitor's own prompt along with
 * their edits.
 */
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { Question } from './ask';
import { whereaboutsOf } from './place-names';
import { asksOnePrompt, subjectOf, withSubject, type InRooms } from './rooms';
import type { Slice } from './slice';
import type { Room } from './view';

export interface Step {
  readonly edits: EditsDocument;
  /** Only in steps that also changed the question. */
  readonly question?: Question;
}

export interface EditsSlice {
  readonly edits: EditsDocument;
  /** All edits at once, without forgetting them. */
  readonly editsOn: boolean;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** Which piece of work it is, by a number of its own: an opened link begins another, and undo leads back. */
  readonly work: number;
  /** The gesture under way: further changes with the same name do not make new steps. */
  readonly gesture: string | null;
  changeEdits(edits: EditsDocument, gesture?: string): void;
  endGesture(): void;
  undo(): void;
  redo(): void;
  setEditsOn(on: boolean): void;
  /**
   * Replaces question and edits, and where else one stands, in one step that can be undone. Without a room it shows them in
   * Explore or Layers.
   */
  openWork(question: Question, edits: EditsDocument, there?: { readonly room?: Room }): void;
  /** Undoes everything back to before the last opened link, and before those that it was opened upon. */
  backToMine(): void;
}

/** Steps kept; older ones are forgotten. */
export const LONGEST_HISTORY = 200;

export const editsSlice: Slice<EditsSlice, InRooms> = (set, get) => {
  const question = (): Question => {
    const { prompt, target } = subjectOf(get(), 'explore');
    return { prompt, target };
  };
  /** Where the visitor stood at a step that changed the question; over a reload only the question is kept. */
  const stood = new WeakMap<Question, object>();
  const asked = ({ question: back }: Step) => (back ? (stood.get(back) ?? withSubject(get(), 'explore', back)) : {});
  const stepOf = (edits: EditsDocument, changesQuestion: boolean): Step => {
    if (!changesQuestion) return { edits };
    const here = question();
    stood.set(here, whereaboutsOf(get()));
    return { edits, question: here };
  };
  const remember = (step: Step): readonly Step[] => [...get().past, step].slice(-LONGEST_HISTORY);

  return {
    edits: NO_EDITS,
    editsOn: true,
    past: [],
    future: [],
    work: 0,
    gesture: null,

    changeEdits: (edits, gesture) => {
      const state = get();
      if (edits === state.edits) return;
      const continues = gesture !== undefined && gesture === state.gesture;
      set({
        edits,
        editsOn: true,
        gesture: gesture ?? null,
        future: [],
        ...(continues ? {} : { past: remember({ edits: state.edits }) }),
      });
    },
    endGesture: () => {
      if (get().gesture !== null) set({ gesture: null });
    },

    undo: () => {
      const { past, future, edits } = get();
      const step = past.at(-1);
      if (!step) return;
      const here = stepOf(edits, step.question !== undefined);
      set({ past: past.slice(0, -1), future: [here, ...future], edits: step.edits, gesture: null, ...asked(step) });
    },
    redo: () => {
      const { future, edits } = get();
      const step = future[0];
      if (!step) return;
      const here = stepOf(edits, step.question !== undefined);
      set({ past: remember(here), future: future.slice(1), edits: step.edits, gesture: null, ...asked(step) });
    },

    setEditsOn: (editsOn) => set({ editsOn }),

    openWork: (next, edits, there = {}) => {
      const { question: mine } = stepOf(get().edits, true);
      const { room } = there;
      if (room !== undefined || !asksOnePrompt(get())) get().setRoom(room ?? 'explore');
      set({
        ...there,
        ...next,
        edits,
        work: nextWork(),
        editsOn: true,
        past: remember({ edits: get().edits, question: mine }),
        future: [],
        gesture: null,
      });
    },
    backToMine: () => {
      if (!get().past.some((step) => step.question)) return;
      const isLinkBefore = () => get().past.at(-1)?.question !== undefined;
      while (!isLinkBefore()) get().undo();
      // Links that were opened one upon the other are all somebody else's.
      while (isLinkBefore()) get().undo();
    },
  };
};

let lastWork = 0;

/** A number that no work has had, in this tab or before a reload of it. */
export function nextWork(): number {
  lastWork = Math.max(Date.now(), lastWork + 1);
  return lastWork;
}

/** The edits that are in force now. */
export function activeEdits(state: Pick<EditsSlice, 'edits' | 'editsOn'>): EditsDocument {
  return state.editsOn ? state.edits : NO_EDITS;
}
