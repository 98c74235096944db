/**
 * The address says what is on the page: the room with its question, the edits and the view, as a link would (link.ts). Going
 * to another place (a room, a question, a fact, a relation, a prompt of a list, a model) is a step of the browser's history;
 * anything else that changes, such as a slider, changes the step that is there. Back and Forward lead to a place and leave
 * the edits as they are, which have an undo of their own; only across an opened link they bring back the edits, too.
 *
 * Steps of ours are marked, so that what stands in the address after a reload is told from a link that somebody pasted.
 */
import { sameQuestion } from '../state/answers';
import { nextWork } from '../state/edits';
import { PLACE } from '../state/place-names';
import type { AppStore, State } from '../state/store';
import { ROOMS, type Room } from '../state/view';
import { encodeLink } from './link';
import { isBeginning, linkOf, namedModel } from './link-of-state';
import { goBack, linkIn, selectAgain } from './own-steps';
import { isFilled, standingOf, type Standing } from './places';

/** Milliseconds from a change until the address follows; browsers refuse more than some 100 changes in 30 seconds. */
const DELAY = 400;
/** A question that stood for less is part of typing the next one. */
const TYPING = 2000;

/** What a step of the history carries. */
interface Mark {
  /** The work that it is of: steps of the same have the same edits, wherever they lead. */
  readonly engram: number;
  /** The step of the lesson that is open. */
  readonly lesson?: number;
}

export interface Address {
  /** Whether the page wrote what stands in the address. */
  isOwn(): boolean;
  /** Makes the address say what is on the page. */
  write(): void;
  /** Somebody else's work takes the place of what is there: a step of its own. */
  enter(open: () => void): void;
  /** Told of a fragment that was pasted into the open page. */
  onLink(follow: (fragment: string) => void): void;
}

/** An address that nobody sees: of a page in another page's frame. */
const NO_ADDRESS: Address = {
  isOwn: () => false,
  write: () => {},
  enter: (open) => open(),
  onLink: () => {},
};

const followed = new WeakMap<AppStore, Address>();

/** The address that follows a state; one that nobody sees where none does. */
export function addressOf(store: AppStore): Address {
  return followed.get(store) ?? NO_ADDRESS;
}

export function followAddress(store: AppStore): void {
  const own = markOf(history.state);
  let written: { readonly place: Standing; readonly address: string; readonly at: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const followers: ((fragment: string) => void)[] = [];

  const write = (isStep = false) => {
    clearTimeout(timer);
    timer = undefined;
    const state = store.getState();
    const address = location.pathname + location.search + fragmentOf(state);
    const place = standingOf(state);
    const moved = written !== null && !sameQuestion(written.place, place) && !isFilled(written.place, place);
    const isTyping =
      written !== null && sameQuestion(written.place.where, place.where) && Date.now() - written.at < TYPING;
    const { work, lesson } = state;
    const mark: Mark = { engram: work, ...(lesson ? { lesson: lesson.at } : {}) };
    try {
      if (isStep || (moved && !isTyping)) history.pushState(mark, '', address);
      else if (address !== written?.address || !sameQuestion(markOf(history.state), mark))
        history.replaceState(mark, '', address);
    } catch {
      // Too many changes for this browser just now; the next one says all of it.
    }
    written = { place, address, at: moved ? Date.now() : (written?.at ?? 0) };
  };

  /** Whether a lesson's next step is about to be opened, on a page that was cleaned for it. */
  const isTurning = () => {
    const { lesson } = store.getState();
    return lesson !== null && markOf(history.state)?.lesson !== lesson.at;
  };

  const arrive = (fragment: string, mark: Mark) => {
    const { work, lesson } = store.getState();
    const room = roomIn(fragment);
    const model = namedModel(store.getState());
    const link = model && linkIn(fragment, model);
    if (room !== null) store.getState().setRoom(room);
    else if (link) goBack(store, { link, model, takesEdits: mark.engram !== work });
    if (lesson && mark.lesson !== undefined && mark.lesson < lesson.lesson.steps.length)
      store.setState({ lesson: { ...lesson, at: mark.lesson } });
    store.setState({ work: mark.engram });
  };

  const { hash } = location;
  const asked = roomIn(hash);
  if (own !== null) {
    store.setState({ work: own.engram });
    selectAgain(store, hash);
  } else if (asked !== null) store.getState().setRoom(asked);
  if (own !== null || asked !== null || hash === '') write();
  // What is nobody's stands there until something changes; somebody's link, or lesson, until it is opened.
  else if (!SOMEBODYS.test(hash)) written = { place: standingOf(store.getState()), address: '', at: 0 };

  store.subscribe((state, before) => {
    if (state === before || WATCHED.every((name) => state[name] === before[name])) return;
    // A link that waits for its model, or for an answer, stands in the address until then.
    if (written === null || isTurning()) return;
    // What was clicked may take several changes, of which the address says only the last.
    const isAtOnce = AT_ONCE.some((name) => state[name] !== before[name]);
    if (isAtOnce) clearTimeout(timer);
    else if (timer !== undefined) return;
    timer = setTimeout(write, isAtOnce ? 0 : DELAY);
  });
  window.addEventListener('pagehide', () => {
    if (timer !== undefined) write();
  });
  window.addEventListener('popstate', ({ state }: PopStateEvent) => {
    const mark = markOf(state);
    const fragment = location.hash;
    if (mark === null) {
      const room = roomIn(fragment);
      if (room !== null) store.getState().setRoom(room);
      else for (const follow of followers) follow(fragment);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    // What is said of the place that is left stays as it was written.
    written = null;
    arrive(fragment, mark);
    write();
  });

  followed.set(store, {
    isOwn: () => own !== null,
    write: () => write(),
    enter: (open) => {
      if (timer !== undefined && !isTurning()) write();
      // A link that was pasted has made a step already.
      const isStep = markOf(history.state) !== null;
      written = null;
      const { work } = store.getState();
      open();
      if (store.getState().work === work) store.setState({ work: nextWork() });
      write(isStep);
    },
    onLink: (follow) => void followers.push(follow),
  });
}

/** A link, or a lesson. */
const SOMEBODYS = /^#[el]\d+(=|%3D)/i;

/** Changes of these move the address. */
const WATCHED = [
  ...PLACE,
  'edits',
  'editsOn',
  'elsewhere',
  'attention',
  'info',
  'beforehand',
] as const satisfies readonly (keyof State)[];

/** Places that are gone to with a click, and not by typing. */
const AT_ONCE = ['room', 'fact', 'relation', 'promptAt'] as const satisfies readonly (keyof State)[];

/** Where the room is all that an address can say, that; else the whole work. */
function fragmentOf(state: State): string {
  const model = namedModel(state);
  const roomAlone = state.room === 'explore' ? '' : `#${state.room}`;
  if (model === null) return roomAlone;
  const link = linkOf(state, model);
  if (isBeginning(link)) return '';
  try {
    return encodeLink(link);
  } catch {
    // Work that is too large for a link, which Share says.
    return `#${state.room}`;
  }
}

/** null where the fragment names none. */
function roomIn(fragment: string): Room | null {
  return ROOMS.find((room) => fragment === `#${room}`) ?? null;
}

function markOf(state: unknown): Mark | null {
  if (typeof state !== 'object' || state === null || !('engram' in state)) return null;
  const lesson = 'lesson' in state && typeof state.lesson === 'number' ? { lesson: state.lesson } : {};
  return typeof state.engram === 'number' ? { engram: state.engram, ...lesson } : null;
}
