/**
 * Counts what onnxruntime and the engine hold outside of the garbage collector's reach. It must be imported before
 * either starts, since it watches where WebAssembly memory and GPU buffers are made.
 */
import type { Held } from '../soak';

const memories: WebAssembly.Memory[] = [];
let buffers = 0;

WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

if ('GPUDevice' in globalThis) {
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    buffers++;
    return createBuffer.call(this, descriptor);
  };
  const { destroy } = GPUBuffer.prototype;
  const destroyed = new WeakSet<GPUBuffer>();
  GPUBuffer.prototype.destroy = function () {
    if (!destroyed.has(this)) buffers--;
    destroyed.add(this);
    destroy.call(this);
  };
}

export function held(): Held {
  return { heap: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), buffers };
}
