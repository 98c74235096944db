/**
 * Counts what is asked of WebGPU and of a runtime in this worker, whoever asks. It must be imported before anything
 * uses WebGPU, since it watches the methods of WebGPU's objects.
 */
import type { Runtime } from '../../src/runtime/runtime';
import type { Asked } from '../asking';
import { watch } from './watch';

const counted = { submits: 0, dispatches: 0, reads: 0, calls: 0, bytes: 0, runs: 0 };

function uploaded(bytes: number): void {
  counted.calls++;
  counted.bytes += bytes;
}

if ('GPUDevice' in globalThis) {
  watch(GPUQueue.prototype, 'submit', () => counted.submits++);
  watch(GPUQueue.prototype, 'writeBuffer', (_, _buffer, _at, data, from, size) =>
    uploaded(writtenBytes(data, from, size)),
  );
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counted.dispatches++);
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => counted.dispatches++);
  watch(GPUBuffer.prototype, 'mapAsync', (_, mode) => {
    if (mode & GPUMapMode.READ) counted.reads++;
  });
  watch(GPUDevice.prototype, 'createBuffer', (_, { mappedAtCreation, size }) => {
    if (mappedAtCreation) uploaded(size);
  });
}

/** Bytes that GPUQueue.writeBuffer writes: `from` and `size` count the elements of a typed array, else bytes. */
export function writtenBytes(
  data: ArrayBufferLike | ArrayBufferView,
  from = 0,
  size: number | undefined = undefined,
): number {
  const width = 'BYTES_PER_ELEMENT' in data ? (data.BYTES_PER_ELEMENT as number) : 1;
  return size === undefined ? data.byteLength - from * width : size * width;
}

/** Has a runtime's runs counted. */
export function countRuns(runtime: Runtime): void {
  const { kernel } = runtime;
  runtime.kernel = async (...given) => {
    const bound = await kernel.apply(runtime, given);
    watch(bound, 'run', () => counted.runs++);
    return bound;
  };
}

/** Does some work, and says what was counted and how long it took. */
export async function metered(work: () => Promise<unknown>): Promise<Asked> {
  const before = { ...counted };
  const began = performance.now();
  await work();
  const milliseconds = performance.now() - began;
  const since = (name: keyof typeof counted) => counted[name] - before[name];
  return {
    submits: since('submits'),
    dispatches: since('dispatches'),
    reads: since('reads'),
    uploads: { calls: since('calls'), bytes: since('bytes') },
    runs: since('runs'),
    milliseconds,
  };
}
