/** onnxruntime in WebAssembly: every browser has it. */
import { add } from '../graph/build';
import { program } from '../graph/program';
import { CpuRuntime } from './cpu';
import type { Runtime } from './runtime';

/** The least that can be asked. */
const NOTHING = program('nothing', (graph) => {
  const x = graph.input('x', [1]);
  return { y: add(x, x) };
});

export async function createWasmRuntime(): Promise<Runtime> {
  const { ort, threads } = await import('./web');
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
