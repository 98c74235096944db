/** onnxruntime in WebAssembly: every browser has it. */
import { CpuRuntime } from './cpu';
import type { Runtime } from './runtime';

export async function createWasmRuntime(): Promise<Runtime> {
  const { ort, threads } = await import('./web');
  return new CpuRuntime(ort, {
    backend: 'wasm',
    threads,
    session: { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    weightFiles: true,
  });
}
