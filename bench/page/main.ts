/** The benchmark's page: speaks to engines in module workers, as the real page does. */
import { proxy, wrap, type ProxyMarked, type Remote } from 'comlink';
import { findAdapter } from '../../src/runtime/gpu-device';
import type { BackendPreference } from '../../src/runtime/choose';
import type { ModelSource } from '../../src/worker/api';
import { createEngine } from '../../src/worker/client';
import { carryErrors } from '../../src/worker/crossing';
import { modelFiles, TITLES, type ModelName } from '../models';
import { measure, measureLoad } from '../workload';
import type { BenchPage } from './api';
import type { BenchWorker } from './worker';

const FOLDER = new URL('models/builtin/', location.href).href;

carryErrors();
const callback = <F extends (...args: never[]) => unknown>(f: F): F & ProxyMarked => proxy(f);
const engines = { start: () => ({ ...createEngine(), callback }) };

async function sourceOf(model: ModelName): Promise<ModelSource> {
  if (model === 'builtin') return { kind: 'builtin' };
  const read = async (name: string) => new Uint8Array(await (await fetch(new URL(name, FOLDER))).arrayBuffer());
  const files = await modelFiles(model, read);
  return { kind: 'files', name: TITLES[model], files: [...files].map(([name, bytes]) => ({ name, data: new Blob([bytes]) })) };
}

/** Works in a worker of its own, which then ends, and its memory with it. */
async function inWorker<T>(work: (worker: Remote<BenchWorker>) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  try {
    return await work(wrap<BenchWorker>(worker));
  } finally {
    worker.terminate();
  }
}

async function open(worker: Remote<BenchWorker>, model: ModelName, preference: BackendPreference): Promise<void> {
  const { backend, reason } = await worker.open(model, preference, FOLDER);
  if (preference !== 'auto' && backend !== preference) throw new Error(reason);
}

const bench: BenchPage = {
  load: async (model, backend) => measureLoad(engines, await sourceOf(model), backend),
  measure: async (model, backend, runs) => measure(engines, await sourceOf(model), backend, runs),
  matmul: (backend, runs) => inWorker((worker) => worker.matmul(backend, runs)),
  held: (model, backend, quadrature) =>
    inWorker(async (worker) => {
      await open(worker, model, backend);
      await worker.attribute(quadrature);
      return worker.held();
    }),
  soak: (model, backend, plan) =>
    inWorker(async (worker) => {
      await open(worker, model, backend);
      return worker.soak(plan);
    }),
  async hasGpu() {
    const found = await findAdapter();
    return typeof found !== 'string' && !found.software;
  },
  tryWebGpu: (model) =>
    inWorker(async (worker) => {
      await open(worker, model, 'webgpu');
      const { target, residual } = await worker.attribute({ method: 'adaptive', tolerance: 1e-3 });
      return `it runs: attributes "${target}" with a residual of ${residual.toExponential(1)} of its probability`;
    }),
};

window.bench = bench;
