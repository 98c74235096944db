/**
 * Every gradient rule against central differences of the forward graph, operand by operand, and every shape rule against
 * what onnxruntime gives. A new operation needs a case here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeRuntime } from '../../runtime/node';
import type { HostTensor, Kernel, Runtime, WeightSource } from '../../runtime/runtime';
import {
  add,
  concatLast,
  gelu,
  gemm,
  layerNorm,
  linear,
  matMul,
  mul,
  relu,
  reshape,
  softmax,
  sub,
  transpose,
  exp,
  expand,
} from '../build';
import { formatProgram } from '../format';
import type { Operation, Value } from '../graph';
import { cotangent, linearize } from '../linearize';
import { program, type Program } from '../program';
import { evaluateDim, type Shape } from '../shape';
import * as arrange from './arrange';
import * as elementwise from './elementwise';
import * as matrix from './matrix';
import * as normalise from './normalise';

const SIZES: Readonly<Record<string, number>> = { B: 2, T: 3 };
const noWeights: WeightSource = {
  weight: (name) => {
    throw new Error(`unexpected weight ${name}`);
  },
};

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime(1);
});
afterAll(() => runtime.dispose());

/** A small generator with a seed (mulberry32), so that a failure can be met again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const concreteShape = (shape: Shape) => shape.map((dim) => evaluateDim(dim, SIZES));

function randomTensor(shape: Shape, random: () => number): HostTensor {
  const concrete = concreteShape(shape);
  // No value near 0, where relu has its kink.
  const value = () => (random() < 0.5 ? -1 : 1) * (0.1 + 1.4 * random());
  const data = Float32Array.from({ length: concrete.reduce((n, dim) => n * dim, 1) }, value);
  return { data, shape: concrete };
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const moved = (t: HostTensor, by: HostTensor, step: number): HostTensor => ({
  ...t,
  data: t.data.map((x, i) => x + step * by.data[i]!),
});

async function outputOf(kernel: Kernel, operands: Record<string, HostTensor>, name: string): Promise<Float32Array> {
  return (await kernel.run(operands, { fetch: [name] }))[name]!.read();
}

async function checkGradients(written: Program, seed: number): Promise<void> {
  const random = randomNumbers(seed);
  const operands = Object.fromEntries([...written.inputs].map(([name, shape]) => [name, randomTensor(shape, random)]));
  const names = Object.keys(operands);
  const { forward, backward, residuals } = linearize(written, ['y'], names);
  const forwardKernel = await runtime.kernel(forward, noWeights, String);
  const backwardKernel = await runtime.kernel(backward, noWeights, String);
  const results = await forwardKernel.run(operands);
  const y = results.y!;
  expect(y.shape, 'what the shape rule says').toEqual(concreteShape(written.outputs.get('y')!.shape));
  const dy: HostTensor = randomTensor(y.shape, random);
  const kept = Object.fromEntries(residuals.map((name) => [name, results[name]!]));
  const gradients = await backwardKernel.run({ ...operands, ...kept, [cotangent('y')]: dy });
  for (const name of names) {
    const direction = randomTensor(written.inputs.get(name)!, random);
    const step = 4e-3;
    const up = await outputOf(forwardKernel, { ...operands, [name]: moved(operands[name]!, direction, step) }, 'y');
    const down = await outputOf(forwardKernel, { ...operands, [name]: moved(operands[name]!, direction, -step) }, 'y');
    const measured = (dot(dy.data, up) - dot(dy.data, down)) / (2 * step);
    const derived = dot(await gradients[cotangent(name)]!.read(), direction.data);
    const message = `${written.name}, d${name}: ${derived} against ${measured}, by\n${formatProgram(backward)}`;
    expect(Math.abs(derived - measured), message).toBeLessThan(2e-3 * (1 + Math.abs(measured)));
  }
}

type Case = readonly [
  name: string,
  op: string,
  inputs: Readonly<Record<string, Shape>>,
  write: (x: Readonly<Record<string, Value>>) => Value,
];

const cases: readonly Case[] = [
  ['a + b', 'Add', { a: ['B', 4], b: ['B', 4] }, ({ a, b }) => add(a!, b!)],
  ['a + b, b stretched', 'Add', { a: ['B', 3, 4], b: [3, 1] }, ({ a, b }) => add(a!, b!)],
  ['a - b, a stretched', 'Sub', { a: [4], b: ['B', 4] }, ({ a, b }) => sub(a!, b!)],
  ['a * b, both stretched', 'Mul', { a: ['B', 1, 4], b: [3, 1] }, ({ a, b }) => mul(a!, b!)],
  ['a * a', 'Mul', { a: ['B', 4] }, ({ a }) => mul(a!, a!)],
  ['relu', 'Relu', { a: ['B', 4] }, ({ a }) => relu(a!)],
  ['gelu', 'Gelu', { a: ['B', 4] }, ({ a }) => gelu(a!)],
  ['gelu, tanh', 'Gelu', { a: ['B', 4] }, ({ a }) => gelu(a!, 'tanh')],
  ['a b', 'Gemm', { a: ['B', 3], b: [3, 4] }, ({ a, b }) => gemm(a!, b!)],
  ['a b^T + c', 'Gemm', { a: ['B', 3], b: [4, 3], c: [4] }, ({ a, b, c }) => gemm(a!, b!, { bias: c!, transB: true })],
  ['a^T b', 'Gemm', { a: [3, 'B'], b: [3, 4] }, ({ a, b }) => gemm(a!, b!, { transA: true })],
  ['a^T b^T', 'Gemm', { a: [3, 'B'], b: [4, 3] }, ({ a, b }) => gemm(a!, b!, { transA: true, transB: true })],
  ['a times ones', 'Gemm', { a: ['B', 3] }, ({ a }) => gemm(a!, expand(reshape(a!.graph.constant(1), [1, 1]), [3, 2]))],
  ['linear over [B, T, D]', 'Gemm', { a: ['B', 'T', 4], w: [5, 4], b: [5] }, ({ a, w, b }) => linear(a!, w!, b)],
  ['batched product', 'MatMul', { a: ['B', 2, 3, 4], b: ['B', 2, 4, 3] }, ({ a, b }) => matMul(a!, b!)],
  ['product, a stretched', 'MatMul', { a: [1, 2, 3], b: ['B', 3, 4] }, ({ a, b }) => matMul(a!, b!)],
  ['transpose', 'Transpose', { a: ['B', 3, 4] }, ({ a }) => mul(transpose(a!, [2, 0, 1]), transpose(a!, [2, 0, 1]))],
  ['reshape', 'Reshape', { a: ['B', 'T', 4] }, ({ a }) => mul(reshape(a!, ['B*T', 4]), reshape(a!, ['B*T', 4]))],
  [
    'heads split and joined',
    'Reshape',
    { a: ['B', 'T', 4] },
    ({ a }) => {
      const heads = transpose(reshape(reshape(a!, ['B*T', 4]), ['B', 'T', 2, 2]), [0, 2, 1, 3]);
      return reshape(transpose(mul(heads, heads), [0, 2, 1, 3]), ['B*T', 4]);
    },
  ],
  [
    'joined along the last axis',
    'Concat',
    { a: ['B', 3], b: ['B', 2] },
    ({ a, b }) => mul(concatLast([a!, b!, a!]), concatLast([a!, a!, b!])),
  ],
  ['softmax', 'Softmax', { a: ['B', 3, 5] }, ({ a }) => softmax(a!)],
  [
    'layer norm',
    'LayerNormalization',
    { a: ['B', 3, 6], scale: [6], bias: [6] },
    ({ a, scale, bias }) => layerNorm(a!, scale!, bias!, 1e-5),
  ],
  ['a value used twice', 'Add', { a: ['B', 4], b: [4, 4] }, ({ a, b }) => add(mul(gemm(a!, b!), a!), softmax(a!))],
];

const isOperation = (entry: object): entry is Operation => 'name' in entry && 'shapes' in entry;
const operations = [arrange, elementwise, matrix, normalise]
  .flatMap((family) => Object.values<object>(family))
  .filter(isOperation);

function programOf([name, , inputs, write]: Case): Program {
  return program(name, (graph) => ({
    y: write(Object.fromEntries(Object.entries(inputs).map(([input, shape]) => [input, graph.input(input, shape)]))),
  }));
}

describe('gradient rules', () => {
  it.each(cases)('%s (%s)', async (...of) => {
    for (const seed of [1, 2, 3]) await checkGradients(programOf(of), seed);
  });

  it('has a case for every rule', () => {
    expect(new Set(cases.map(([, op]) => op))).toEqual(
      new Set(operations.filter(({ gradient }) => gradient).map(({ name }) => name)),
    );
  });

  it('has a case that runs every operation, forward or backward', () => {
    const run = cases.map(programOf).flatMap((written) => {
      const { forward, backward } = linearize(written, ['y'], [...written.inputs.keys()]);
      return [...forward.graph.nodes, ...backward.graph.nodes].map(({ op }) => op.name);
    });
    expect(new Set(run)).toEqual(new Set(operations.map(({ name }) => name)));
  });

  it('says which operation has no rule', () => {
    const written = program('p', (graph) => ({ y: exp(graph.input('x', [2])) }));
    expect(() => linearize(written, ['y'], ['x'])).toThrow('operation Exp has no gradient rule');
  });

  it('says that a result does not depend on an input', () => {
    const written = program('p', (graph) => {
      graph.input('unused', [2]);
      return { y: relu(graph.input('x', [2])) };
    });
    expect(() => linearize(written, ['y'], ['unused'])).toThrow("[y] do not depend on 'unused'");
  });
});
