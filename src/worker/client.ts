/** The page's end of the engine: starts the worker and gives its calls, which reject if the worker itself breaks. */
import { wrap } from 'comlink';
import { EngramError } from '../errors';
import { hubOf } from '../hub/address';
import type { EngineApi } from './api';
import { carryErrors } from './crossing';

type Remotely<Call> = Call extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;

/** EngineApi, answered from afar. Callbacks have to be wrapped with comlink's proxy(). */
export type RemoteEngine = { readonly [Name in keyof EngineApi]: Remotely<EngineApi[Name]> };

export interface EngineClient {
  readonly api: RemoteEngine;
  /** Ends the worker, whatever it is doing; calls that are under way never answer. */
  terminate(): void;
}

/** @param isBeside a second one beside the page's own, which is to stay the faster one */
export function createEngine(isBeside = false): EngineClient {
  carryErrors();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: `${hubOf(new URL(location.href))}${isBeside ? ' beside' : ''}`,
  });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => {
      reject(
        new EngramError(
          'runtime',
          `The engine could not run: ${message || 'its script did not load'}. Reload the page.`,
        ),
      );
    });
  });
  broken.catch(() => {});
  const remote: RemoteEngine = wrap<EngineApi>(worker);
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A) =>
      Promise.race([call(...args), broken]);
  return {
    api: {
      load: guarded(remote.load),
      cancelLoad: guarded(remote.cancelLoad),
      inspect: guarded(remote.inspect),
      storedModels: guarded(remote.storedModels),
      deleteStored: guarded(remote.deleteStored),
      tokenize: guarded(remote.tokenize),
      lookUp: guarded(remote.lookUp),
      complete: guarded(remote.complete),
      predict: guarded(remote.predict),
      activations: guarded(remote.activations),
      attribute: guarded(remote.attribute),
      says: guarded(remote.says),
      wordsOfNeurons: guarded(remote.wordsOfNeurons),
      dose: guarded(remote.dose),
      lookUpAll: guarded(remote.lookUpAll),
      evidence: guarded(remote.evidence),
      compare: guarded(remote.compare),
      doseBand: guarded(remote.doseBand),
      firing: guarded(remote.firing),
      positions: guarded(remote.positions),
      hears: guarded(remote.hears),
      lens: guarded(remote.lens),
      attention: guarded(remote.attention),
      exportModel: guarded(remote.exportModel),
      python: guarded(remote.python),
      cancel: guarded(remote.cancel),
    },
    terminate: () => worker.terminate(),
  };
}
