/**
 * Operations that move, stretch and add up elements, and calculate nothing else. They are linear, and each other's
 * gradients, so this family needs no other.
 */
import { EngramError } from '../../errors';
import type { NoAttributes, Operation, Value } from '../graph';
import type { ShapeOperand } from '../onnx-form';
import { cells, joinedLast, moved, permuted, reshaped, fold, shortSum, type Term } from '../terms';
import { broadcastShapes, formatShape, misfit, sameElementCount, sameShape, type Dim, type Shape } from '../shape';

export const Transpose: Operation<{ readonly perm: readonly number[] }> = {
  name: 'Transpose',
  shapes: ([x = []], { perm }) => {
    if (perm.length !== x.length || new Set(perm).size !== x.length)
      misfit(`perm ${formatShape(perm)} does not fit ${formatShape(x)}`);
    return [perm.map((axis) => x[axis] ?? misfit(`no axis ${axis}`))];
  },
  gradient: (dy, { attributes: { perm } }) => {
    const inverse = perm.map((_, axis) => perm.indexOf(axis));
    return [transpose(dy, inverse)];
  },
  onnx: ({ attributes: { perm } }) => ({ attributes: { perm: { ints: perm } } }),
  terms: ([x], { attributes: { perm } }) => [permuted(x!, perm)],
};

export function transpose(x: Value, perm: readonly number[]): Value {
  return x.graph.apply(Transpose, [x], { perm })[0]!;
}

/** Swaps the last two axes. */
export function swapLast(x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

export const Reshape: Operation<{ readonly shape: Shape }> = {
  name: 'Reshape',
  shapes: ([x = []], { shape }) => {
    if (!sameElementCount(x, shape)) misfit(`cannot become ${formatShape(shape)}`);
    return [shape];
  },
  cheap: true,
  gradient: (dy, { shapes: [x] }) => [reshape(dy, x!)],
  onnx: ({ inputs: [x], attributes: { shape } }) => {
    const target = reshapeTarget(x!.shape, shape);
    return { operand: 'operand' in target ? target.operand : { name: 'shape', ints: target.constant } };
  },
  terms: ([x], { attributes: { shape } }) => [reshaped(x!, shape)],
};

export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : x.graph.apply(Reshape, [x], { shape })[0]!;
}

/**
 * How a Reshape from `from` to `to` is told to ONNX: as constants where every dim is a number, equal to the dim at the
 * same place (0), or the only unknown (-1); else as an operand that is given at run time.
 */
export function reshapeTarget(
  from: Shape,
  to: Shape,
): { readonly constant: readonly number[] } | { readonly operand: ShapeOperand } {
  let unknown = 0;
  const constant = to.map((dim, i) => {
    if (typeof dim === 'number') return dim;
    if (dim === from[i]) return 0;
    unknown++;
    return -1;
  });
  return unknown <= 1 ? { constant } : { operand: { name: `shape:${to.join(',')}`, dims: to } };
}

/** Stretches dims of size 1 to those of `shape`. */
export const Expand: Operation<{ readonly shape: Shape }> = {
  name: 'Expand',
  shapes: ([x = []], { shape }) => {
    if (!sameShape(broadcastShapes(x, shape), shape)) misfit(`cannot be stretched to ${formatShape(shape)}`);
    return [shape];
  },
  onnx: ({ inputs: [x], attributes: { shape } }) => ({ operand: { name: 'shape', ints: expandTarget(x!, shape) } }),
  terms: ([x], { attributes: { shape } }) => [cells(shape, [x!], ([a]) => a!, { linear: true })],
};

/** The stretched dims must be numbers. */
export function expand(x: Value, shape: Shape): Value {
  return x.graph.apply(Expand, [x], { shape })[0]!;
}

