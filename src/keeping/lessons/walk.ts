/**
 * Walking a lesson: each step opens as any link does, on a clean page; a step whose link cannot be opened leaves the page
 * as it was, and its text can be read all the same. The lesson as a whole is one thing to come back from.
 */
import { workNow, type Lesson } from '../../state/lesson';
import { nameOfSource } from '../../state/models';
import type { AppStore } from '../../state/store';
import { addressOf } from '../address';
import type { LinkHelp } from '../link-model';
import { openFragment } from '../links';
import { decodeLesson } from './lesson-link';

/** Where a lesson is walked: the page's state, and whom to ask. */
export interface Walk {
  readonly store: AppStore;
  readonly help: LinkHelp;
}

/** Opens the lesson in the address now, and any that is pasted into the open page later. */
export function followLessons(walk: Walk): void {
  const address = addressOf(walk.store);
  const follow = (fragment: string) => {
    const decoded = decodeLesson(fragment);
    if (!decoded) return;
    // The lesson is kept by the page from here on; a reload must not begin it again.
    address.write();
    if (decoded.ok) void openLesson(walk, decoded.lesson);
    else walk.store.getState().notify({ tone: 'problem', cause: 'lesson', text: decoded.message });
  };
  address.onLink(follow);
  follow(location.hash);
}

/** Begins a lesson at its first step; what the visitor has is put aside. True where the step opened. */
export async function openLesson({ store, help }: Walk, lesson: Lesson): Promise<boolean> {
  store.getState().settle('lesson');
  return opened({ store, help }, () => store.getState().beginLesson(lesson));
}

/** Takes a step of the open lesson, from 0, or the present one anew. True where it opened. */
export async function goToStep({ store, help }: Walk, at: number): Promise<boolean> {
  return opened({ store, help }, () => store.getState().turnTo(at));
}

/** The last step of each page that is being opened: one has to have ended before the next begins. */
const underWay = new WeakMap<AppStore, Promise<unknown>>();

async function opened({ store, help }: Walk, turn: () => void): Promise<boolean> {
  const was = workNow(store.getState());
  turn();
  const mine = store.getState().lesson;
  if (!mine) return false;
  const isCurrent = () => store.getState().lesson === mine;
  const { fragment } = mine.lesson.steps[mine.at]!;
  const before = underWay.get(store);
  const opening = (async () => {
    await before;
    return isCurrent() && (await openFragment(store, help, fragment));
  })();
  underWay.set(store, opening);
  const isOpen = await opening;
  if (!isCurrent()) return false;
  if (isOpen) {
    store.getState().settle('link');
    // Each step begins its own history.
    store.setState({ past: [], future: [] });
  } else {
    const { workOf, modelSource: _, ...work } = was;
    // Edits name the neurons of the model that they were made with.
    if (workOf?.hash === store.getState().workOf?.hash) store.setState(work);
  }
  return isOpen;
}

/** Ends the lesson and brings back what was before it, with the model that it was done with. */
export async function closeLesson({ store, help }: Walk): Promise<void> {
  const open = store.getState().lesson;
  if (!open) return;
  const { workOf, modelSource } = open.before;
  store.getState().endLesson();
  const { info, notify } = store.getState();
  if (!workOf || !info || info.hash === workOf.hash) return;
  const back = modelSource ? await help.loadModel(modelSource) : null;
  if (back?.hash !== workOf.hash)
    notify({
      tone: 'problem',
      cause: 'lesson',
      text: `Your work from before the lesson is kept with ${workOf.name}, which is not here${modelSource ? ` (${nameOfSource(modelSource)} was tried)` : ''}. Open that model again, and the work comes back with it.`,
    });
}
