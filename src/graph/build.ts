/** The words in which programs are written: each applies operations to values of one graph and returns the result. */
import type { Graph, Value } from './graph';
import type { Dim, Shape } from './shape';

type Operand = Value | number;

function lift(graph: Graph, operand: Operand): Value {
  return typeof operand === 'number' ? graph.constant(operand) : operand;
}

function binary(op: 'Add' | 'Sub' | 'Mul' | 'Greater', a: Value, b: Operand): Value {
  return a.graph.apply(op, [a, lift(a.graph, b)])[0]!;
}

export const add = (a: Value, b: Operand): Value => binary('Add', a, b);
export const sub = (a: Value, b: Operand): Value => binary('Sub', a, b);
export const mul = (a: Value, b: Operand): Value => binary('Mul', a, b);
export const greater = (a: Value, b: Operand): Value => binary('Greater', a, b);
export const relu = (x: Value): Value => x.graph.apply('Relu', [x])[0]!;
export const erf = (x: Value): Value => x.graph.apply('Erf', [x])[0]!;
export const exp = (x: Value): Value => x.graph.apply('Exp', [x])[0]!;
export const tanh = (x: Value): Value => x.graph.apply('Tanh', [x])[0]!;
export const softmax = (x: Value): Value => x.graph.apply('Softmax', [x])[0]!;

export function gelu(x: Value, approximate: 'none' | 'tanh' = 'none'): Value {
  return x.graph.apply('Gelu', [x], { approximate })[0]!;
}

export function where(condition: Value, yes: Operand, no: Operand): Value {
  const { graph } = condition;
  return graph.apply('Where', [condition, lift(graph, yes), lift(graph, no)])[0]!;
}

export function matMul(a: Value, b: Value): Value {
  return a.graph.apply('MatMul', [a, b])[0]!;
}

export function gemm(a: Value, b: Value, options: { bias?: Value; transA?: boolean; transB?: boolean } = {}): Value {
  const { bias, transA = false, transB = false } = options;
  return a.graph.apply('Gemm', bias ? [a, b, bias] : [a, b], { transA, transB })[0]!;
}

/** x W^T + b with W [out, in], as torch.nn.Linear stores it; leading dims of x are rows. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const width = x.shape.at(-1)!;
  const leading = x.shape.slice(0, -1);
  const y = gemm(reshape(x, [product(leading), width]), weight, { transB: true, ...(bias ? { bias } : {}) });
  return reshape(y, [...leading, weight.shape[0]!]);
}

export function transpose(x: Value, perm: readonly number[]): Value {
  return x.graph.apply('Transpose', [x], { perm })[0]!;
}

/** Swaps the last two axes. */
export function swapLast(x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

export function reshape(x: Value, shape: Shape): Value {
  const same = x.shape.length === shape.length && x.shape.every((dim, i) => dim === shape[i]);
  return same ? x : x.graph.apply('Reshape', [x], { shape })[0]!;
}

/** Joins values along the last axis. */
export function concatLast(parts: readonly Value[]): Value {
  const [first] = parts;
  return parts.length === 1 ? first! : first!.graph.apply('Concat', parts)[0]!;
}

/** The last axis in parts of these sizes. */
export function splitLast(x: Value, sizes: readonly number[]): readonly Value[] {
  return x.graph.apply('Split', [x], { sizes });
}

/** Stretches dims of size 1 to those of `shape`; the stretched ones must be numbers. */
export function expand(x: Value, shape: Shape): Value {
  return x.graph.apply('Expand', [x], { shape })[0]!;
}

export function layerNorm(x: Value, scale: Value, bias: Value, epsilon: number): Value {
  return x.graph.apply('LayerNormalization', [x, scale, bias], { epsilon })[0]!;
}

export function reduceSum(x: Value, axes: readonly number[]): Value {
  return axes.length === 0 ? x : x.graph.apply('ReduceSum', [x], { axes })[0]!;
}

/** Mean over the last axis, which stays with size 1. */
export function meanLast(x: Value): Value {
  return x.graph.apply('ReduceMean', [x], { axes: [x.shape.length - 1] })[0]!;
}

/** One dim for many: the numbers multiplied, the names joined ('B*T'). */
export function product(dims: readonly Dim[]): Dim {
  const factor = dims.reduce<number>((n, dim) => (typeof dim === 'number' ? n * dim : n), 1);
  const names = dims.filter((dim) => typeof dim === 'string');
  if (names.length === 0) return factor;
  return factor === 1 ? names.join('*') : [factor, ...names].join('*');
}
