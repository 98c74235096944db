/**
 * Buffers on the GPU: the model's weights, each held once however many kernels read it, and the copies in and out. All of
 * it is plain WebGPU on our own device; onnxruntime takes no part.
 */
import { EngramError, messageOf } from '../errors';
import { packHalves } from './halves';
import type { Precision, WeightSource } from './runtime';

const BYTES = 4;

export interface Weight {
  /** Float32, or pairs of halves. */
  readonly buffer: GPUBuffer;
  readonly halves: boolean;
  readonly shape: readonly number[];
}

/** Part of a buffer, in elements. */
export interface Span {
  readonly buffer: GPUBuffer;
  readonly from: number;
  readonly length: number;
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

  /** A new buffer with these spans, one behind the other. */
  join(spans: readonly Span[]): GPUBuffer {
    const buffer = this.create(spans.reduce((n, { length }) => n + length, 0));
    const commands = this.device.createCommandEncoder();
    let to = 0;
    for (const { buffer: source, from, length } of spans) {
      commands.copyBufferToBuffer(source, from * BYTES, buffer, to * BYTES, length * BYTES);
      to += length;
    }
    this.device.queue.submit([commands.finish()]);
    return buffer;
  }

  /** The first `length` elements of a buffer. */
  async read(buffer: GPUBuffer, length: number): Promise<Float32Array> {
    const staging = this.device.createBuffer({
      size: length * BYTES,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    try {
      const commands = this.device.createCommandEncoder();
      commands.copyBufferToBuffer(buffer, 0, staging, 0, length * BYTES);
      this.device.queue.submit([commands.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      return new Float32Array(staging.getMappedRange().slice(0));
    } catch (error) {
      throw new EngramError('runtime', `Reading from the GPU failed: ${messageOf(error)}`, { cause: error });
    } finally {
      staging.destroy();
    }
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

  /** Frees the weight when its last kernel gives it back; returns it then. */
  give(source: WeightSource, name: string): Weight | null {
    const held = this.#weights.get(source);
    const weight = held?.get(name);
    if (!held || !weight || --weight.users > 0) return null;
    held.delete(name);
    weight.buffer.destroy();
    return weight;
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
