/**
 * Messages that the visitor should see and may put away. A message has a cause: a newer one of the same cause takes its
 * place, and once the cause is settled it goes by itself.
 */
import type { Slice } from './slice';

/** At most so many stand at once. */
export const MOST_NOTICES = 3;

export type Cause =
  'drop' | 'earlier link' | 'edits' | 'lesson' | 'link' | 'load' | 'prompts' | 'question' | 'share' | 'tabs';

interface Action {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  readonly text: string;
  /** Without one, only the same words take its place. */
  readonly cause?: Cause;
  /** A button beside the text, and a second one. */
  readonly action?: Action;
  readonly alternative?: Action;
  /** Stays until somebody answers it, although it is no problem. */
  readonly waits?: boolean;
}

export interface NoticesSlice {
  readonly notices: readonly Notice[];
  notify(notice: Omit<Notice, 'id'>): void;
  dismissNotice(id: number): void;
  /** What gave rise to messages is over. */
  settle(cause: Cause): void;
}

export const noticesSlice: Slice<NoticesSlice> = (set, get) => ({
  notices: [],
  notify: (notice) => {
    const { notices } = get();
    const others = notices.filter(
      ({ text, cause }) => text !== notice.text && (cause === undefined || cause !== notice.cause),
    );
    const id = Math.max(0, ...notices.map((other) => other.id)) + 1;
    set({ notices: [...others, { ...notice, id }].slice(-MOST_NOTICES) });
  },
  dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
  settle: (cause) => {
    const left = get().notices.filter((notice) => notice.cause !== cause);
    if (left.length < get().notices.length) set({ notices: left });
  },
});
