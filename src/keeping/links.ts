/**
 * Links, made and opened. An opened link becomes one step of the history, so that the visitor's own work is an undo
 * away; one that cannot be opened says why and changes nothing. A link of the built-in model does not wait for it.
 */
import { messageOf } from '../errors';
import { NO_EDITS, validateEdits, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import type { ModelInfo, Token } from '../worker/api';
import { FIRST_PROMPT } from '../state/examples';
import { decodeLink, encodeLink, type LinkState } from './link';
import { modelForLink, type LinkHelp } from './link-model';
import { editsIn } from '../state/models';
import { indexOf, refOf } from '../state/neurons';
import { asksOnePrompt } from '../state/rooms';
import type { AppStore, State } from '../state/store';
import { addressOfRoom } from './room-address';

/**
 * The address that carries the work as it is now.
 * @throws EngramError('link') where it is too large, or no model is there.
 */
export function currentLink(state: State): string {
  const { info, prompt, target, colour, selected } = state;
  if (!info) throw new Error('There is no model yet that a link could name.');
  const primary = selected.at(-1);
  const fragment = encodeLink({
    modelId: info.id,
    modelHash: info.hash,
    prompt,
    target: target?.token ?? '',
    edits: state.editsOn ? state.edits : switchedOff(state.edits),
    view: {
      colour,
      ...(primary === undefined ? {} : { selected: refOf(primary, info.config.intermediateSize) }),
    },
  });
  return `${location.origin}${location.pathname}${location.search}${fragment}`;
}

/** Whoever opens the link reads the same numbers, so what is off here is off there. */
function switchedOff({ version, neurons, values }: EditsDocument): EditsDocument {
  return {
    version,
    neurons: neurons.map((edit) => ({ ...edit, off: true })),
    values: values.map((edit) => ({ ...edit, off: true })),
  };
}

/** Opens the link in the address now, and any that is pasted into the open page later. */
export function followLinks(store: AppStore, help: LinkHelp): void {
  const follow = () => void openAddress(store, help);
  window.addEventListener('hashchange', follow);
  follow();
}

async function openAddress(store: AppStore, help: LinkHelp): Promise<void> {
  const { notify } = store.getState();
  const decoded = decodeLink(location.hash);
  if (!decoded) return;
  if (!decoded.ok) {
    notify({ tone: 'problem', cause: 'link', text: decoded.message });
    return;
  }
  const link = decoded.state;
  const info =
    (link.modelId === 'builtin' ? builtinAhead(store.getState()) : null) ?? (await modelFor(store, help, link));
  if (!info) {
    forgetAddress(store);
    return;
  }
  const place: Place = { store, help, info };
  if (link.modelHash === info.hash) await openLink(place, link);
  else if (info.origin.kind === 'builtin') await openEarlierLink(place, link);
  else
    notify({
      tone: 'problem',
      cause: 'link',
      text: 'This link was made with other weights of this model, so its neurons may do something else here. Your work is as it was.',
      action: { label: 'Open anyway', run: () => void openLink(place, link) },
    });
}

/** What opening a link has to know of a model. */
type KnownModel = Pick<ModelInfo, 'id' | 'hash' | 'config' | 'origin'>;

/** Where a link is opened: the page's state, whom to ask, and the model that is there. */
interface Place {
  readonly store: AppStore;
  readonly help: LinkHelp;
  readonly info: KnownModel;
}

/** The built-in model while it is on its way; null where it is not, or will find other work to put aside. */
function builtinAhead({ info, beforehand, workOf }: State): KnownModel | null {
  if (info !== null || beforehand === null) return null;
  const { model: hash, config } = beforehand;
  return workOf === null || workOf.hash === hash ? { id: 'builtin', hash, config, origin: { kind: 'builtin' } } : null;
}

async function modelFor(store: AppStore, help: LinkHelp, { modelId }: LinkState): Promise<ModelInfo | null> {
  const here = await modelOf(store);
  return modelId === here.id ? here : modelForLink(store, help, modelId, here);
}

/** True where it was opened; else a notice says why not, and nothing has changed. */
async function openLink({ store, help, info }: Place, link: LinkState): Promise<boolean> {
  const { notify } = store.getState();
  try {
    validateEdits(link.edits, info.config);
    const isAhead = store.getState().info === null;
    // Whatever word is kept is looked up when a model is there (src/session/words.ts).
    const target =
      link.target === '' ? null : isAhead ? { id: 0, token: link.target } : await tokenOf(help, link.target);
    const own = hasOwnWork(store.getState());
    if (own) store.getState().openWork({ prompt: link.prompt, target }, link.edits);
    else {
      if (!asksOnePrompt(store.getState())) store.getState().setRoom('explore');
      store.setState({ prompt: link.prompt, target, edits: link.edits, editsOn: true });
    }
    const { selected } = link.view;
    store.setState({
      colour: link.view.colour,
      focus: null,
      selected: selected && fits(selected, info) ? [indexOf(selected, info.config.intermediateSize)] : [],
    });
    if (isAhead) store.getState().hideBeforehand();
    // The work is kept by the page from here on; a reload must not open the link over it again.
    forgetAddress(store);
    notify({
      tone: 'info',
      cause: 'link',
      text: own
        ? 'A link was opened. Your own work is kept.'
        : `A link was opened${changesAnything(link.edits) ? ', with everything its sender changed' : ''}.`,
      ...(own ? { action: { label: 'Go back to mine', run: () => store.getState().backToMine() } } : {}),
    });
    return true;
  } catch (error) {
    notify({ tone: 'problem', cause: 'link', text: `This link cannot be opened: ${messageOf(error)}` });
    return false;
  }
}

/**
 * A link of an earlier built-in model, which its reader can no longer have: its question opens, and its edits are in the
 * list, switched off, until the reader wants them on this model.
 */
async function openEarlierLink(place: Place, link: LinkState): Promise<void> {
  const { store, info } = place;
  const { notify } = store.getState();
  const changed = 'This link was made with an earlier built-in model; neurons have other meanings in this one.';
  try {
    validateEdits(link.edits, info.config);
  } catch (error) {
    notify({
      tone: 'problem',
      cause: 'earlier link',
      text: `${changed} Its edits do not fit here: ${messageOf(error)} Your work is as it was.`,
      action: { label: 'Open its question alone', run: () => void openLink(place, { ...link, edits: NO_EDITS }) },
    });
    return;
  }
  if (!(await openLink(place, { ...link, edits: switchedOff(link.edits) }))) return;
  if (changesAnything(link.edits))
    notify({
      tone: 'problem',
      cause: 'earlier link',
      text: `${changed} Its edits are in the list, switched off.`,
      action: { label: 'Open its edits on this model', run: () => switchOn(place, link.edits) },
    });
  else notify({ tone: 'info', cause: 'earlier link', text: changed });
}

function changesAnything({ neurons, values }: EditsDocument): boolean {
  return [...neurons, ...values].some((edit) => !edit.off);
}

function switchOn({ store, info }: Place, edits: EditsDocument): void {
  const { info: here, changeEdits, notify } = store.getState();
  if (here?.hash === info.hash) changeEdits(edits);
  else
    notify({
      tone: 'problem',
      cause: 'earlier link',
      text: 'Another model is in use now. Load the built-in model, where the edits are in the list, and switch them on there.',
    });
}

/** Takes the link out of the address; opening the same one once more is then something new. */
function forgetAddress(store: AppStore): void {
  history.replaceState(null, '', addressOfRoom(store.getState().room));
}

async function tokenOf(help: LinkHelp, word: string): Promise<Token> {
  const found = await help.lookUp(word);
  if (!found.ok) throw new Error(found.problem);
  return found.token;
}

function fits({ layer, neuron }: NeuronRef, { config }: KnownModel): boolean {
  return layer < config.layers && neuron < config.intermediateSize;
}

/** Whether there is anything that an opened link would replace. */
function hasOwnWork({ prompt, target, edits, past, future }: State): boolean {
  const steps = editsIn(edits) + past.length + future.length;
  return steps > 0 || target !== null || prompt !== FIRST_PROMPT;
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
