/** Messages that the visitor should see and may put away. */
import type { Slice } from './slice';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  readonly text: string;
  /** A button beside the text. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface NoticesSlice {
  readonly notices: readonly Notice[];
  notify(notice: Omit<Notice, 'id'>): void;
  dismissNotice(id: number): void;
}

export const noticesSlice: Slice<NoticesSlice> = (set, get) => ({
  notices: [],
  notify: (notice) => {
    const others = get().notices.filter((other) => other.text !== notice.text);
    const id = Math.max(0, ...get().notices.map((other) => other.id)) + 1;
    set({ notices: [...others, { ...notice, id }].slice(-3) });
  },
  dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
});
