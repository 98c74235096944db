/** How long work is followed and stopped: the same for every operation of the workbench. */
import type { RunOptions } from './forward';

export interface WorkProgress {
  /** Steps done; not always a whole number. */
  readonly done: number;
  readonly total: number;
}

export interface WorkOptions extends RunOptions {
  readonly onProgress?: (progress: WorkProgress) => void;
}
