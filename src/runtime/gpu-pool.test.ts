/** Buffers that come and go, on a stand-in for WebGPU's device. */
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { StandInGpu } from '../fixtures/gpu-stand-in';
import { GpuMemory } from './gpu-memory';
import { GpuPool } from './gpu-pool';
import { GpuRecorder } from './gpu-recorder';
import { GpuUploads } from './gpu-uploads';

afterAll(() => vi.unstubAllGlobals());

function start() {
  const gpu = new StandInGpu();
  const memory = new GpuMemory(gpu.device, 'float32');
  const pool = new GpuPool(memory);
  const uploads = new GpuUploads(gpu.device, memory);
  const recorder = new GpuRecorder(gpu.device, pool, uploads, new Promise<never>(() => {}));
  return { gpu, memory, pool, recorder };
}

/** In words: a fifth of what may lie idle. */
const LARGE = (512 * 2 ** 20) / 4 / 5;

describe('the pool', () => {
  it('gives room for what is asked, and hardly more', () => {
    const { pool } = start();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (length) => {
        const { size, buffer } = pool.take(length);
        expect(size).toBeGreaterThanOrEqual(length);
        expect(size).toBeLessThanOrEqual(Math.max(length + 64, (length * 9) / 8));
        expect(buffer.size).toBe(4 * size);
      }),
      { numRuns: 50 },
    );
  });

  it('gives what came back to whoever asks for about as much', () => {
    const { gpu, pool } = start();
    const first = pool.take(1000);
    first.release();
    expect(pool.take(1010).buffer).toBe(first.buffer);
    expect(pool.take(1000).buffer).not.toBe(first.buffer);
    expect(gpu.buffers).toHaveLength(2);
  });

  it('takes a buffer back with its last user', () => {
    const { pool } = start();
    const storage = pool.take(100);
    storage.retain();
    storage.release();
    expect(pool.take(100).buffer).not.toBe(storage.buffer);
    storage.release();
    expect(pool.take(100).buffer).toBe(storage.buffer);
  });

  it('keeps no more idle than it may: those unused for longest go, at the next submission', () => {
    const { gpu, pool, recorder } = start();
    const taken = [0, 1, 2, 3, 4, 5].map((i) => pool.take(LARGE * (1 - i / 8)));
    const more = pool.take(LARGE);
    for (const storage of [...taken, more]) storage.release();
    const numbers = taken.map(({ buffer }) => gpu.numberOf(buffer));
    expect(gpu.events.join()).not.toContain('destroy');
    recorder.copy({ buffer: more.buffer, offset: 0 }, { buffer: taken[5]!.buffer, offset: 0 }, 4);
    recorder.submit();
    // The first has the size of the last that came, which is the size used last.
    expect(gpu.events.slice(-2)).toEqual(['submit', `destroy ${numbers[1]}`]);
    const idle = gpu.alive.reduce((sum, number) => sum + gpu.buffers[number]!.size, 0);
    expect(idle).toBeLessThanOrEqual(512 * 2 ** 20);
  });

  it('destroys what it adopted once the commands that may name it are submitted, not before', () => {
    const { gpu, memory, pool, recorder } = start();
    const storage = pool.adopt(memory.store(Float32Array.of(1, 2, 3)));
    const copy = pool.take(3);
    recorder.copy({ buffer: storage.buffer, offset: 0 }, { buffer: copy.buffer, offset: 0 }, 12);
    storage.release();
    expect(gpu.events).not.toContain('destroy 0');
    recorder.submit();
    expect(gpu.events.slice(-2)).toEqual(['submit', 'destroy 0']);
    recorder.submit();
    expect(gpu.events.at(-1), 'nothing recorded, nothing submitted').toBe('destroy 0');
  });

  it('destroys everything at its end', () => {
    const { gpu, pool } = start();
    for (const length of [1, 100, 100, 5000]) pool.take(length).release();
    pool.clear();
    expect(gpu.alive).toEqual([]);
  });
});
