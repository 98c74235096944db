/** On stand-ins for WebGPU's classes, which Node does not have. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Kernel, Runtime } from '../../src/runtime/runtime';

const done: string[] = [];

class Queue {
  submit() {
    done.push('submit');
  }
  writeBuffer(..._given: unknown[]) {
    done.push('writeBuffer');
  }
}
class Pass {
  dispatchWorkgroups() {
    done.push('dispatch');
  }
  dispatchWorkgroupsIndirect() {
    done.push('dispatch');
  }
}
class Buffer {
  async mapAsync(mode: number) {
    done.push(`map ${mode}`);
  }
}
class Device {
  createBuffer(_descriptor: { size: number; mappedAtCreation?: boolean }) {
    return new Buffer();
  }
}
vi.stubGlobal('GPUQueue', Queue);
vi.stubGlobal('GPUComputePassEncoder', Pass);
vi.stubGlobal('GPUBuffer', Buffer);
vi.stubGlobal('GPUDevice', Device);
vi.stubGlobal('GPUMapMode', { READ: 1, WRITE: 2 });
afterAll(() => vi.unstubAllGlobals());
const { countRuns, metered, writtenBytes } = await import('./counts');

describe('counts of WebGPU', () => {
  it('are of one piece of work, which is done as without them', async () => {
    const work = async () => {
      const queue = new Queue();
      const device = new Device();
      device.createBuffer({ size: 256 });
      device.createBuffer({ size: 16, mappedAtCreation: true });
      queue.writeBuffer({}, 0, new Float32Array(3));
      const pass = new Pass();
      for (let i = 0; i < 4; i++) pass.dispatchWorkgroups();
      pass.dispatchWorkgroupsIndirect();
      queue.submit();
      queue.submit();
      await new Buffer().mapAsync(2);
      await new Buffer().mapAsync(1);
    };
    const expected = { submits: 2, dispatches: 5, reads: 1, uploads: { calls: 2, bytes: 28 }, runs: 0 };
    expect(await metered(work)).toMatchObject(expected);
    expect(await metered(work)).toMatchObject(expected);
    const all = ['writeBuffer', ...Array.from({ length: 5 }, () => 'dispatch'), 'submit', 'submit', 'map 2', 'map 1'];
    expect(done).toEqual([...all, ...all]);
  });

  it.each<[string, Parameters<typeof writtenBytes>, number]>([
    ['all of a typed array', [new Float32Array(10)], 40],
    ['a part of one, in elements', [new Float32Array(10), 2, 3], 12],
    ['the rest of one', [new Float32Array(10), 2], 32],
    ['a part of a buffer, in bytes', [new ArrayBuffer(40), 8, 16], 16],
    ['the rest of a view', [new DataView(new ArrayBuffer(40), 8), 4], 28],
  ])('know the bytes of %s', (_, given, bytes) => {
    expect(writtenBytes(...given)).toBe(bytes);
  });
});

it('counts the runs of a runtime’s kernels', async () => {
  const kernel = { run: async () => ({}) } as unknown as Kernel;
  const runtime = { kernel: async () => kernel } as unknown as Runtime;
  countRuns(runtime);
  const bound = await runtime.kernel(...([] as unknown as Parameters<Runtime['kernel']>));
  const { runs } = await metered(async () => {
    await bound.run({});
    await bound.run({});
  });
  expect(runs).toBe(2);
});
