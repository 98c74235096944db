/**
 * Commands for the GPU, recorded until something is read. Asking a card costs more than most of what is asked, so
 * everything that is known goes there in one submission, and everything that is read in the same turn comes back in one.
 */
import { EngramError, messageOf } from '../errors';
import type { GpuPool, PooledBuffer } from './gpu-pool';
import { nextTask } from './queue';
import type { GpuUploads, BufferRange } from './gpu-uploads';
import type { Lane } from './runtime';

/** Part of a buffer that is wanted in JS memory. */
interface Wanted {
  readonly storage: PooledBuffer;
  /** In bytes. */
  readonly offset: number;
  /** In floats. */
  readonly length: number;
  resolve(values: Float32Array): void;
  reject(error: unknown): void;
}

/**
 * Multiplications and additions after which background work is submitted, and how many such submissions may be under way: a slider's
 * commands wait for those, some milliseconds on a large card, some tens on a small one.
 */
const PORTION = 2e10;
const UNDER_WAY = 2;

/** Milliseconds in which a lost device is told of after a call on it has failed. */
const LOSS_NOTICE = 200;

export class GpuRecorder {
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #work = 0;
  #wanted: Wanted[] = [];
  #staging: GPUBuffer[] = [];
  readonly #underWay: Promise<unknown>[] = [];

  constructor(
    readonly device: GPUDevice,
    readonly pool: GpuPool,
    readonly uploads: GpuUploads,
    /** Rejects when the device is lost or refuses a command; never resolves. */
    readonly failed: Promise<never>,
  ) {}

  dispatch(pipeline: GPUComputePipeline, group: GPUBindGroup, [x, y, z]: readonly [number, number, number]): void {
    this.#pass ??= this.#commands().beginComputePass();
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, group);
    this.#pass.dispatchWorkgroups(x, y, z);
  }

  copy(from: BufferRange, to: BufferRange, bytes: number): void {
    this.#endPass();
    this.#commands().copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, bytes);
  }

  /** Work was recorded. Background work goes to the card in portions, so that others get in between. */
  async worked(work: number, lane: Lane): Promise<void> {
    this.#work += work;
    if (lane === 'interactive' || this.#work < PORTION) return;
    this.submit();
    this.#underWay.push(this.device.queue.onSubmittedWorkDone().catch(() => {}));
    if (this.#underWay.length > UNDER_WAY) await this.#underWay.shift();
  }

  /** What lies there once everything recorded so far has run. */
  read(storage: PooledBuffer, offset: number, length: number): Promise<Float32Array> {
    storage.retain();
    return new Promise((resolve, reject) => {
      this.#wanted.push({ storage, offset, length, resolve, reject });
      if (this.#wanted.length === 1) void nextTask().then(() => this.#readAll());
    });
  }

  submit(): void {
    this.#endPass();
    const encoder = this.#encoder;
    this.#encoder = null;
    this.#work = 0;
    if (!encoder) return;
    this.uploads.flush();
    this.device.queue.submit([encoder.finish()]);
    this.uploads.sweep();
    this.pool.sweep();
  }

  clear(): void {
    for (const buffer of this.#staging) buffer.destroy();
    this.#staging = [];
    this.#endPass();
    this.#encoder = null;
  }

  async #readAll(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    const places: number[] = [];
    let bytes = 0;
    for (const { length } of wanted) {
      places.push(bytes);
      bytes += 4 * length;
    }
    let staging: GPUBuffer | null = null;
    try {
      staging = this.#takeStaging(bytes);
      for (const [i, { storage, offset, length }] of wanted.entries())
        this.copy({ buffer: storage.buffer, offset }, { buffer: staging, offset: places[i]! }, 4 * length);
      this.submit();
      for (const { storage } of wanted) storage.release();
      await Promise.race([staging.mapAsync(GPUMapMode.READ, 0, bytes), this.failed]);
      const values = staging.getMappedRange(0, bytes);
      const all = wanted.map(({ length }, i) => new Float32Array(values.slice(places[i], places[i]! + 4 * length)));
      staging.unmap();
      this.#staging.push(staging);
      wanted.forEach(({ resolve }, i) => resolve(all[i]!));
    } catch (error) {
      staging?.destroy();
      const failure = await this.#reasonFor(error);
      for (const { reject } of wanted) reject(failure);
    }
  }

  /** Calls fail a moment before the device says that it is lost, which explains more. */
  async #reasonFor(error: unknown): Promise<EngramError> {
    const notice = new Promise<null>((resolve) => setTimeout(() => resolve(null), LOSS_NOTICE));
    const reason = await Promise.race([this.failed, notice]).catch((failure) => failure as unknown);
    if (reason instanceof EngramError) return reason;
    return new EngramError('runtime', `Reading from the GPU failed: ${messageOf(error)}`, { cause: error });
  }

  /** One that is large enough; a larger one than ever takes the place of the others. */
  #takeStaging(bytes: number): GPUBuffer {
    const found = this.#staging.findIndex(({ size }) => size >= bytes);
    if (found >= 0) return this.#staging.splice(found, 1)[0]!;
    for (const buffer of this.#staging) buffer.destroy();
    this.#staging = [];
    const size = Math.max(2 ** 16, 2 ** Math.ceil(Math.log2(bytes)));
    return this.device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  #commands(): GPUCommandEncoder {
    return (this.#encoder ??= this.device.createCommandEncoder());
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
  }
}
