/** What the parts of the session share. */
import { EngramError } from '../errors';
import type { RemoteEngine } from '../worker/client';
import type { AppStore } from '../state/store';

/** What every part of the session works with. */
export interface Desk {
  readonly store: AppStore;
  readonly api: RemoteEngine;
  /** For errors that are not the part's own: the engine is broken, or there is a bug. */
  readonly fail: (error: unknown) => void;
}

/** A fresh name for a piece of work, so that it can be cancelled. */
export const newJob = (() => {
  let count = 0;
  return (kind: string): string => `${kind}-${++count}`;
})();

export function codeOf(error: unknown): string | undefined {
  return error instanceof EngramError ? error.code : undefined;
}