/** 1 keeps a dim as it is, so only the stretched ones have to be known. */
function expandTarget(x: Value, shape: Shape): number[] {
  const offset = shape.length - x.shape.length;
  return shape.map((dim, i) => {
    if (i >= offset && dim === x.shape[i - offset]) return 1;
    if (typeof dim === 'number') return dim;
    throw new EngramError(
      'graph',
      `Expand cannot stretch '${x.name}' to a size that is only known at run time: ${dim}`,
    );
  });
}

/** Along the last axis. */
export const Concat: Operation<NoAttributes> = {
  name: 'Concat',
  shapes: (inputs) => {
    const [first = []] = inputs;
    const leading = first.slice(0, -1);
    if (inputs.some((x) => !sameShape(x.slice(0, -1), leading))) misfit('operands differ before their last axis');
    return [[...leading, inputs.reduce((sum, x) => sum + known(x.at(-1)), 0)]];
  },
  gradient: (dy, { shapes }) => {
    const sizes = shapes.map((shape) => known(shape.at(-1)));
    return splitLast(dy, sizes);
  },
  onnx: () => ({ attributes: { axis: { int: -1 } } }),
  terms: (parts, { outputs: [y] }) => [joinedLast(parts, y!.shape)],
};

/** Joins values along the last axis. */
export function concatLast(parts: readonly Value[]): Value {
  const [first] = parts;
  return parts.length === 1 ? first! : first!.graph.apply(Concat, parts)[0]!;
}

/** The last axis in parts of these sizes. */
export const Split: Operation<{ readonly sizes: readonly number[] }> = {
  name: 'Split',
  shapes: ([x = []], { sizes }) => {
    const sum = sizes.reduce((a, b) => a + b, 0);
    if (sum !== known(x.at(-1))) misfit(`parts of ${formatShape(sizes)} do not make up ${x.at(-1)}`);
    return sizes.map((size) => [...x.slice(0, -1), size]);
  },
  onnx: ({ attributes: { sizes } }) => ({
    attributes: { axis: { int: -1 } },
    operand: { name: 'sizes', ints: sizes },
  }),
  terms: ([x], { attributes: { sizes }, outputs }) => {
    let from = 0;
    return outputs.map(({ shape }, i) => {
      const start = from;
      from += sizes[i]!;
      return moved(x!, shape, (place) => [...place.slice(0, -1), `(${place.at(-1)} + ${start}u)`]);
    });
  },
};

/** The last axis in parts of these sizes. */
export function splitLast(x: Value, sizes: readonly number[]): readonly Value[] {
  return x.graph.apply(Split, [x], { sizes });
}

/** What operations that reduce some axes have in common: the axes stay, with size 1. */
export const reduction: Pick<Operation<{ readonly axes: readonly number[] }>, 'shapes' | 'onnx'> = {
  shapes: ([x = []], { axes }) => [x.map((dim, i) => (axes.includes(i) ? 1 : dim))],
  onnx: ({ attributes: { axes } }) => ({ operand: { name: 'axes', ints: axes } }),
};

export const ReduceSum: Operation<{ readonly axes: readonly number[] }> = {
  ...reduction,
  name: 'ReduceSum',
  terms: ([x], { attributes: { axes } }) => [sumOver(x!, axes)],
};

/** The last axis by a thread group a row; others, over which batches are added up, by each thread for itself. */
function sumOver(x: Term, axes: readonly number[]): Term {
  return axes.length === 1 && axes[0] === x.shape.length - 1 ? fold(x, 'sum') : shortSum(x, axes);
}

export function reduceSum(x: Value, axes: readonly number[]): Value {
  return axes.length === 0 ? x : x.graph.apply(ReduceSum, [x], { axes })[0]!;
}

/** Sums a cotangent over the axes along which its operand was stretched. */
export function unbroadcast(dy: Value, shape: Shape): Value {
  const offset = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((dim, i) => (i < offset || (shape[i - offset] === 1 && dim !== 1) ? [i] : []));
  return reshape(reduceSum(dy, axes), shape);
}

function known(dim: Dim | undefined): number {
  return typeof dim === 'number' ? dim : misfit(`expected a last axis of known size, found ${dim}`);
}
