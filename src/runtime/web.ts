/**
 * onnxruntime-web as both web runtimes use it. One bundle carries WebGPU and WebAssembly; its WebAssembly runs as fast
 * as that of the smaller one. It is started once in a worker's life, so its settings are made here, before anyone can.
 */
import * as ort from 'onnxruntime-web/webgpu';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { threadsFor } from './threads';

// Absolute: threads are workers of their own, for which a relative address would mean another place.
ort.env.wasm.wasmPaths = { mjs: new URL(mjs, import.meta.url).href, wasm: new URL(wasm, import.meta.url).href };
ort.env.wasm.numThreads = threadsFor(navigator.hardwareConcurrency, globalThis.crossOriginIsolated);
ort.env.logLevel = 'error';

export const threads: number = ort.env.wasm.numThreads;
export { ort };
