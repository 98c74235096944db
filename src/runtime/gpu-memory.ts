/** Buffers on the GPU that last: the model's weights, each held once however many kernels read it. */
import { EngramError, messageOf } from '../errors';
import { packHalves } from './halves';
import type { Precision, WeightSource } from './runtime';

export interface Weight {
  /** Float32, or pairs of halves. */
  readonly buffer: GPUBuffer;
  readonly halves: boolean;
  readonly shape: readonly number[];
}

export class GpuMemory {
  readonly #weights = new WeakMap<WeightSource, Map<string, Weight & { users: number }>>();

  /** @param precision of the weights' matrices; vectors are float32 always. */
  constructor(
    readonly device: GPUDevice,
    readonly precision: Precision,
  ) {}

  /** A new buffer with these values. */
  store(data: Float32Array | Uint32Array): GPUBuffer {
    const buffer = this.create(data.length, true);
    new Uint32Array(buffer.getMappedRange(), 0, data.length).set(
      new Uint32Array(data.buffer, data.byteOffset, data.length),
    );
    buffer.unmap();
    return buffer;
  }

  /** The weight of this name, uploaded by the first kernel that asks; each `take` needs a `give`. */
  take(source: WeightSource, name: string): Weight {
    const held = this.#weights.get(source) ?? new Map<string, Weight & { users: number }>();
    this.#weights.set(source, held);
    let weight = held.get(name);
    if (!weight) {
      const { data, shape } = source.weight(name);
      const packed = this.precision === 'float16' && shape.length > 1 ? packHalves(data) : null;
      weight = { buffer: this.store(packed ?? data), halves: packed !== null, shape, users: 0 };
      held.set(name, weight);
    }
    weight.users++;
    return weight;
  }

  /** Frees the weight when its last kernel gives it back. */
  give(source: WeightSource, name: string): void {
    const held = this.#weights.get(source);
    const weight = held?.get(name);
    if (!held || !weight || --weight.users > 0) return;
    held.delete(name);
    weight.buffer.destroy();
  }

  /** For so many words of four bytes. Sizes are multiples of 16 bytes, since kernels read four floats at a time. */
  create(length: number, mappedAtCreation = false): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const size = Math.max(16, Math.ceil(length / 4) * 16);
    try {
      return this.device.createBuffer({ size, usage, mappedAtCreation });
    } catch (cause) {
      // Only a buffer that is mapped at its creation says at once that there is no room for it.
      throw new EngramError(
        'memory',
        `The graphics processor has no room for ${size} bytes more (${messageOf(cause)}).`,
        { cause },
      );
    }
  }
}
