/** What the test page offers to the tests and the benchmark as `window.harness`. */
import type { Remote } from 'comlink';
import type { Measured } from '../../bench/workload';
import type { BackendPreference } from '../../src/runtime/choose';
import type { Harness } from './worker';

export interface HarnessPage {
  /** An engine of the tests' own, in a worker. */
  readonly engine: Remote<Harness>;
  /** Opens the model in a folder of the server in it. */
  openFolder(preference: BackendPreference, folder: string): ReturnType<Remote<Harness>['open']>;
  /** Milliseconds that the real page's worker takes to be ready. */
  load(preference: BackendPreference): Promise<number>;
  /** Runs the benchmark on the real page's worker. */
  measure(preference: BackendPreference, runs: number): Promise<Measured>;
  /** Whether there is a GPU, as opposed to one in software. */
  hasGpu(): Promise<boolean>;
  /** A sentence on whether WebGPU in software runs the built-in model. */
  tryWebGpu(): Promise<string>;
}

declare global {
  interface Window {
    harness: HarnessPage;
  }
}
