/**
 * Long work that a visitor starts: each piece is a row of a table that says what it depends on and what it asks of the
 * engine. It reports how far it is, can be cancelled, and is given up where what it was asked about changes.
 */
import type { WorkProgress } from '../../worker/api';
import type { RemoteEngine } from '../../worker/client';
import type { State } from '../../state/store';

export interface Bench {
  readonly api: RemoteEngine;
  /** Name of the job, for every call of this piece of work. */
  readonly job: string;
  /** A callback for a stretch of the work, from a share done to another; already wrapped for the crossing. */
  progress(from: number, to: number): (progress: WorkProgress) => void;
  /** Adds to the state what is found so far, unless the work was given up meanwhile. */
  show(found: Partial<State>): void;
}

export interface Work {
  /** What the work is about; it ends where this changes. null: there is nothing to do. */
  keyOf(state: State): string | null;
  /** @returns what it adds to the state. */
  run(bench: Bench, state: State): Promise<Partial<State>>;
  /** Once that is in the state. */
  done?(state: State): void;
}
