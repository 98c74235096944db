/**
 * onnxruntime-web, in WebAssembly only: for WebGPU the kernels are our own. It is started once in a worker's life, so its
 * settings are made here, before anyone can.
 */
import * as ort from 'onnxruntime-web/wasm';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { threadsFor } from './threads';

// Absolute: threads are workers of their own, for which a relative address would mean another place.
ort.env.wasm.wasmPaths = { mjs: new URL(mjs, import.meta.url).href, wasm: new URL(wasm, import.meta.url).href };
ort.env.wasm.numThreads = threadsFor(navigator.hardwareConcurrency, globalThis.crossOriginIsolated);
ort.env.logLevel = 'error';

export const threads: number = ort.env.wasm.numThreads;
export { ort };
