/**
 * Tabs of the page share one storage. Before a tab writes, it looks whether another one has changed the work there since;
 * if so it leaves that alone, keeps its own beside it, and asks which of the two to go on with. The one that is not chosen
 * stays beside, and can be opened after every reload until it is forgotten: nothing of either is lost.
 */
import type { AppStore } from '../state/store';
import { LESSON_KEY, MODELS_KEY, PROMPTS_KEY, RESULTS_KEY, STORAGE_KEY, type Storage } from './persistence';

export const BESIDE_KEY = 'engram-beside';

/** What would be missed; the view, or which prompt is open, would not. */
const MISSED: Readonly<Record<string, readonly string[] | 'all'>> = {
  [STORAGE_KEY]: ['edits', 'past', 'future', 'fact'],
  [RESULTS_KEY]: 'all',
  [PROMPTS_KEY]: ['promptList', 'promptResults'],
  [MODELS_KEY]: ['aside'],
  [LESSON_KEY]: ['lesson', 'lessonDraft'],
};
const KEYS = Object.keys(MISSED);

/** The text of everything that is kept, by key; null where nothing is. */
type Texts = Readonly<Record<string, string | null>>;

export interface SharedStorage extends Storage {
  /** Whether there is work beside. */
  hasBeside(): boolean;
  forgetBeside(): void;
  /** Goes on with this tab's work; what the other one wrote stays beside. */
  keepMine(): void;
  /** Gives way to what the other one wrote; this tab's work stays beside. Whoever calls it loads the page anew. */
  takeTheirs(): void;
  /** Puts the work beside in the place of the other, which is beside from then on. Whoever calls it loads the page anew. */
  exchange(): void;
}

/** @param onOther told once, when another tab turns out to have changed the work. */
export function shareStorage(storage: Storage, onOther: () => void): SharedStorage {
  let seen: Texts = Object.fromEntries(KEYS.map((key) => [key, storage.getItem(key)]));
  /** Left: the page is about to be loaded anew, and writes no more. */
  let state: 'together' | 'apart' | 'left' = 'together';

  const changedElsewhere = (key: string): boolean => {
    const now = storage.getItem(key);
    const last = seen[key] ?? null;
    if (now === last) return false;
    const theirs = missedOf(key, now);
    return theirs !== null && theirs !== missedOf(key, last);
  };
  const writeAll = (texts: Texts) => {
    for (const key of KEYS) storage.setItem(key, texts[key] ?? '');
  };
  const readAll = (): Texts => Object.fromEntries(KEYS.map((key) => [key, storage.getItem(key)]));

  return {
    getItem: (key) => storage.getItem(key),
    setItem: (key, text) => {
      if (state === 'left') return;
      if (state === 'together' && changedElsewhere(key)) {
        state = 'apart';
        onOther();
      }
      seen = { ...seen, [key]: text };
      if (state === 'together') storage.setItem(key, text);
      else storage.setItem(BESIDE_KEY, JSON.stringify(seen));
    },
    hasBeside: () => besideOf(storage) !== null,
    forgetBeside: () => storage.setItem(BESIDE_KEY, ''),
    keepMine: () => {
      storage.setItem(BESIDE_KEY, JSON.stringify(readAll()));
      writeAll(seen);
      state = 'together';
    },
    takeTheirs: () => {
      state = 'left';
    },
    exchange: () => {
      const beside = besideOf(storage);
      if (!beside) return;
      state = 'left';
      storage.setItem(BESIDE_KEY, JSON.stringify(readAll()));
      writeAll(beside);
    },
  };
}

/** Only the pieces that would be missed, as text; null where there is nothing to miss. */
function missedOf(key: string, text: string | null): string | null {
  try {
    const kept = JSON.parse(text ?? '') as Readonly<Record<string, unknown>>;
    const names = MISSED[key] ?? 'all';
    const pieces = (names === 'all' ? Object.keys(kept).sort() : names).map((name) => [name, kept[name]] as const);
    const missed = pieces.filter(([name, piece]) => name !== 'version' && !isNothing(piece));
    return missed.length === 0 ? null : JSON.stringify(missed);
  } catch {
    return null;
  }
}

/** null, an empty list, and an object of nothing else: edits without any edit have a version all the same. */
function isNothing(piece: unknown): boolean {
  if (piece === null || piece === undefined) return true;
  return (
    typeof piece === 'object' && Object.entries(piece).every(([name, part]) => name === 'version' || isNothing(part))
  );
}

function besideOf(storage: Storage): Texts | null {
  try {
    const texts: unknown = JSON.parse(storage.getItem(BESIDE_KEY) ?? '');
    return typeof texts === 'object' && texts !== null ? (texts as Texts) : null;
  } catch {
    return null;
  }
}

/** Asks which of two tabs' work to go on with, and offers what is beside. @param reload loads the page anew. */
export function askAboutTabs(store: AppStore, shared: () => SharedStorage, reload: () => void) {
  const { notify } = store.getState();
  const openBeside = {
    label: 'Open the other',
    run: () => {
      shared().exchange();
      reload();
    },
  };
  return {
    offerBeside: () =>
      notify({
        tone: 'info',
        cause: 'tabs',
        waits: true,
        text: 'Two tabs had different work. This is the one that you chose; the other is kept beside it.',
        action: openBeside,
        alternative: { label: 'Forget the other', run: () => shared().forgetBeside() },
      }),
    whichOfTwo: () =>
      notify({
        tone: 'problem',
        cause: 'tabs',
        text: 'Another tab has changed the work that this browser keeps. Which one do you go on with? The other is kept beside it.',
        action: {
          label: 'This tab’s',
          run: () => {
            shared().keepMine();
          },
        },
        alternative: {
          label: 'The other’s',
          run: () => {
            shared().takeTheirs();
            reload();
          },
        },
      }),
  };
}
