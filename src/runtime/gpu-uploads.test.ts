/** What goes up to the GPU, and when, on a stand-in for WebGPU's device. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { StandInGpu } from '../fixtures/gpu-stand-in';
import { GpuMemory } from './gpu-memory';
import { GpuUploads, type BufferRange } from './gpu-uploads';
import type { HostTensor } from './runtime';

afterAll(() => vi.unstubAllGlobals());

function start() {
  const gpu = new StandInGpu();
  return { gpu, uploads: new GpuUploads(gpu.device, new GpuMemory(gpu.device, 'float32')) };
}

const tensor = (...values: number[]): HostTensor => ({ data: Float32Array.from(values), shape: [values.length] });
const filled = (length: number, value: number): HostTensor => ({
  data: new Float32Array(length).fill(value),
  shape: [length],
});

function contentOf(gpu: StandInGpu, { buffer, offset }: BufferRange, length: number): number[] {
  return gpu.floats(buffer, offset, length);
}

const sameRange = (a: BufferRange, b: BufferRange) => a.buffer === b.buffer && a.offset === b.offset;

/** Words of the room for what stays. */
const SLAB = 2 ** 20;

describe('operands from JS memory', () => {
  it('go up together, in one write, each where a binding may begin', () => {
    const { gpu, uploads } = start();
    const places = [tensor(1, 2, 3), tensor(4), tensor(5, 6)].map((of) => uploads.place(of));
    expect(gpu.events).toEqual(['create 0']);
    uploads.flush();
    expect(gpu.events).toEqual(['create 0', 'write 0']);
    expect(places.map((place) => contentOf(gpu, place, 1)[0])).toEqual([1, 4, 5]);
    for (const { offset } of places) expect(offset % 256).toBe(0);
    uploads.flush();
    expect(gpu.events, 'nothing new, nothing sent').toEqual(['create 0', 'write 0']);
  });

  it('stay from their second time on, found by what they contain', () => {
    const { gpu, uploads } = start();
    const first = uploads.place(tensor(1, 2, 3));
    uploads.flush();
    const second = uploads.place(tensor(1, 2, 3));
    expect(second.buffer).not.toBe(first.buffer);
    const sent = gpu.events.length;
    expect(sameRange(uploads.place(tensor(1, 2, 3)), second)).toBe(true);
    uploads.flush();
    expect(gpu.events).toHaveLength(sent);
    expect(contentOf(gpu, second, 3)).toEqual([1, 2, 3]);
    expect(sameRange(uploads.place(tensor(1, 2, 4)), second)).toBe(false);
  });

  it('are copies: what becomes of the array later changes nothing', () => {
    const { gpu, uploads } = start();
    const data = Float32Array.of(7, 8);
    const places = [0, 1].map(() => uploads.place({ data, shape: [2] }));
    data.fill(0);
    uploads.flush();
    for (const place of places) expect(contentOf(gpu, place, 2)).toEqual([7, 8]);
    expect(sameRange(uploads.place(tensor(7, 8)), places[1]!)).toBe(true);
  });

  it('are told apart by length and sign, and may be a part of an array', () => {
    const { gpu, uploads } = start();
    const part: HostTensor = { data: Float32Array.of(9, 1, 2).subarray(1), shape: [2] };
    const all = [tensor(0), tensor(-0), tensor(0, 0), part];
    const places = all.map((of) => [uploads.place(of), uploads.place(of)][1]!);
    expect(new Set(places.map(({ offset }) => offset)).size).toBe(4);
    expect(contentOf(gpu, places[3]!, 2)).toEqual([1, 2]);
  });

  it('are told apart where they are one-hot rows, so that each stays', () => {
    const { gpu, uploads } = start();
    const rows = Array.from({ length: 400 }, (_, hot) =>
      tensor(...Array.from({ length: 400 }, (__, i) => +(i === hot))),
    );
    const send = () => {
      for (const row of rows) uploads.place(row);
      uploads.flush();
    };
    send();
    send();
    const sent = gpu.events.length;
    send();
    expect(gpu.events).toHaveLength(sent);
  });

  it('have room of their own where they are large, for as long as they are needed', () => {
    const { gpu, uploads } = start();
    uploads.place(tensor(1));
    const { buffer } = uploads.place(filled(100_000, 2));
    const number = gpu.numberOf(buffer);
    uploads.flush();
    expect(gpu.alive).toContain(number);
    uploads.sweep();
    expect(gpu.alive).not.toContain(number);
    expect(gpu.alive).toHaveLength(1);
  });

  it('that are larger than an eighth of the room never stay', () => {
    const { uploads } = start();
    const large = filled(SLAB / 8 + 1, 1);
    const places = [0, 1, 2].map(() => uploads.place(large));
    expect(new Set(places.map(({ buffer }) => buffer)).size).toBe(3);
  });

  it('are forgotten when the room for them is full; the old room goes after the submission', () => {
    const { gpu, uploads } = start();
    const keep = (value: number) => [0, 1].map(() => uploads.place(filled(SLAB / 8, value)))[1]!;
    const first = keep(0);
    for (let i = 1; i < 8; i++) expect(keep(i).buffer).toBe(first.buffer);
    expect(sameRange(uploads.place(filled(SLAB / 8, 0)), first)).toBe(true);
    expect(keep(8).buffer).not.toBe(first.buffer);
    const number = gpu.numberOf(first.buffer);
    uploads.flush();
    expect(gpu.alive).toContain(number);
    uploads.sweep();
    expect(gpu.alive).not.toContain(number);
    const again = uploads.place(filled(SLAB / 8, 0));
    expect(contentOf(gpu, again, 1)).toEqual([0]);
    expect(again.buffer).toBe(uploads.place(filled(SLAB / 8, 8)).buffer);
  });

  it('constants stay from their first time on', () => {
    const { gpu, uploads } = start();
    const place = uploads.constant(Uint32Array.of(3, 4));
    expect(sameRange(uploads.constant(Uint32Array.of(3, 4)), place)).toBe(true);
    expect(gpu.events.filter((event) => event.startsWith('write'))).toHaveLength(1);
  });

  it('leave nothing at the end', () => {
    const { gpu, uploads } = start();
    for (const value of [1, 1, 2]) uploads.place(tensor(value));
    uploads.clear();
    expect(gpu.alive).toEqual([]);
  });
});
