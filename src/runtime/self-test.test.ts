import { expect, test } from 'vitest';
import { createNodeRuntime } from './node';
import type { Runtime } from './runtime';
import { selfTest } from './self-test';

test('a runtime that computes right passes', async () => {
  const runtime = await createNodeRuntime(1);
  await expect(selfTest(runtime)).resolves.toBeUndefined();
  await runtime.dispose();
});

test('a runtime that gives zeros, or NaN, does not', async () => {
  for (const wrong of [0, NaN]) {
    const y = { shape: [3, 64], read: async () => new Float32Array(3 * 64).fill(wrong), dispose: () => undefined };
    const unasked = () => Promise.reject(new Error('The self-test runs a kernel and no more.'));
    const broken: Runtime = {
      backend: 'webgpu',
      threads: 1,
      precision: 'float32',
      sharesWeights: true,
      upload: unasked,
      concat: unasked,
      slice: unasked,
      kernel: async (program) => ({ program, run: async () => ({ y }), release: async () => undefined }),
      lost: new Promise(() => {}),
      dispose: unasked,
    };
    await expect(selfTest(broken)).rejects.toThrow('came out wrong');
  }
});
