/**
 * Which runtime the page gets, and the sentence that tells the visitor why. WebGPU where a real GPU is offered and gives
 * the right answer to a small sum; else WebAssembly, which always works.
 */
import { messageOf } from '../errors';
import { findAdapter } from './gpu-device';
import type { Precision, Runtime } from './runtime';
import { selfTest } from './self-test';
import { createWasmRuntime } from './wasm';
import { createWebGpuRuntime } from './webgpu';

export type BackendPreference = 'auto' | 'webgpu' | 'wasm';

export interface ChosenRuntime {
  readonly runtime: Runtime;
  /** The GPU's name, where WebGPU is in use. */
  readonly adapter?: string;
  readonly reason: string;
}

/**
 * Falls back to WebAssembly whatever is wrong with WebGPU; a software adapter is used only where WebGPU is asked for.
 * @param precision of the weights on WebGPU @param isBeside another worker's model, which is to be left its threads
 */
export async function openWebRuntime(
  preference: BackendPreference,
  precision: Precision = 'float32',
  isBeside = false,
): Promise<ChosenRuntime> {
  if (preference === 'wasm') return openWasm('WebAssembly was asked for', isBeside);
  const gpu = await tryWebGpu(preference === 'webgpu', precision);
  return typeof gpu === 'string' ? openWasm(`No WebGPU: ${gpu}`, isBeside) : gpu;
}

/** The runtime, or why not. */
async function tryWebGpu(acceptSoftware: boolean, precision: Precision): Promise<ChosenRuntime | string> {
  const found = await findAdapter();
  if (typeof found === 'string') return found;
  const { adapter, name, software } = found;
  if (software && !acceptSoftware) return `the adapter found (${name}) is software`;
  let runtime: Runtime | undefined;
  try {
    runtime = await createWebGpuRuntime(adapter, precision);
    await selfTest(runtime);
    return { runtime, adapter: name, reason: `WebGPU: the model runs on the graphics processor (${name}).` };
  } catch (error) {
    await runtime?.dispose().catch(() => {});
    return `the adapter (${name}) failed its self-test (${messageOf(error)})`;
  }
}

async function openWasm(because: string, isBeside: boolean): Promise<ChosenRuntime> {
  const runtime = await createWasmRuntime(isBeside);
  const threads = runtime.threads === 1 ? '1 thread' : `${runtime.threads} threads`;
  const isolation = globalThis.crossOriginIsolated ? '' : ' (more need a cross-origin isolated page)';
  return { runtime, reason: `${because}, so the model runs on the CPU in WebAssembly, ${threads}${isolation}.` };
}
