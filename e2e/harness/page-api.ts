/** What the test page offers to the tests as `window.harness`. */
import type { Remote } from 'comlink';
import type { BackendPreference } from '../../src/runtime/choose';
import type { Precision } from '../../src/runtime/runtime';
import type { LoadProgress, ModelInfo, ModelSource } from '../../src/worker/api';
import type { RemoteEngine } from '../../src/worker/client';
import type { Harness } from './worker';

export interface HarnessPage {
  /** An engine of the tests' own, in a worker. */
  readonly engine: Remote<Harness>;
  /** Opens the model in a folder of the server in it; `names` where the files are not the usual four. */
  openFolder(
    preference: BackendPreference,
    folder: string,
    names?: readonly string[],
    decoderBytes?: number,
    precision?: Precision,
  ): ReturnType<Remote<Harness>['open']>;
  /** The page's own engine, started at the first use, and what it told of its progress so far. */
  visitor(): RemoteEngine;
  load(source: ModelSource, preference: BackendPreference): Promise<ModelInfo>;
  readonly progress: LoadProgress[];
}

declare global {
  interface Window {
    harness: HarnessPage;
  }
}
