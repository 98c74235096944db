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
    const kernel = { run: async () => ({ y }), release: async () => undefined };
    const broken = { kernel: async () => kernel } as unknown as Runtime;
    await expect(selfTest(broken)).rejects.toThrow('came out wrong');
  }
});
