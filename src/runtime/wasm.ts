/** onnxruntime in WebAssembly: every browser has it. */
import { add } from '../graph/build';
import { program } from '../graph/program';
import { CpuRuntime } from './cpu';
import type { Runtime } from './runtime';
import { threadsFor } from './threads';

/** The least that can be asked. */
const NOTHING = program('nothing', (graph) => {
  const x = graph.input('x', [1]);
  return { y: add(x, x) };
});

/** @param isBeside another worker's model, which is to be left its threads */
export async function createWasmRuntime(isBeside: boolean): Promise<Runtime> {
  const { ort } = await import('./web');
  const threads = threadsFor(navigator.hardwareConcurrency, globalThis.crossOriginIsolated, isBeside);
  ort.env.wasm.numThreads = threads;
  const runtime = new CpuRuntime(ort, {
    backend: 'wasm',
    threads,
    session: { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    weightFiles: true,
  });
  // onnxruntime compiles itself with its first session, which needs no model: it is done while that is on its way.
  await (await runtime.kernel(NOTHING, { weight: () => ({ data: new Float32Array(), shape: [] }) }, String)).release();
  return runtime;
}
