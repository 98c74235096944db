/**
 * Keeps the visitor's own work (question, edits with their history, view) across reloads, and beside it the results of
 * long work and lists of prompts, which are larger and change less often. What comes back in is checked piece by piece: a piece that does
 * not fit is left out, so that a broken store never breaks the page.
 */
import { z } from 'zod';
import { editsSchema } from '../knowledge/edits/edits';
import { LONGEST_HISTORY } from '../state/edits';
import { besideSchema } from './beside-kept';
import { questionSchema, stepsSchema, subjectSchema } from './history-kept';
import { FACT_PIECES, RESULT_PIECES } from './kept';
import { checkedLessons, LESSON_NAMES, lessonsAsText } from './lessons/lessons-kept';
import { MODEL_PIECES, modelNameSchema } from './models-kept';
import { PROMPT_PIECES } from './prompts/prompts-kept';
import { withFewerNeurons } from '../experiments/prompt-list';
import { upgradeModels, upgradePrompts, upgradeResults, upgradeWork } from './upgrade';
import type { AppStore, State } from '../state/store';
import { TOUR_STEPS } from '../state/tour';
import { ATTRIBUTED, COLOURS, PLACES, ROOMS, THEMES } from '../state/view';

export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

export const STORAGE_KEY = 'engram';
export const RESULTS_KEY = 'engram-results';
export const PROMPTS_KEY = 'engram-prompts';
export const MODELS_KEY = 'engram-models';
export const LESSON_KEY = 'engram-lesson';
/** Of the work itself; of results, prompts and models, whose form changed once. */
const WORK_VERSION = 1;
const VERSION = 2;
/** Characters; browsers allow about five million for a whole site. */
const BUDGET = 1_500_000;
/** Milliseconds from a change until it is written; a drag changes the edits sixty times a second. */
const DELAY = 250;

/** Each kept piece by itself. */
const PIECES = {
  prompt: questionSchema.shape.prompt,
  target: questionSchema.shape.target,
  edits: editsSchema,
  editsOn: z.boolean(),
  past: stepsSchema,
  future: stepsSchema,
  workOf: modelNameSchema.nullable(),
  colour: z.enum(COLOURS),
  attributionOf: z.enum(ATTRIBUTED),
  focus: z.number().int().nonnegative().nullable(),
  theme: z.enum(THEMES),
  place: z.enum(PLACES),
  hintsSeen: z.array(z.enum(ROOMS)),
  tourDone: z.array(z.enum(TOUR_STEPS)),
  room: z.enum(ROOMS),
  waiting: z.partialRecord(z.enum(ROOMS), subjectSchema),
  beside: besideSchema,
  ...FACT_PIECES,
};

type Piece = keyof typeof PIECES;
const NAMES = Object.keys(PIECES) as readonly Piece[];
const RESULT_NAMES = Object.keys(RESULT_PIECES) as readonly (keyof typeof RESULT_PIECES)[];
const MODEL_NAMES = Object.keys(MODEL_PIECES) as readonly (keyof typeof MODEL_PIECES)[];
const PROMPT_NAMES = Object.keys(PROMPT_PIECES) as readonly (keyof typeof PROMPT_PIECES)[];

export function restoreWork(storage: Storage): Partial<State> {
  const work = read(storage, STORAGE_KEY);
  return {
    ...(work?.version === WORK_VERSION ? checked(upgradeWork(work), PIECES) : {}),
    ...checked(upgraded(read(storage, RESULTS_KEY), upgradeResults), RESULT_PIECES),
    ...checked(upgraded(read(storage, PROMPTS_KEY), upgradePrompts), PROMPT_PIECES),
    ...checked(upgraded(read(storage, MODELS_KEY), upgradeModels), MODEL_PIECES),
    ...checkedLessons(read(storage, LESSON_KEY) ?? {}, (kept) =>
      checked(kept, { ...PIECES, ...RESULT_PIECES, ...PROMPT_PIECES, ...MODEL_PIECES }),
    ),
  };
}

type Kept = Readonly<Record<string, unknown>>;

