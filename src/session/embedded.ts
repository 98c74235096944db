/**
 * An embed shows one picture and nothing else: whatever room a link opens, the one of the picture is asked, and what the
 * picture needs is started by itself where it takes seconds. Longer work waits for its button.
 */
import type { PictureName } from '../state/pictures';
import { freshOf, QUESTIONS } from '../state/questions';
import { asksOnePrompt } from '../state/rooms';
import { evidenceOf } from '../state/sets';
import type { AppStore, State } from '../state/store';
import { ASKED_UNASKED } from '../experiments/protocol';
import type { Room } from '../state/view';
import { isCloze, usableParaphrases } from '../state/wordings';
import { Settled } from './latest';
import type { Session } from './session';
import type { WorkName } from './work';

/** Milliseconds that a question stands still before work on it begins. */
const PAUSE = 250;

const ROOM_OF: Readonly<Record<PictureName, Room>> = {
  map: 'explore',
  bars: 'explore',
  dose: 'explore',
  lens: 'layers',
  attention: 'layers',
  barcode: 'fact',
  effects: 'fact',
  relation: 'relation',
};

/**
 * Keeps the page on its one picture.
 * @param ownPrompt whether the question was asked by itself, without a link: a fact is then made of it where one is needed.
 */
export function keepToPicture(
  store: AppStore,
  session: Pick<Session, 'startWork'>,
  { picture, ownPrompt }: { readonly picture: PictureName; readonly ownPrompt: boolean },
): void {
  const settled = new Settled();
  store.subscribe(
    (state) => state.room,
    // A link may still be setting the rest of what it brings.
    () => queueMicrotask(() => enterRoom(store, ROOM_OF[picture])),
    { fireImmediately: true },
  );
  store.subscribe(
    (state) => (picture === 'dose' ? unselected(state) : null),
    (index) => {
      if (index !== null) store.getState().select(index);
    },
    { fireImmediately: true },
  );
  if (ownPrompt && ROOM_OF[picture] === 'fact') {
    const stop = store.subscribe(hasAnswered, (isAnswered) => {
      const { fact, prompt, reading, openFact } = store.getState();
      if (!isAnswered || fact !== null || !reading || !isCloze(prompt)) return;
      stop();
      openFact({ relation: null, subject: '', target: reading.value.target, paraphrases: [prompt] });
    });
  }
  store.subscribe(
    (state) => shortWork(picture, state),
    (work) => {
      if (work === null) settled.cancel();
      else settled.after(PAUSE, () => session.startWork(work));
    },
    { fireImmediately: true },
  );
}

function enterRoom(store: AppStore, room: Room): void {
  const state = store.getState();
  if (state.room === room) return;
  if ((room === 'explore' || room === 'layers') && !asksOnePrompt(state)) state.openInExplore();
  store.getState().setRoom(room);
}

/** The neuron that pushes the target up most, where none is selected yet. */
function unselected(state: State): number | null {
  const scores = state.info && state.selected.length === 0 ? freshOf(state, 'attribution')?.scores : undefined;
  if (!scores) return null;
  return scores.reduce((best, score, index) => (score > (scores[best] ?? 0) ? index : best), 0);
}

/** Whether the model that is here has answered; before it has, there is nobody to work. */
function hasAnswered({ info, reading, beforehand, prompt }: State): boolean {
  return info !== null && reading !== null && reading !== beforehand?.reading && reading.about.prompt === prompt;
}

/** The work that the picture lacks and that is short enough to be started unasked. */
function shortWork(picture: PictureName, state: State): WorkName | null {
  const { pending, reading, fact } = state;
  if (!hasAnswered(state)) return null;
  if (picture === 'attention') {
    const isShort = (reading?.value.tokens.length ?? 0) <= ASKED_UNASKED.tokens;
    const isAsked = QUESTIONS.attention.about(state) !== null && freshOf(state, 'attention') === null;
    return isAsked && isShort && pending.attention === undefined ? 'attention' : null;
  }
  if (picture === 'barcode') {
    const wordings = usableParaphrases(fact).length;
    const isShort = wordings <= ASKED_UNASKED.wordings && evidenceOf(state).length < wordings;
    return isShort && pending.evidence === undefined ? 'evidence' : null;
  }
  return null;
}
