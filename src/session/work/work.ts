/**
 * Long work that a visitor starts: each piece is a row of a table that says what it depends on, which procedure it runs
 * and where the result goes. It reports how far it is, can be cancelled, and is given up where what it was asked about
 * changes.
 */
import type { AskedModel } from '../../experiments/asked-model';
import type { Course } from '../../experiments/course';
import type { State } from '../../state/store';

/** What a piece of work is given. */
export interface Means {
  readonly model: AskedModel;
  readonly course: Course;
  /** Adds to the state what is found so far, unless the work was given up meanwhile. */
  show(found: Partial<State>): void;
}

export interface Work {
  /** All that the work hangs on; it ends where this changes. null: there is nothing to do. */
  hangsOn(state: State): object | null;
  /** @returns what it adds to the state. */
  run(means: Means, state: State): Promise<Partial<State>>;
  /** Once that is in the state. */
  done?(state: State): void;
}
