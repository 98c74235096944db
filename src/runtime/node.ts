/** onnxruntime for the command line, the package, tests and benchmarks: native where it is installed, else in WebAssembly. */
import { availableParallelism } from 'node:os';
import { EngramError, messageOf } from '../errors';
import { CpuRuntime } from './cpu';
import type { Runtime } from './runtime';
import { threadsFor } from './threads';

/** 'auto' is native where onnxruntime-node can be loaded. */
export type NodeBackend = 'auto' | 'native' | 'wasm';

export interface NodeRuntimeOptions {
  /** Threads within an operation; default: one a core, and for WebAssembly 8 at most. */
  readonly threads?: number | undefined;
  readonly backend?: NodeBackend | undefined;
}

export interface OpenedNodeRuntime {
  readonly runtime: Runtime;
  /** One sentence: why it runs there. */
  readonly reason: string;
}

/** @param threads threads within an operation; default: one a core. */
export async function createNodeRuntime(threads?: number): Promise<Runtime> {
  return (await openNodeRuntime({ threads })).runtime;
}

/**
 * A native runtime is two to three times as fast as WebAssembly; the numbers agree to a float32's last digits.
 * @throws EngramError('runtime') where 'native' is asked for and cannot be loaded.
 */
export async function openNodeRuntime({ threads, backend = 'auto' }: NodeRuntimeOptions): Promise<OpenedNodeRuntime> {
  if (backend === 'wasm') return openWasmInNode(threads, 'WebAssembly was asked for');
  try {
    return await openNative(threads);
  } catch (cause) {
    if (backend === 'auto') return openWasmInNode(threads, `onnxruntime-node ${whyNot(cause)}`);
    throw new EngramError(
      'runtime',
      `onnxruntime-node ${whyNot(cause)}. Install it beside engram, or take the backend 'wasm'.`,
      { cause },
    );
  }
}

async function openNative(threads: number = availableParallelism()): Promise<OpenedNodeRuntime> {
  const ort = await import('onnxruntime-node');
  const session = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  } as const;
  const runtime = new CpuRuntime(ort, { backend: 'node', threads, session, weightFiles: false });
  return {
    runtime,
    reason: `onnxruntime-node is installed, so the model runs natively on the CPU, ${inWords(threads)}.`,
  };
}

/** onnxruntime-web starts once in a process, with the threads that are asked for first. */
async function openWasmInNode(wanted: number | undefined, because: string): Promise<OpenedNodeRuntime> {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads ??= wanted ?? threadsFor(availableParallelism(), true);
  ort.env.logLevel = 'error';
  const threads = ort.env.wasm.numThreads;
  const runtime = new CpuRuntime(ort, {
    backend: 'wasm',
    threads,
    session: { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    weightFiles: true,
  });
  return { runtime, reason: `${because}, so the model runs on the CPU in WebAssembly, ${inWords(threads)}.` };
}

const inWords = (threads: number): string => (threads === 1 ? '1 thread' : `${threads} threads`);

function whyNot(cause: unknown): string {
  const absent = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
  return absent ? 'is not installed' : `cannot be loaded (${messageOf(cause).split('\n')[0]})`;
}
