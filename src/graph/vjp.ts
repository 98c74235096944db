/**
 * Vector-Jacobian products, one rule per operation. Given the cotangent dy of an operation's first result, a rule
 * returns the cotangents of its operands. An operation that only gradients use (Erf, Where, ...) has none.
 *
 * A rule is written for the gradient graph: `x(i)` is the i-th operand and `y(i)` the i-th result of the forward
 * operation, as they are available there; asking for one is what makes the forward program keep it.
 */
import {
  add,
  erf,
  exp,
  gemm,
  greater,
  matMul,
  meanLast,
  mul,
  reduceSum,
  reshape,
  splitLast,
  sub,
  swapLast,
  tanh,
  transpose,
  where,
} from './build';
import type { Node, Value } from './graph';
import type { OpName } from './ops';
import type { Shape } from './shape';

export interface RuleContext {
  readonly node: Node;
  /** Whether operand i needs a cotangent. */
  needs(i: number): boolean;
  x(i: number): Value;
  y(i: number): Value;
}

export type Rule = (dy: Value, context: RuleContext) => readonly (Value | null)[];

export const rules: Partial<Record<OpName, Rule>> = {
  Add: (dy, { node }) => node.inputs.map((x) => unbroadcast(dy, x.shape)),

  Sub: (
    dy,
    {
      node: {
        inputs: [a, b],
      },
      needs,
    },
  ) => [unbroadcast(dy, a!.shape), needs(1) ? unbroadcast(mul(dy, -1), b!.shape) : null],

  Mul: (
    dy,
    {
      node: {
        inputs: [a, b],
      },
      needs,
      x,
    },
  ) => [needs(0) ? unbroadcast(mul(dy, x(1)), a!.shape) : null, needs(1) ? unbroadcast(mul(dy, x(0)), b!.shape) : null],

  Relu: (dy, { x }) => [where(greater(x(0), 0), dy, 0)],

  Gelu: (dy, { node, x }) => [mul(dy, node.attributes.approximate === 'tanh' ? geluTanhSlope(x(0)) : geluSlope(x(0)))],

  Gemm: (
    dy,
    {
      node: {
        inputs,
        attributes: { transA = false, transB = false },
      },
      needs,
      x,
    },
  ) => [
    needs(0) ? (transA ? gemm(x(1), dy, { transA: transB, transB: true }) : gemm(dy, x(1), { transB: !transB })) : null,
    needs(1) ? (transB ? gemm(dy, x(0), { transA: true, transB: transA }) : gemm(x(0), dy, { transA: !transA })) : null,
    ...(inputs[2] ? [needs(2) ? unbroadcast(dy, inputs[2].shape) : null] : []),
  ],

  MatMul: (
    dy,
    {
      node: {
        inputs: [a, b],
      },
      needs,
      x,
    },
  ) => [
    needs(0) ? unbroadcast(matMul(dy, swapLast(x(1))), a!.shape) : null,
    needs(1) ? unbroadcast(matMul(swapLast(x(0)), dy), b!.shape) : null,
  ],

  Transpose: (dy, { node }) => {
    const perm = node.attributes.perm!;
    return [
      transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },

  Reshape: (dy, { node }) => [reshape(dy, node.inputs[0]!.shape)],

  Concat: (dy, { node }) =>
    splitLast(
      dy,
      node.inputs.map((x) => x.shape.at(-1) as number),
    ),

  // dx = y * (dy - sum(dy * y)).
  Softmax: (dy, { y }) => {
    const weighted = mul(dy, y(0));
    return [sub(weighted, mul(y(0), reduceSum(weighted, [dy.shape.length - 1])))];
  },

  // With n = (x - mean) / std and dn = dy * scale: dx = (dn - mean(dn) - n * mean(dn * n)) / std.
  LayerNormalization: (
    dy,
    {
      node: {
        inputs: [, scale],
      },
      needs,
      x,
      y,
    },
  ) => {
    const normalised = () => mul(sub(x(0), y(1)), y(2));
    const leading = dy.shape.slice(0, -1).map((_, i) => i);
    const dn = () => mul(dy, x(1));
    return [
      needs(0) ? layerNormCotangent(dn(), normalised(), y(2)) : null,
      needs(1) ? reshape(reduceSum(mul(dy, normalised()), leading), scale!.shape) : null,
      needs(2) ? reshape(reduceSum(dy, leading), scale!.shape) : null,
    ];
  },
};

function layerNormCotangent(dn: Value, n: Value, inverseStd: Value): Value {
  return mul(sub(sub(dn, meanLast(dn)), mul(n, meanLast(mul(dn, n)))), inverseStd);
}

/** d/dx [x Phi(x)] = Phi(x) + x phi(x), with Phi and phi the normal distribution and density. */
function geluSlope(x: Value): Value {
  const cdf = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const pdf = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return add(cdf, mul(x, pdf));
}

/** Of 0.5 x (1 + tanh u), u = sqrt(2/pi) (x + 0.044715 x^3) (Hendrycks & Gimpel 2016). */
function geluTanhSlope(x: Value): Value {
  const k = Math.sqrt(2 / Math.PI);
  const square = mul(x, x);
  const t = tanh(mul(mul(x, add(mul(square, 0.044715), 1)), k));
  const du = mul(add(mul(square, 3 * 0.044715), 1), k);
  const tail = mul(mul(mul(x, 0.5), mul(sub(mul(t, t), 1), -1)), du);
  return add(mul(add(t, 1), 0.5), tail);
}

/** Sums a cotangent over the axes along which its operand was stretched. */
export function unbroadcast(dy: Value, shape: Shape): Value {
  const offset = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, i) => (i < offset || (shape[i - offset] === 1 && dim !== 1) ? [i] : []));
  return reshape(reduceSum(dy, axes), shape);
}
