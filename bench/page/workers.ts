/** The page's own workers, and what opens in them. */
import { wrap, type Remote } from 'comlink';
import type { BackendPreference } from '../../src/runtime/choose';
import type { ModelName } from '../models';
import type { BenchWorker } from './worker';

/** Of the built-in model. */
export const FOLDER = new URL('models/builtin/', location.href).href;

/** Works in a worker of its own, which then ends, and its memory with it. */
export async function inWorker<T>(work: (worker: Remote<BenchWorker>) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  try {
    return await work(wrap<BenchWorker>(worker));
  } finally {
    worker.terminate();
  }
}

export function open(worker: Remote<BenchWorker>, model: ModelName, backend: BackendPreference): Promise<void> {
  return worker.open(model, backend, FOLDER);
}
