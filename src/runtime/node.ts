/** Native onnxruntime, for the command line, tests and benchmarks. */
import { availableParallelism } from 'node:os';
import { CpuRuntime } from './cpu';
import type { Runtime } from './runtime';

/** @param threads threads within an operation; default: one a core. */
export async function createNodeRuntime(threads: number = availableParallelism()): Promise<Runtime> {
  const ort = await import('onnxruntime-node');
  return new CpuRuntime(ort, {
    backend: 'node',
    threads,
    session: { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    weightFiles: false,
  });
}
