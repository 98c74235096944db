/**
 * Another model in the place of the one before. Edits name neurons by number, which means nothing in another model; so each
 * model's work is put aside with it and comes back with it. What becomes of the answers is in the table of questions.ts.
 */
import { messageOf } from '../errors';
import { NO_EDITS, validateEdits } from '../knowledge/edits/edits';
import type { ModelInfo } from '../worker/api';
import type { AnswersSlice } from './answers';
import type { BesideSlice } from './beside';
import type { EditsSlice } from './edits';
import type { FactSlice } from './fact';
import type { ModelSlice } from './model';
import { editsIn, isEarlierBuiltin, type ModelsSlice, type WorkAside } from './models';
import type { NoticesSlice } from './notices';
import type { OtherSlice } from './other';
import { forgottenWithModel } from './questions';
import { withoutSelections, type RoomsSlice } from './rooms';
import type { SelectionSlice } from './selection';
import type { Slice } from './slice';
import type { TeachSlice } from './teach';
import type { ViewSlice } from './view';

export interface ExchangeSlice {
  /** The model is there: where it is another than before, its own work comes back. */
  setInfo(info: ModelInfo): void;
  /**
   * Opens what was put aside with an earlier built-in model on the one in use: its edits replace those that are there, in
   * one step that can be undone. Where they do not fit, they stay aside and a notice says why.
   */
  openAside(hash: string): void;
  forgetAside(hash: string): void;
}

type Exchanged = AnswersSlice &
  Pick<BesideSlice, 'beside'> &
  EditsSlice &
  FactSlice &
  ModelSlice &
  ModelsSlice &
  NoticesSlice &
  OtherSlice &
  RoomsSlice &
  SelectionSlice &
  TeachSlice &
  ViewSlice;

export const exchangeSlice: Slice<ExchangeSlice, Exchanged> = (set, get) => ({
  setInfo: (info) => set({ ...exchangedWork(get(), info), info, model: { stage: 'ready' } }),
  openAside: (hash) => {
    const { aside, info, notify, changeEdits, forgetAside } = get();
    const work = aside.find((other) => other.hash === hash);
    if (!work) return;
    const problem = whyNotHere(work, info);
    if (problem !== null) {
      notify({ tone: 'problem', text: problem });
      return;
    }
    changeEdits(work.edits);
    forgetAside(hash);
  },
  forgetAside: (hash) => set({ aside: get().aside.filter((work) => work.hash !== hash) }),
});

/** Why the work cannot be opened on this model; null where it can. */
function whyNotHere(work: WorkAside, info: ModelInfo | null): string | null {
  if (info === null || !isEarlierBuiltin(work, info))
    return 'These edits are of an earlier built-in model, and another model is in use now. They are still kept: load the built-in model, then open them under Models.';
  try {
    validateEdits(work.edits, info.config);
    return null;
  } catch (error) {
    return `The edits of the earlier built-in model do not fit this one. They are still kept. ${messageOf(error)}`;
  }
}

/** What another model changes in the state; nothing but its name where it is the one whose work is there. */
export function exchangedWork(state: Exchanged, info: ModelInfo): Partial<Exchanged> {
  const { workOf } = state;
  const mine = { hash: info.hash, name: info.name };
  if (workOf === null || workOf.hash === info.hash) return { workOf: mine };
  const { edits, editsOn, past, future, fact, teachTo, aside } = state;
  const left: WorkAside = { ...workOf, edits, editsOn, past, future, fact, teachTo };
  const others = aside.filter(({ hash }) => hash !== info.hash && hash !== workOf.hash);
  const back = aside.find(({ hash }) => hash === info.hash);
  return {
    ...forgottenWithModel(),
    workOf: mine,
    aside: isWork(left) ? [left, ...others] : others,
    edits: back?.edits ?? NO_EDITS,
    editsOn: back?.editsOn ?? true,
    past: back?.past ?? [],
    future: back?.future ?? [],
    gesture: null,
    // A fact is a question: it goes along where the other model can be asked it.
    fact: fact ?? back?.fact ?? null,
    teachTo: teachTo ?? back?.teachTo ?? null,
    other: null,
    beside: typeof state.beside.edits === 'string' ? state.beside : { ...state.beside, edits: 'trained' },
    selected: [],
    waiting: withoutSelections(state.waiting),
    focus: null,
  };
}

function isWork({ edits, past, future, fact }: WorkAside): boolean {
  return editsIn(edits) + past.length + future.length > 0 || fact !== null;
}
