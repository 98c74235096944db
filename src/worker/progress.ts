/** Progress of a download in several parts, told often enough for a person and no more often. */
import type { LoadProgress } from './api';

/** Milliseconds between two reports. */
const APART = 50;

export class DownloadProgress {
  #loaded = 0;
  #total = 0;
  #note: string | null = null;
  #stage: 'download' | 'read' = 'download';
  /** Whether the last part is known, and with it the total. */
  #whole = false;
  #told = -Infinity;

  constructor(
    readonly tell: (progress: LoadProgress) => void,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one more part of the files, from the network or from storage. Gets the bytes that are there of it, and of all of it. */
  part(stage: 'download' | 'read', isLast: boolean): (loaded: number, total: number) => void {
    const before = { loaded: this.#loaded, total: this.#total };
    this.#stage = stage;
    this.#whole = isLast;
    return (loaded, total) => {
      this.#loaded = before.loaded + loaded;
      this.#total = before.total + total;
      if (loaded === total || this.now() - this.#told >= APART) this.#report();
    };
  }

  /** A sentence on what holds it up, or null when it goes on. */
  note(note: string | null): void {
    const changed = note !== this.#note;
    this.#note = note;
    // Before the first part there is nothing to say but what holds it up.
    if (changed && (note !== null || this.#total > 0)) this.#report();
  }

  #report(): void {
    this.#told = this.now();
    const known = this.#whole && this.#total > 0;
    this.tell({
      stage: this.#stage,
      fraction: known ? this.#loaded / this.#total : null,
      loaded: this.#loaded,
      ...(known ? { total: this.#total } : {}),
      ...(this.#note === null ? {} : { note: this.#note }),
    });
  }
}