function read(storage: Storage, key: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? 'null');
    return typeof kept === 'object' && kept !== null ? (kept as Kept) : null;
  } catch {
    return null;
  }
}

/** In the present form; nothing where it is of another version than the two that are known. */
function upgraded(kept: Kept | null, upgrade: (kept: Kept) => Kept): Kept {
  if (kept?.version === VERSION) return kept;
  return kept?.version === 1 ? upgrade(kept) : {};
}

/** The pieces that fit their schemas. */
function checked(kept: Kept, pieces: Readonly<Record<string, z.ZodType>>): Partial<State> {
  const work: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(pieces)) {
    const parsed = schema.safeParse(kept[name]);
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
      version: WORK_VERSION,
      past: steps === 0 ? [] : state.past.slice(-steps),
      future: state.future.slice(0, steps),
    });
    if (text.length <= BUDGET || steps === 0) return text;
  }
}

/** Results as text; where they are too large together, without the largest of them. */
export function serializeResults(state: State): string {
  const pieces = RESULT_NAMES.map((name) => `${JSON.stringify(name)}:${JSON.stringify(state[name])}`).sort(
    (a, b) => a.length - b.length,
  );
  let length = 0;
  const fitting = pieces.filter((piece) => (length += piece.length + 1) <= BUDGET);
  return `{${[`"version":${VERSION}`, ...fitting].join(',')}}`;
}

/** The list of prompts as text, with its results where they are not too large: with fewer neurons of each, or without. */
export function serializePrompts({ promptList, promptAt, promptResults }: State): string {
  const withResults = (results: State['promptResults']) =>
    JSON.stringify({ version: VERSION, promptList, promptAt, promptResults: results });
  const shorter = () => promptResults && { ...promptResults, value: promptResults.value.map(withFewerNeurons) };
  const fits = (text: string) => text.length <= BUDGET;
  return [() => promptResults, shorter].map((of) => withResults(of())).find(fits) ?? withResults(null);
}

/** The model in use, and the work of the others with as much of its history as the budget allows. */
export function serializeModels({ modelSource, aside }: State): string {
  const source = modelSource.kind === 'files' ? { kind: 'builtin' } : modelSource;
  for (let [steps, models] = [LONGEST_HISTORY, aside.length]; ;) {
    const kept = aside.slice(0, models).map((work) => ({
      ...work,
      past: steps === 0 ? [] : work.past.slice(-steps),
      future: work.future.slice(0, steps),
    }));
    const text = JSON.stringify({ version: VERSION, modelSource: source, aside: kept });
    if (text.length <= BUDGET || models === 0) return text;
    if (steps > 0) steps = Math.floor(steps / 2);
    else models--;
  }
}

/** The lesson that is open, with what was before it as far as the budget allows, and the one that is being made. */
export function serializeLesson(state: State): string {
  return lessonsAsText(state, { budget: BUDGET, large: [...RESULT_NAMES, ...PROMPT_NAMES] });
}

/** Writes the work and the results a little after each change, and at once when the page goes away. */
export function keepWork(store: AppStore, storage: Storage): void {
  keep(store, NAMES, () => storage.setItem(STORAGE_KEY, serializeWork(store.getState())));
  keep(store, RESULT_NAMES, () => storage.setItem(RESULTS_KEY, serializeResults(store.getState())));
  keep(store, MODEL_NAMES, () => storage.setItem(MODELS_KEY, serializeModels(store.getState())));
  keep(store, LESSON_NAMES, () => storage.setItem(LESSON_KEY, serializeLesson(store.getState())));
  keep(store, PROMPT_NAMES, () => storage.setItem(PROMPTS_KEY, serializePrompts(store.getState())));
}

function keep(store: AppStore, names: readonly (keyof State)[], setItem: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    try {
      setItem();
    } catch {
      // Storage is full or forbidden; the page goes on without memory.
    }
  };
  store.subscribe((state, before) => {
    if (names.every((name) => state[name] === before[name])) return;
    timer ??= setTimeout(write, DELAY);
  });
  globalThis.addEventListener?.('pagehide', () => {
    if (timer !== undefined) write();
  });
}
