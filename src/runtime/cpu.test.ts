/** Whatever goes wrong while a kernel is made, its error is the one that tells most, and no session stays behind. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeEach, expect, test } from 'vitest';
import { EngramError } from '../errors';
import { linear } from '../graph/build';
import { program } from '../graph/program';
import { CpuRuntime } from './cpu';
import type { WeightSource } from './runtime';

const doubling = program('doubling', (graph) => ({
  y: linear(graph.input('x', ['B', 2]), graph.param('weight', [2, 2])),
}));
const weightsOf = (shape: readonly number[]): WeightSource => ({
  weight: () => ({ data: Float32Array.of(2, 0, 0, 2), shape }),
});
const asNamed = (param: string) => `layer.${param}`;

/** Sessions that were made and not released; a second release of one shows as a number below 0. */
let open = 0;
beforeEach(() => {
  open = 0;
});

function countedRuntime(weightFiles = false): CpuRuntime {
  const create = async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
    const session = await InferenceSession.create(model, options);
    open++;
    return {
      run: (feeds: InferenceSession.FeedsType, fetch: readonly string[]) => session.run(feeds, fetch),
      release: async () => {
        open--;
        await session.release();
      },
    };
  };
  const session = { intraOpNumThreads: 1, logSeverityLevel: 4 } as const;
  const ort = { InferenceSession: { create }, Tensor };
  return new CpuRuntime(ort, { backend: 'node', threads: 1, session, weightFiles });
}

test.each([false, true])('a weight of the wrong shape is a wrong program (weights as files: %s)', async (files) => {
  const runtime = countedRuntime(files);
  const failed = runtime.kernel(doubling, weightsOf([4, 1]), asNamed);
  await expect(failed).rejects.toMatchObject({
    code: 'graph',
    message: "weight 'layer.weight': program 'doubling' expects [2, 2], found [4, 1]",
  });
  expect(open).toBe(0);
  await runtime.dispose();
});

test('a weight that is missing is told as the checkpoint tells it', async () => {
  const runtime = countedRuntime();
  const missing = new EngramError('checkpoint', 'There is no such tensor.');
  const weight = () => {
    throw missing;
  };
  await expect(runtime.kernel(doubling, { weight }, asNamed)).rejects.toBe(missing);
  expect(open).toBe(0);
});

test('a kernel that onnxruntime refuses is a failure of the runtime', async () => {
  const runtime = countedRuntime();
  // More numbers than the shape says.
  const refused = { weight: () => ({ data: new Float32Array(5), shape: [2, 2] }) };
  await expect(runtime.kernel(doubling, refused, asNamed)).rejects.toMatchObject({ code: 'runtime' });
  expect(open).toBe(0);
});

test('after a failure the next kernel runs, and each is released once', async () => {
  const runtime = countedRuntime();
  await expect(runtime.kernel(doubling, weightsOf([4]), asNamed)).rejects.toThrow('expects [2, 2]');
  const kernel = await runtime.kernel(doubling, weightsOf([2, 2]), asNamed);
  await runtime.kernel(doubling, weightsOf([2, 2]), asNamed);
  const { y } = await kernel.run({ x: { data: Float32Array.of(1, 3), shape: [1, 2] } });
  expect([...(await y!.read())]).toEqual([2, 6]);
  expect(open).toBe(2);
  await kernel.release();
  await kernel.release();
  expect(open).toBe(1);
  await runtime.dispose();
  expect(open).toBe(0);
});

test('a runtime that is disposed of while a kernel is being made lets go of that too', async () => {
  const runtime = countedRuntime();
  const pending = runtime.kernel(doubling, weightsOf([2, 2]), asNamed);
  await runtime.dispose();
  await pending;
  expect(open).toBe(0);
});
