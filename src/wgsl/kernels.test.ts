/**
 * What the kernels compute, on a machine without a GPU (src/fixtures/wgsl-machine.ts), against onnxruntime: every program
 * of a model, every way to divide a matrix product, and whatever graphs chance makes of the operations.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bertConfig } from '../fixtures/model-info';
import { runPlan } from '../fixtures/plan-machine';
import { programsOf, randomValues, relativeError, type GivenValues } from '../fixtures/programs';
import { add, gelu, gemm, greater, layerNorm, matMul, mul, reduceSum, softmax, transpose, where } from '../graph/build';
import { concatLast, expand, reshape, splitLast } from '../graph/operations/arrange';
import type { Value } from '../graph/graph';
import { program, specialise, type Program } from '../graph/program';
import type { Bindings } from '../graph/shape';
import { packHalves } from '../runtime/halves';
import { createNodeRuntime } from '../runtime/node';
import type { Runtime } from '../runtime/runtime';
import type { CardStyle, PlannedKernel } from './frame';
import { planProgram } from './plan';
import { fittingTiles, type Tiles } from './tiles';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime(1);
});
afterAll(() => runtime.dispose());

const STYLES: readonly CardStyle[] = [{ sharesMemory: true }, { sharesMemory: false }];

/** By onnxruntime. */
async function expectedOf(of: Program, { operands, weights }: GivenValues): Promise<Map<string, Float32Array>> {
  const kernel = await runtime.kernel(of, { weight: (name) => weights.get(name)! }, String);
  const results = Object.entries(await kernel.run(operands));
  const read = await Promise.all(results.map(async ([name, result]) => [name, await result.read()] as const));
  await kernel.release();
  return new Map(read);
}

/** The largest error of any result, on either card. */
async function errorOf(of: Program, bindings: Bindings, seed = 1): Promise<number> {
  const values = randomValues(of, bindings, seed);
  const expected = await expectedOf(of, values);
  const ones = Object.fromEntries(Object.entries(bindings).filter(([, size]) => size === 1));
  const plan = planProgram(specialise(of, ones), { fetch: [...of.outputs.keys()] });
  const given = new Map(
    [...Object.entries(values.operands), ...values.weights].map(([name, { data }]) => [name, data]),
  );
  const errors = STYLES.flatMap((style) =>
    [...runPlan(plan, { given, bindings, style })].map(([name, found]) => relativeError(found, expected.get(name)!)),
  );
  return Math.max(...errors);
}

describe('programs of a model', () => {
  const shape = { vocabSize: 31, hiddenSize: 8, embeddingSize: 8, heads: 2, intermediateSize: 12 } as const;
  // Rows of 48 and more have a group of threads each, where a group shares memory.
  const wide = { vocabSize: 50, hiddenSize: 52, embeddingSize: 36, heads: 2, intermediateSize: 40 } as const;
  const sizes: readonly Bindings[] = [
    { B: 3, T: 5, R: 2, K: 2, P: 2 },
    { B: 1, T: 6, R: 1, K: 1, P: 1 },
    { B: 2, T: 1, R: 3, K: 5, P: 2 },
  ];
  it.each([
    ['gelu', bertConfig(shape), sizes],
    ['gelu_new', bertConfig({ ...shape, activation: 'gelu_new', headActivation: 'gelu_new' }), sizes.slice(0, 1)],
    ['odd sizes', bertConfig({ ...shape, hiddenSize: 15, heads: 3, intermediateSize: 17, activation: 'relu' }), sizes],
    ['projected embeddings', bertConfig({ ...wide, projectsEmbeddings: true }), [{ B: 1, T: 3, R: 1, K: 1, P: 1 }]],
  ])('compute what onnxruntime computes: %s', { timeout: 60_000 }, async (_, config, all) => {
    for (const bindings of all)
      for (const of of programsOf(config))
        expect(await errorOf(of, bindings), `${of.name} of ${JSON.stringify(bindings)}`).toBeLessThan(2e-5);
  });
});

