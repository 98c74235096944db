/**
 * What an embed and the page around it say to each other, by postMessage: docs/embedding.md has the table. The embed hears
 * its parent alone, answers to the asker's origin alone, and drops without a word whatever does not fit the schema.
 */
import { z } from 'zod';
import { activeEdits } from '../state/edits';
import type { PictureName } from '../state/pictures';
import { isPictureShown } from '../state/shown-pictures';
import type { AppStore, State } from '../state/store';
import { currentLink } from './links';

/** Milliseconds that the state stands still before the parent hears that it changed. */
const PAUSE = 150;

const id = z.union([z.string().max(200), z.number()]);
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('engram:ask'), id }),
  z.object({
    type: z.literal('engram:open'),
    id,
    fragment: z
      .string()
      .max(70_000)
      .regex(/^#?e\d/i),
  }),
]);

/** The numbers of a picture as rows, one observation a row. */
interface Numbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The window of the embed, as far as messages go. */
export interface EmbedWindow {
  readonly parent: Pick<Window, 'postMessage'>;
  addEventListener(
    type: 'message',
    listener: (event: Pick<MessageEvent<unknown>, 'data' | 'origin' | 'source'>) => void,
  ): void;
}

interface Embedded {
  readonly picture: PictureName;
  /** The only origin that is told anything; null: any. */
  readonly parent: string | null;
  tableOf(name: PictureName, state: State): Numbers | null;
  /** Opens a link's fragment; false where that failed, which a notice explains. */
  open(fragment: string): Promise<boolean>;
}

/** Talks with the parent of the embed from now on. @returns tells it the height of the embed, in CSS pixels. */
export function talkToParent(
  store: AppStore,
  frame: EmbedWindow,
  { picture, parent, tableOf, open }: Embedded,
): (height: number) => void {
  // What goes to all tells nothing but that something is there; where the address names its parent, that alone hears it.
  const tell = (message: object) => frame.parent.postMessage(message, parent ?? '*');

  frame.addEventListener('message', ({ data, origin, source }) => {
    if (source !== frame.parent || (parent !== null && origin !== parent) || !isOrigin(origin)) return;
    const message = messageSchema.safeParse(data);
    if (!message.success) return;
    const answer = (body: object) => frame.parent.postMessage({ id: message.data.id, ...body }, origin);
    if (message.data.type === 'engram:ask')
      answer({ type: 'engram:state', ...told(store.getState(), picture), table: tableOf(picture, store.getState()) });
    else void opened(store, open, message.data.fragment).then((how) => answer({ type: 'engram:opened', ...how }));
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(
    (state) => partsOf(state),
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => tell({ type: 'engram:changed' }), PAUSE);
    },
    { equalityFn: (before, now) => before.every((part, index) => Object.is(part, now[index])) },
  );
  const stop = store.subscribe(
    (state) => isPictureShown(picture, state),
    (isShown) => {
      if (!isShown) return;
      tell({ type: 'engram:ready' });
      // It may be there at once, before there is anything to stop.
      queueMicrotask(() => stop());
    },
    { fireImmediately: true },
  );

  let last = 0;
  return (height) => {
    const whole = Math.ceil(height);
    if (whole === last) return;
    last = whole;
    tell({ type: 'engram:height', height: whole });
  };
}

/** A page that has none (a sandbox, a file) cannot be answered without everybody hearing it. */
function isOrigin(origin: string): boolean {
  return origin !== '' && origin !== 'null';
}

async function opened(store: AppStore, open: Embedded['open'], fragment: string) {
  const ok = await open(fragment.startsWith('#') ? fragment : `#${fragment}`);
  const problem = store.getState().notices.findLast(({ tone }) => tone === 'problem');
  return { ok, message: ok ? '' : (problem?.text ?? 'This link could not be opened.') };
}

/** The address of the full page with what the embed shows; null while there is no model that a link could name. */
export function linkOfEmbed(state: State): string | null {
  if (!state.info) return null;
  try {
    const { origin, pathname, hash } = new URL(currentLink(state));
    return `${origin}${pathname}${hash}`;
  } catch {
    // Too large for a link: the page opens without it.
    return null;
  }
}

function told(state: State, picture: PictureName) {
  const { info, prompt, target, reading } = state;
  return {
    picture,
    ready: isPictureShown(picture, state),
    link: linkOfEmbed(state),
    model: info && { id: info.id, hash: info.hash },
    prompt,
    target: (reading?.about.prompt === prompt ? reading.value.target.token : target?.token) ?? null,
    edits: activeEdits(state),
  };
}

/** What the parent may want to hear of: the question, the edits, the view, and the answers that pictures show. */
function partsOf(state: State): readonly unknown[] {
  const { info, prompt, target, edits, editsOn, selected, colour, focus } = state;
  const { fact, relation, thresholds, activationThresholds, rankBy, sparing, eraseCount } = state;
  const { reading, attribution, activations, dose, doseBand, lens, attention } = state;
  const { evidence, otherEvidence, relationEvidence, elsewhere, effect, erasure } = state;
  return [
    ...[info, prompt, target, edits, editsOn, selected, colour, focus],
    ...[fact, relation, thresholds, activationThresholds, rankBy, sparing, eraseCount],
    ...[reading, attribution, activations, dose, doseBand, lens, attention],
    ...[evidence, otherEvidence, relationEvidence, elsewhere, effect, erasure],
  ];
}
