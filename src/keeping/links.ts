/**
 * Links, made and opened. An opened link becomes one step of the history, so that the visitor's own work is an undo
 * away; one that cannot be opened says why and changes nothing. A link of the built-in model does not wait for it.
 */
import { messageOf } from '../errors';
import { NO_EDITS, validateEdits, type EditsDocument } from '../knowledge/edits/edits';
import type { ModelInfo } from '../worker/api';
import { sameQuestion } from '../state/answers';
import { FIRST_PROMPT } from '../state/examples';
import { editsIn } from '../state/models';
import { subjectOf } from '../state/rooms';
import type { AppStore, State } from '../state/store';
import { addressOf } from './address';
import { decodeLink, encodeLink } from './link';
import { modelForLink, type LinkHelp } from './link-model';
import { linkOf, namedModel, switchedOff, type NamedModel } from './link-of-state';
import type { LinkState } from './link-state';
import { hasList, whereaboutsIn, wordsOf } from './open-link';

/**
 * The address that carries the work as it is now.
 * @throws EngramError('link') where it is too large, or no model is there.
 */
export function currentLink(state: State): string {
  const model = namedModel(state);
  if (!model) throw new Error('There is no model yet that a link could name.');
  return `${location.origin}${location.pathname}${location.search}${encodeLink(linkOf(state, model))}`;
}

/** Opens the link in the address now, and any that is pasted into the open page later. */
export function followLinks(store: AppStore, help: LinkHelp): void {
  const address = addressOf(store);
  address.onLink((fragment) => void openFragment(store, help, fragment));
  // What stands in the address again after a reload is not somebody's link.
  if (!address.isOwn()) void openFragment(store, help, location.hash);
}

/**
 * Opens what follows `#` in a link's address, wherever it came from. False where it was not opened, which a notice then
 * explains, or is no link; nothing has changed then.
 */
export async function openFragment(store: AppStore, help: LinkHelp, fragment: string): Promise<boolean> {
  const decoded = decodeLink(fragment);
  if (!decoded) return false;
  if (decoded.ok) return openState(store, help, decoded.state);
  store.getState().notify({ tone: 'problem', cause: 'link', text: decoded.message });
  addressOf(store).write();
  return false;
}

/** The same for what a link, or a file of work, holds. */
export async function openState(store: AppStore, help: LinkHelp, link: LinkState): Promise<boolean> {
  const ahead = link.modelId === 'builtin' && store.getState().info === null ? namedModel(store.getState()) : null;
  const model = ahead ?? (await modelFor(store, help, link));
  const opened = model !== null && (await openOn({ store, help, model }, link));
  if (!opened) addressOf(store).write();
  return opened;
}

async function openOn(place: Opening, link: LinkState): Promise<boolean> {
  const { store, model } = place;
  if (link.modelHash === model.hash) return openHere(place, link);
  if (isBuiltin(model)) return openEarlier(place, link);
  store.getState().notify({
    tone: 'problem',
    cause: 'link',
    text: 'This link was made with other weights of this model, so its neurons may do something else here. Your work is as it was.',
    action: { label: 'Open anyway', run: () => void openHere(place, link) },
  });
  return false;
}

/** Where a link is opened, and the model that is there. */
interface Opening {
  readonly store: AppStore;
  readonly help: LinkHelp;
  readonly model: NamedModel & Partial<Pick<ModelInfo, 'origin'>>;
}

/** The built-in model is known before it is there, and then has no origin yet. */
function isBuiltin({ origin }: Opening['model']): boolean {
  return origin === undefined || origin.kind === 'builtin';
}

async function modelFor(store: AppStore, help: LinkHelp, { modelId }: LinkState): Promise<ModelInfo | null> {
  const here = await modelOf(store);
  return modelId === here.id ? here : modelForLink(store, help, modelId, here);
}