describe('matrix products', () => {
  const linearProgram = (K: number, N: number) =>
    program('linear', (graph) => {
      const w = graph.param('w', [N, K]);
      const y = gemm(graph.input('x', ['B', K]), w, { transB: true, bias: graph.param('b', [N]) });
      return { y: gelu(y), back: gemm(y, w) };
    });
  const cases: readonly (readonly [Tiles, CardStyle, rows: number, K: number, N: number])[] = [
    ['cell', STYLES[1]!, 3, 40, 35],
    ['block', STYLES[1]!, 33, 36, 30],
    ['large block', STYLES[1]!, 70, 38, 66],
    ['thin', STYLES[0]!, 11, 150, 37],
    [16, STYLES[0]!, 37, 70, 50],
    [32, STYLES[0]!, 1000, 36, 140],
    [64, STYLES[0]!, 8000, 34, 70],
  ];
  it.each(cases)('by %s, with weights as floats and as halves', async (tiles, style, rows, K, N) => {
    expect(fittingTiles({ batch: 1, rows, columns: N, inner: K }, style).tiles).toBe(tiles);
    const of = linearProgram(K, N);
    // What is right for the first rows and for the last ones of some is right for all.
    const B = Math.min(rows, 75);
    const values = randomValues(of, { B });
    // Such as are halves already.
    const w = values.weights.get('w')!;
    w.data.forEach((x, i) => (w.data[i] = Math.round(x * 2 ** 9) / 2 ** 9));
    const expected = await expectedOf(of, values);
    for (const halves of [false, true]) {
      const given = new Map<string, Float32Array | Uint32Array>([
        ['x', values.operands.x!.data],
        ['b', values.weights.get('b')!.data],
        ['w', halves ? packHalves(w.data)! : w.data],
      ]);
      const whole = planProgram(of, { fetch: ['y', 'back'], isHalves: (param) => halves && param === 'w' });
      const plan = { ...whole, kernels: whole.kernels.map((kernel) => asFor(kernel, rows)) };
      for (const [name, found] of runPlan(plan, { given, bindings: { B }, style }))
        expect(relativeError(found, expected.get(name)!), name).toBeLessThan(2e-6);
    }
  });

  /** The source that is chosen for so many rows, for fewer: groups of threads without a row do nothing. */
  function asFor(kernel: PlannedKernel, rows: number): PlannedKernel {
    return {
      ...kernel,
      choose: ({ B }, style) => {
        const { kernel: chosen, groups } = kernel.choose({ B: rows }, style);
        const [x, y, z] = groups;
        return { kernel: chosen, groups: [x, Math.ceil((y * B!) / rows), z] };
      },
    };
  }
});

/** Takes one more value of those that are there, each of shape [B, 3, 4, 6], to another of that shape. */
type Step = (values: readonly Value[]) => Value;

const SHAPE = ['B', 3, 4, 6] as const;
const pick = fc.nat();
const at = (values: readonly Value[], i: number) => values[i % values.length]!;

const steps: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(pick, pick).map(
    ([a, b]) =>
      (of) =>
        add(at(of, a), at(of, b)),
  ),
  fc.tuple(pick, pick).map(
    ([a, b]) =>
      (of) =>
        mul(at(of, a), at(of, b)),
  ),
  fc.tuple(pick, pick).map(
    ([a, b]) =>
      (of) =>
        where(greater(at(of, a), 0.1), at(of, b), at(of, a)),
  ),
  pick.map((a) => (of) => gelu(at(of, a))),
  pick.map((a) => (of) => softmax(at(of, a))),
  // There and back again, with something between that knows its place.
  fc
    .tuple(pick, pick, fc.constantFrom<number[][]>([1, 2, 0, 3], [0, 3, 1, 2], [3, 2, 1, 0]))
    .map(([a, b, perm]) => (of) => {
      const back = perm.map((_, axis) => perm.indexOf(axis));
      return transpose(mul(transpose(at(of, a), perm), transpose(at(of, b), perm)), back);
    }),
  fc.tuple(pick, pick).map(([a, b]) => (of) => {
    const flat = add(reshape(at(of, a), ['B', 12, 6]), reshape(reshape(at(of, b), ['B', 6, 12]), ['B', 12, 6]));
    return reshape(flat, SHAPE);
  }),
  fc.tuple(pick, pick, fc.constantFrom<number[][]>([3], [1], [0, 2], [1, 2, 3])).map(([a, b, axes]) => (of) => {
    return add(at(of, a), mul(reduceSum(at(of, b), axes), 0.1));
  }),
  fc.tuple(pick, pick).map(([a, b]) => (of) => {
    const [left, right] = splitLast(at(of, a), [2, 4]);
    return concatLast([add(right!, 1), mul(left!, splitLast(at(of, b), [4, 2])[1]!)]);
  }),
  fc.tuple(pick, pick).map(([a, b]) => (of) => {
    // [B, 3, 4, 6] by its own [B, 3, 6, 4], by another.
    const weights = mul(matMul(at(of, a), transpose(at(of, b), [0, 1, 3, 2])), 0.2);
    return matMul(weights, at(of, b));
  }),
  pick.map((a) => (of) => {
    const { graph } = of[0]!;
    return layerNorm(at(of, a), graph.param('scale', [6]), graph.param('shift', [6]), 1e-2);
  }),
  pick.map((a) => (of) => {
    const rows = gemm(reshape(at(of, a), ['12*B', 6]), of[0]!.graph.param('w', [6, 6]), { transB: true });
    return reshape(rows, SHAPE);
  }),
  pick.map((a) => (of) => mul(at(of, a), expand(reshape(of[0]!.graph.param('shift', [6]), [1, 6]), [4, 6]))),
];

it('whatever graph chance makes of the operations', { timeout: 60_000 }, async () => {
  const made = fc.array(fc.oneof(...steps), { minLength: 2, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(made, fc.constantFrom(1, 2), fc.integer({ min: 1, max: 3 }), async (all, B, wanted) => {
      const of = program('by chance', (graph) => {
        const values = [graph.input('x', SHAPE), graph.input('z', ['B', 1, 4, 1])];
        values.splice(1, 1, mul(values[0]!, values[1]!));
        for (const step of all) values.push(step(values));
        // The last are wanted, and each is given by a name of its own.
        return Object.fromEntries(values.slice(-wanted).map((value, i) => [`y${i}`, value]));
      });
      expect(await errorOf(of, { B })).toBeLessThan(1e-4);
    }),
    { numRuns: 150 },
  );
});
