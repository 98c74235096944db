/**
 * Counts what onnxruntime and the engine hold outside of the garbage collector's reach. It must be imported before
 * either starts, since it watches where WebAssembly memory and GPU buffers are made.
 */
import type { Held } from '../soak';
import { watch } from './watch';

const memories: WebAssembly.Memory[] = [];
let buffers = 0;

WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

if ('GPUDevice' in globalThis) {
  watch(GPUDevice.prototype, 'createBuffer', () => buffers++);
  const destroyed = new WeakSet<GPUBuffer>();
  watch(GPUBuffer.prototype, 'destroy', (buffer) => {
    if (!destroyed.has(buffer)) buffers--;
    destroyed.add(buffer);
  });
}

export function held(): Held {
  return { heap: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), buffers };
}
