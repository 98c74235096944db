/**
 * onnxruntime-web, in WebAssembly only: for WebGPU the kernels are our own. It is started once in a worker's life, so its
 * settings are made here, before anyone can; only how many threads it takes is for whoever starts it. Its WebAssembly travels packed (vite/packed-plugin.ts), and is fetched as soon
 * as it is known to be needed, beside the model.
 */
import * as ort from 'onnxruntime-web/wasm';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?packed';
import { fetchKept } from './kept-files';

// Absolute: threads are workers of their own, for which a relative address would mean another place.
ort.env.wasm.wasmPaths = { mjs: new URL(mjs, import.meta.url).href };
ort.env.wasm.wasmBinary = await unpacked(new URL(wasm, import.meta.url));
ort.env.logLevel = 'error';

export { ort };

async function unpacked(address: URL): Promise<ArrayBuffer> {
  const { ok, status, body } = await (import.meta.env.DEV ? fetch(address) : fetchKept(address));
  if (!ok || !body) throw new Error(`WebAssembly could not be downloaded: the server answered ${status}.`);
  return new Response(body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
