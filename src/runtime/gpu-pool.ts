/**
 * Buffers for what comes and goes on the GPU. A queue runs its commands in order, so a buffer whose last reader is recorded
 * can be given to the next writer at once; nothing has to wait for the card.
 */
import type { GpuMemory } from './gpu-memory';

/** A buffer in use. It goes back to the pool with its last user. */
export class PooledBuffer {
  #users = 1;

  constructor(
    readonly buffer: GPUBuffer,
    /** Words of four bytes that it holds. */
    readonly size: number,
    readonly free: (storage: PooledBuffer) => void,
  ) {}

  retain(): this {
    this.#users++;
    return this;
  }

  release(): void {
    if (--this.#users === 0) this.free(this);
  }
}

/** Bytes of idle buffers that are kept for the next run; the least recently used go first. */
const MOST_IDLE = 512 * 2 ** 20;

export class GpuPool {
  /** By size, in words. */
  readonly #idle = new Map<number, GPUBuffer[]>();
  #idleBytes = 0;
  /** Buffers that recorded commands may still name. */
  #doomed: GPUBuffer[] = [];

  constructor(readonly memory: GpuMemory) {}

  /** For so many words of four bytes, of unknown content. */
  take(length: number): PooledBuffer {
    const size = sizeClass(length);
    const idle = this.#idle.get(size);
    const kept = idle?.pop();
    if (kept) this.#idleBytes -= 4 * size;
    return new PooledBuffer(kept ?? this.memory.create(size), size, (storage) => this.#put(storage));
  }

  /** Takes a buffer of another's making into its care. */
  adopt(buffer: GPUBuffer): PooledBuffer {
    return new PooledBuffer(buffer, buffer.size / 4, () => this.#doomed.push(buffer));
  }

  /** Destroys what is too much, once the commands recorded so far are submitted. */
  sweep(): void {
    for (const buffer of this.#doomed) buffer.destroy();
    this.#doomed = [];
  }

  clear(): void {
    for (const buffers of this.#idle.values()) this.#doomed.push(...buffers);
    this.#idle.clear();
    this.#idleBytes = 0;
    this.sweep();
  }

  #put({ buffer, size }: PooledBuffer): void {
    // Behind all other sizes: the first in the map are those unused for longest.
    const same = this.#idle.get(size) ?? [];
    this.#idle.delete(size);
    this.#idle.set(size, same);
    same.push(buffer);
    this.#idleBytes += 4 * size;
    for (const [other, buffers] of this.#idle) {
      while (this.#idleBytes > MOST_IDLE && buffers.length > 0) {
        this.#doomed.push(buffers.shift()!);
        this.#idleBytes -= 4 * other;
      }
      if (buffers.length === 0) this.#idle.delete(other);
      if (this.#idleBytes <= MOST_IDLE) break;
    }
  }
}

/** Eight sizes an octave, so that batches of nearly the same size share buffers. */
function sizeClass(length: number): number {
  const least = Math.max(64, length);
  const step = Math.max(64, 2 ** (Math.floor(Math.log2(least)) - 3));
  return Math.ceil(least / step) * step;
}
