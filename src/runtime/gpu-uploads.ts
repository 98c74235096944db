/**
 * What comes from JS memory to the GPU beside the weights: small operands, a few at each run. Those that change go up together, in one
 * write before the commands that read them. Those that come again, masks, one-hot rows and the like, are found by their content and stay there.
 */
import type { GpuMemory } from './gpu-memory';
import type { HostTensor } from './runtime';

/** Part of a buffer, in bytes. */
export interface BufferRange {
  readonly buffer: GPUBuffer;
  readonly offset: number;
}

interface Chunk {
  readonly buffer: GPUBuffer;
  readonly words: Uint32Array;
  used: number;
}

interface Resident extends BufferRange {
  readonly words: Uint32Array;
}

/** Words of four bytes in a chunk of what comes once, unless one operand is larger. */
const CHUNK = 2 ** 16;
/** Words of what stays. When it is full everything is forgotten, and what still comes is sent again. */
const SLAB = 2 ** 20;
/** Words of an operand up to which it may stay. */
const MOST_RESIDENT = SLAB / 8;
/** Where a binding may begin, in words: WebGPU's largest alignment. */
const ALIGNMENT = 64;
/** Contents that came once and are remembered, to see them come again. */
const MOST_SEEN = 4096;

export class GpuUploads {
  #chunks: Chunk[] = [];
  #slab: GPUBuffer | null = null;
  #slabUsed = 0;
  /** By a hash of the content. */
  readonly #resident = new Map<number, Resident>();
  readonly #seen = new Set<number>();
  #doomed: GPUBuffer[] = [];

  constructor(
    readonly device: GPUDevice,
    readonly memory: GpuMemory,
  ) {}

  /** What comes a second time stays from then on. */
  place({ data }: HostTensor): BufferRange {
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    const key = hashOf(words);
    const known = this.#find(key, words);
    if (known) return known;
    if (this.#seen.has(key) && words.length <= MOST_RESIDENT) return this.#keep(key, words);
    if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
    this.#seen.add(key);
    return this.#append(words);
  }

  /** For what is sure to come again: a few numbers for a uniform. */
  constant(words: Uint32Array): BufferRange {
    const key = hashOf(words);
    return this.#find(key, words) ?? this.#keep(key, words);
  }

  /** Sends what was placed since the last time; right before the commands that read it are submitted. */
  flush(): void {
    for (const { buffer, words, used } of this.#chunks)
      if (used > 0) this.device.queue.writeBuffer(buffer, 0, words.buffer, words.byteOffset, 4 * used);
    for (const chunk of this.#chunks) chunk.used = 0;
    // What a single large operand needed is not kept.
    this.#doomed.push(...this.#chunks.slice(1).map(({ buffer }) => buffer));
    this.#chunks = this.#chunks.slice(0, 1);
  }

  /** Destroys what is no longer needed, once the commands recorded so far are submitted. */
  sweep(): void {
    for (const buffer of this.#doomed) buffer.destroy();
    this.#doomed = [];
  }

  clear(): void {
    this.#doomed.push(...this.#chunks.map(({ buffer }) => buffer), ...(this.#slab ? [this.#slab] : []));
    this.#chunks = [];
    this.#slab = null;
    this.#resident.clear();
    this.#seen.clear();
    this.sweep();
  }

  #find(key: number, words: Uint32Array): BufferRange | null {
    const known = this.#resident.get(key);
    return known && equal(known.words, words) ? known : null;
  }

  #append(words: Uint32Array): BufferRange {
    const size = Math.ceil(words.length / ALIGNMENT) * ALIGNMENT;
    let chunk = this.#chunks.find(({ words: all, used }) => used + size <= all.length);
    if (!chunk) {
      const length = Math.max(CHUNK, size);
      chunk = { buffer: this.memory.create(length), words: new Uint32Array(length), used: 0 };
      this.#chunks.push(chunk);
    }
    const offset = 4 * chunk.used;
    chunk.words.set(words, chunk.used);
    chunk.used += size;
    return { buffer: chunk.buffer, offset };
  }

  #keep(key: number, words: Uint32Array): BufferRange {
    const size = Math.ceil(words.length / ALIGNMENT) * ALIGNMENT;
    if (!this.#slab || this.#slabUsed + size > SLAB) {
      // Commands that are recorded may still read the one before.
      if (this.#slab) this.#doomed.push(this.#slab);
      this.#resident.clear();
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
      this.#slab = this.device.createBuffer({ size: 4 * SLAB, usage });
      this.#slabUsed = 0;
    }
    const resident = { words: words.slice(), buffer: this.#slab, offset: 4 * this.#slabUsed };
    this.#slabUsed += size;
    // It has a place of its own, which nothing recorded so far reads: it may arrive before them.
    this.device.queue.writeBuffer(resident.buffer, resident.offset, words.buffer, words.byteOffset, words.byteLength);
    this.#resident.set(key, resident);
    return resident;
  }
}

/**
 * FNV-1a over words, with the length. The multiplication carries bits upwards only, and a float's are mostly its upper
 * ones; so they are brought down after each word. Without that half the one-hot rows had the same hash.
 */
function hashOf(words: Uint32Array): number {
  let hash = 0x811c9dc5 ^ words.length;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
