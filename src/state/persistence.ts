/**
 * Keeps the visitor's own work (question, edits with their history, view) across reloads. What comes back in is
 * checked piece by piece: a piece that does not fit is left out, so that a broken store never breaks the page.
 */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits';
import { LONGEST_HISTORY } from './edits';
import type { AppStore, State } from './store';
import { COLOURS, PLACES, THEMES } from './view';

export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

export const STORAGE_KEY = 'engram';
const VERSION = 1;
/** Characters; browsers allow about five million for a whole site. */
const BUDGET = 1_500_000;
/** Milliseconds from a change until it is written; a drag changes the edits sixty times a second. */
const DELAY = 250;

const tokenSchema = z.object({ id: z.number().int().nonnegative(), token: z.string().min(1) });
const questionSchema = z.object({ prompt: z.string().max(20_000), target: tokenSchema.nullable() });
const stepSchema = z.object({ edits: editsSchema, question: questionSchema.optional() });

/** Each kept piece by itself. */
const PIECES = {
  prompt: questionSchema.shape.prompt,
  target: questionSchema.shape.target,
  edits: editsSchema,
  editsOn: z.boolean(),
  past: z.array(stepSchema).max(LONGEST_HISTORY),
  future: z.array(stepSchema).max(LONGEST_HISTORY),
  colour: z.enum(COLOURS),
  focus: z.number().int().nonnegative().nullable(),
  theme: z.enum(THEMES),
  place: z.enum(PLACES),
  hintSeen: z.boolean(),
};

type Piece = keyof typeof PIECES;
const NAMES = Object.keys(PIECES) as readonly Piece[];

export function restoreWork(storage: Storage): Partial<State> {
  let kept: unknown;
  try {
    kept = JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null');
  } catch {
    return {};
  }
  if (typeof kept !== 'object' || kept === null || !('version' in kept) || kept.version !== VERSION) return {};
  const work: Record<string, unknown> = {};
  for (const name of NAMES) {
    const parsed = PIECES[name].safeParse((kept as Record<string, unknown>)[name]);
    if (parsed.success) work[name] = parsed.data;
  }
  return work;
}

/** The work as text, with as much of the history as the budget allows: the steps nearest to now. */
export function serializeWork(state: State): string {
  const kept = Object.fromEntries(NAMES.map((name) => [name, state[name]]));
  for (let steps = LONGEST_HISTORY; ; steps = Math.floor(steps / 2)) {
    const text = JSON.stringify({
      ...kept,
      version: VERSION,
      past: steps === 0 ? [] : state.past.slice(-steps),
      future: state.future.slice(0, steps),
    });
    if (text.length <= BUDGET || steps === 0) return text;
  }
}

/** Writes the work a little after each change, and at once when the page goes away. */
export function keepWork(store: AppStore, storage: Storage): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    try {
      storage.setItem(STORAGE_KEY, serializeWork(store.getState()));
    } catch {
      // Storage is full or forbidden; the page goes on without memory.
    }
  };
  store.subscribe((state, before) => {
    if (NAMES.every((name) => state[name] === before[name])) return;
    timer ??= setTimeout(write, DELAY);
  });
  globalThis.addEventListener?.('pagehide', () => {
    if (timer !== undefined) write();
  });
}
