import { expose } from 'comlink';
import * as ort from 'onnxruntime-web/webgpu';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
ort.env.wasm.wasmPaths = { mjs: new URL(mjs, self.location.href).href, wasm: new URL(wasm, self.location.href).href };
ort.env.wasm.numThreads = self.crossOriginIsolated ? 2 : 1;
expose({
  async run(bytes: Uint8Array) {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    return [session.inputNames, session.outputNames, self.crossOriginIsolated, ort.env.wasm.numThreads];
  },
});
