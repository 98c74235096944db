/** Matrix products. */
import type { NoAttributes, Operation, Value } from '../graph';
import { broadcastShapes, formatShape, misfit, sameShape } from '../shape';
import { cells, matrixProduct, permuted, type Term } from '../terms';
import { swapLast, unbroadcast } from './arrange';

/** A [M, K] (or its transpose) times B [K, N] (or its transpose), plus C that broadcasts to [M, N]. */
export const Gemm: Operation<{ readonly transA: boolean; readonly transB: boolean }> = {
  name: 'Gemm',
  shapes: ([a = [], b = [], c], { transA, transB }) => {
    if (a.length !== 2 || b.length !== 2) misfit(`expected two matrices`);
    const [m, k] = transA ? [a[1]!, a[0]!] : [a[0]!, a[1]!];
    const [k2, n] = transB ? [b[1]!, b[0]!] : [b[0]!, b[1]!];
    if (k !== k2) misfit(`inner dims differ: ${k} against ${k2}`);
    const y = [m, n];
    if (c && !sameShape(broadcastShapes(y, c), y)) misfit(`bias ${formatShape(c)} does not fit ${formatShape(y)}`);
    return [y];
  },
  gradient: (dy, { attributes: { transA, transB }, shapes: [, , c], needs, x }) => [
    needs(0) ? (transA ? gemm(x(1), dy, { transA: transB, transB: true }) : gemm(dy, x(1), { transB: !transB })) : null,
    needs(1) ? (transB ? gemm(dy, x(0), { transA: true, transB: transA }) : gemm(x(0), dy, { transA: !transA })) : null,
    ...(c ? [needs(2) ? unbroadcast(dy, c) : null] : []),
  ],
  onnx: ({ attributes: { transA, transB } }) => ({
    attributes: { ...(transA && { transA: { int: 1 } }), ...(transB && { transB: { int: 1 } }) },
  }),
  terms: ([a, b, c], { attributes: { transA, transB } }) => {
    const turned = (x: Term, turn: boolean) => (turn ? permuted(x, [1, 0]) : x);
    const y = matrixProduct(turned(a!, transA), turned(b!, transB), []);
    return [c ? cells(y.shape, [y, c], ([sum, bias]) => `(${sum} + ${bias})`, { linear: true }) : y];
  },
};

export function gemm(a: Value, b: Value, options: { bias?: Value; transA?: boolean; transB?: boolean } = {}): Value {
  const { bias, transA = false, transB = false } = options;
  return a.graph.apply(Gemm, bias ? [a, b, bias] : [a, b], { transA, transB })[0]!;
}

/** Batched matrix product; leading dims broadcast. */
export const MatMul: Operation<NoAttributes> = {
  name: 'MatMul',
  shapes: ([a = [], b = []]) => {
    if (a.length < 2 || b.length < 2) misfit('expected operands of rank 2 or more');
    if (a.at(-1) !== b.at(-2)) misfit(`inner dims differ: ${a.at(-1)} against ${b.at(-2)}`);
    return [[...broadcastShapes(a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!]];
  },
  gradient: (dy, { shapes: [a, b], needs, x }) => [
    needs(0) ? unbroadcast(matMul(dy, swapLast(x(1))), a!) : null,
    needs(1) ? unbroadcast(matMul(swapLast(x(0)), dy), b!) : null,
  ],
  terms: ([a, b], { outputs: [y] }) => [matrixProduct(a!, b!, y!.shape.slice(0, -2))],
};

export function matMul(a: Value, b: Value): Value {
  return a.graph.apply(MatMul, [a, b])[0]!;
}
