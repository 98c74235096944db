/** Operations that relate each element to the others of its last axis. */
import type { NoAttributes, Operation, Value } from '../graph';
import { formatShape, misfit, sameShape } from '../shape';
import { cells, constant, fold, multiplied, type Term } from '../terms';
import { reduceSum, reduction, reshape } from './arrange';
import { mul, sub } from './elementwise';

/** Over the last axis. */
export const Softmax: Operation<NoAttributes> = {
  name: 'Softmax',
  shapes: ([x = []]) => [x],
  // dx = y * (dy - sum(dy * y)).
  gradient: (dy, { y }) => {
    const weighted = mul(dy, y(0));
    return [sub(weighted, mul(y(0), reduceSum(weighted, [dy.shape.length - 1])))];
  },
  onnx: () => ({ attributes: { axis: { int: -1 } } }),
  terms: ([x]) => {
    const powers = cells(x!.shape, [x!, fold(x!, 'max')], ([a, most]) => `exp(${a} - ${most})`);
    return [cells(x!.shape, [powers, fold(powers, 'sum')], ([power, sum]) => `(${power} / ${sum})`, { costly: true })];
  },
};

export const softmax = (x: Value): Value => x.graph.apply(Softmax, [x])[0]!;

/** Over the last axis: x, scale, bias to y, mean and 1/std (each with last dim 1). */
export const LayerNormalization: Operation<{ readonly epsilon: number }> = {
  name: 'LayerNormalization',
  shapes: ([x = [], scale = [], bias = []]) => {
    const width = [x.at(-1)!];
    if (!sameShape(scale, width) || !sameShape(bias, width))
      misfit(`expected scale and bias of shape ${formatShape(width)}`);
    const statistics = [...x.slice(0, -1), 1];
    return [x, statistics, statistics];
  },
  // With n = (x - mean) / std and dn = dy * scale: dx = (dn - mean(dn) - n * mean(dn * n)) / std.
  gradient: (dy, { shapes: [, scale], needs, x, y }) => {
    const normalised = () => mul(sub(x(0), y(1)), y(2));
    const leading = dy.shape.slice(0, -1).map((_, i) => i);
    const dn = () => mul(dy, x(1));
    return [
      needs(0) ? layerNormCotangent(dn(), normalised(), y(2)) : null,
      needs(1) ? reshape(reduceSum(mul(dy, normalised()), leading), scale!) : null,
      needs(2) ? reshape(reduceSum(dy, leading), scale!) : null,
    ];
  },
  onnx: ({ attributes: { epsilon } }) => ({ attributes: { epsilon: { float: epsilon } } }),
  terms: ([x, scale, bias], { attributes: { epsilon } }) => {
    const mean = meanOf(x!);
    const centred = cells(x!.shape, [x!, mean], ([a, b]) => `(${a} - ${b})`);
    const inverseStd = cells(
      mean.shape,
      [meanOf(multiplied(centred, centred)), constant(epsilon)],
      ([variance, e]) => `inverseSqrt(${variance} + ${e})`,
    );
    const y = cells(
      x!.shape,
      [centred, inverseStd, scale!, bias!],
      ([a, inverse, factor, shift]) => `(${a} * ${inverse} * ${factor} + ${shift})`,
      { costly: true },
    );
    return [y, mean, inverseStd];
  },
};

function meanOf(x: Term): Term {
  const width = x.shape.at(-1)!;
  const sum = fold(x, 'sum');
  if (typeof width !== 'number') return misfit(`expected a last axis of known size, found ${width}`);
  return cells(sum.shape, [sum, constant(1 / width)], ([a, share]) => `(${a} * ${share})`);
}

function layerNormCotangent(dn: Value, n: Value, inverseStd: Value): Value {
  return mul(sub(sub(dn, meanLast(dn)), mul(n, meanLast(mul(dn, n)))), inverseStd);
}

export function layerNorm(x: Value, scale: Value, bias: Value, epsilon: number): Value {
  return x.graph.apply(LayerNormalization, [x, scale, bias], { epsilon })[0]!;
}

export const ReduceMean: Operation<{ readonly axes: readonly number[] }> = {
  ...reduction,
  name: 'ReduceMean',
  terms: ([x], { attributes: { axes } }) =>
    axes.length === 1 && axes[0] === x!.shape.length - 1
      ? [meanOf(x!)]
      : misfit(`the mean over axes ${formatShape(axes)} has no kernel: only that over the last axis is asked for`),
};

/** Mean over the last axis, which stays with size 1. */
export function meanLast(x: Value): Value {
  return x.graph.apply(ReduceMean, [x], { axes: [x.shape.length - 1] })[0]!;
}