/** True where it was opened; else a notice says why not, and nothing has changed. */
async function openHere({ store, help, model }: Opening, link: LinkState): Promise<boolean> {
  const { notify } = store.getState();
  try {
    validateEdits(link.edits, model.config);
    const isAhead = store.getState().info === null;
    const words = await wordsOf(link, model, isAhead ? null : help);
    const state = store.getState();
    const { question, there } = whereaboutsIn(link, model, words);
    const [own, lacksList] = [hasOwnWork(state, link), link.list && !link.list.prompts && !hasList(link.list, state)];
    addressOf(store).enter(() => {
      if (own) state.openWork(question, link.edits, there(state));
      else {
        const where = there(state);
        state.setRoom(where.room ?? 'explore');
        store.setState({ ...where, ...question, edits: link.edits, editsOn: true });
      }
    });
    if (isAhead) store.getState().hideBeforehand();
    redo(store, help, link);
    notify({
      tone: 'info',
      cause: 'link',
      text: own
        ? 'A link was opened. Your own work is kept.'
        : `A link was opened${changesAnything(link.edits) ? ', with everything its sender changed' : ''}.`,
      ...(own ? { action: { label: 'Go back to mine', run: () => store.getState().backToMine() } } : {}),
    });
    if (lacksList)
      notify({
        tone: 'problem',
        text: `The link stands in a list of ${link.list?.length} prompts, “${link.list?.name}”, which only its sender has; here its prompt is opened alone.`,
      });
    return true;
  } catch (error) {
    notify({ tone: 'problem', cause: 'link', text: `This link cannot be opened: ${messageOf(error)}` });
    return false;
  }
}

/** What its sender had found is found again, as soon as the model is there. */
function redo(store: AppStore, help: LinkHelp, { found = [] }: LinkState): void {
  const { room } = store.getState();
  if (found.length === 0) return;
  // All relations together include this one.
  const works = found.filter((name) => name !== 'relationEvidence' || !found.includes('elsewhere'));
  void modelOf(store).then(() => {
    if (store.getState().room === room) for (const name of works) help.startWork(name);
  });
}

/**
 * A link of an earlier built-in model, which its reader can no longer have: its question opens, and its edits are in the
 * list, switched off, until the reader wants them on this model.
 */
async function openEarlier(place: Opening, link: LinkState): Promise<boolean> {
  const { store, model } = place;
  const { notify } = store.getState();
  const changed = 'This link was made with an earlier built-in model; neurons have other meanings in this one.';
  // Neurons that its sender had selected are others here.
  const { selected: _, with: __, ...view } = link.view;
  const question: LinkState = { ...link, view, edits: NO_EDITS };
  try {
    validateEdits(link.edits, model.config);
  } catch (error) {
    notify({
      tone: 'problem',
      cause: 'earlier link',
      text: `${changed} Its edits do not fit here: ${messageOf(error)} Your work is as it was.`,
      action: { label: 'Open its question alone', run: () => void openHere(place, question) },
    });
    return false;
  }
  if (!(await openHere(place, { ...link, edits: switchedOff(link.edits) }))) return false;
  if (changesAnything(link.edits))
    notify({
      tone: 'problem',
      cause: 'earlier link',
      text: `${changed} Its edits are in the list, switched off.`,
      action: { label: 'Open its edits on this model', run: () => switchOn(place, link.edits) },
    });
  else notify({ tone: 'info', cause: 'earlier link', text: changed });
  return true;
}

function changesAnything({ neurons, values }: EditsDocument): boolean {
  return [...neurons, ...values].some((edit) => !edit.off);
}

function switchOn({ store, model }: Opening, edits: EditsDocument): void {
  const { info: here, changeEdits, notify } = store.getState();
  if (here?.hash === model.hash) changeEdits(edits);
  else
    notify({
      tone: 'problem',
      cause: 'earlier link',
      text: 'Another model is in use now. Load the built-in model, where the edits are in the list, and switch them on there.',
    });
}

/** Whether there is anything that an opened link would replace. */
function hasOwnWork(state: State, link: LinkState): boolean {
  const { edits, past, future, fact, promptList } = state;
  const { prompt, target } = subjectOf(state, 'explore');
  const asks = target !== null || prompt !== FIRST_PROMPT;
  const others =
    (link.fact !== undefined && fact !== null && !sameQuestion(fact, link.fact)) ||
    (link.list?.prompts !== undefined && promptList !== null && !hasList(link.list, state));
  return asks || others || editsIn(edits) + past.length + future.length > 0;
}

/** The loaded model, now or once it is there. */
function modelOf(store: AppStore): Promise<ModelInfo> {
  const ready = ({ model, info }: State) => (model.stage === 'ready' ? info : null);
  const now = ready(store.getState());
  if (now) return Promise.resolve(now);
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      const info = ready(state);
      if (!info) return;
      stop();
      resolve(info);
    });
  });
}
