import { afterAll, beforeAll, expect, test } from 'vitest';
import { fittingTiles } from '../wgsl/tiles';
import { createNodeRuntime } from './node';
import type { DeviceTensor, Runtime } from './runtime';
import { PRODUCTS, selfTest } from './self-test';

let right: Runtime;
beforeAll(async () => {
  right = await createNodeRuntime(1);
});
afterAll(() => right.dispose());

/** The results in the order in which they are read: five products, a small sum, a norm, a softmax, a gradient. */
const READ = [
  ...PRODUCTS.map(([rows]) => `a product of [${rows}`),
  'a small sum',
  'a LayerNorm',
  'a softmax',
  'a gradient',
];

/** A runtime whose `at`-th read gives something else. */
function spoiled(at: number, spoil: (values: Float32Array) => Float32Array): Runtime {
  let reads = 0;
  const spoiling = (tensor: DeviceTensor): DeviceTensor =>
    new Proxy(tensor, {
      get: (target, name) =>
        name === 'read'
          ? async () => {
              const values = await target.read();
              return reads++ === at ? spoil(values) : values;
            }
          : (Reflect.get(target, name) as unknown),
    });
  return new Proxy(right, {
    get: (target, name) =>
      name === 'kernel'
        ? async (...asked: Parameters<Runtime['kernel']>) => {
            const kernel = await target.kernel(...asked);
            return {
              ...kernel,
              run: async (...given: Parameters<typeof kernel.run>) =>
                Object.fromEntries(
                  Object.entries(await kernel.run(...given)).map(([result, tensor]) => [result, spoiling(tensor)]),
                ),
            };
          }
        : (Reflect.get(target, name) as unknown),
  });
}

test('a runtime that computes right passes', async () => {
  await expect(selfTest(right)).resolves.toBeUndefined();
});

test('a runtime that holds weights as halves passes', async () => {
  const half = (x: number) => {
    const step = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 10);
    return x === 0 ? 0 : Math.round(x / step) * step;
  };
  const halving = new Proxy(right, {
    get: (target, name) =>
      name === 'kernel'
        ? (...[of, source, bind]: Parameters<Runtime['kernel']>) => {
            const weight = (asked: string) => {
              const { data, shape } = source.weight(asked);
              return { data: data.map(half), shape };
            };
            return target.kernel(of, { weight }, bind);
          }
        : (Reflect.get(target, name) as unknown),
  });
  await expect(selfTest(halving)).resolves.toBeUndefined();
});

test.each(READ.map((name, at) => [name, at] as const))('%s that is wrong in one number is named', async (name, at) => {
  const off = (values: Float32Array) => values.map((value, i) => (i === values.length - 1 ? value + 0.01 : value));
  await expect(selfTest(spoiled(at, off))).rejects.toThrow(new RegExp(`^${name.replace('[', '\\[')}.*came out wrong`));
});

test('zeros, NaN and another length are wrong', async () => {
  for (const spoil of [
    (values: Float32Array) => values.fill(0),
    (values: Float32Array) => values.fill(NaN),
    (values: Float32Array) => values.subarray(1),
  ])
    await expect(selfTest(spoiled(0, spoil))).rejects.toThrow('came out wrong');
});

test('a failure is passed on, with nothing left behind', async () => {
  await expect(
    selfTest(
      spoiled(2, () => {
        throw new Error('lost');
      }),
    ),
  ).rejects.toThrow('lost');
});

test('the products are divided in every way that a card with shared memory has', () => {
  const ways = PRODUCTS.map(
    ([rows, inner, columns]) => fittingTiles({ batch: 1, rows, inner, columns }, { sharesMemory: true }).tiles,
  );
  expect(ways).toEqual(['cell', 'thin', 16, 32, 64]);
});
