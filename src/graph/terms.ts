/**
 * What a program computes, element by element: the form in which operations are told to the compiler of GPU kernels
 * (src/wgsl). Each operation gives its results as terms over its operands, in five words: cells, move, reshape, fold and
 * product. Everything else, which of them become kernels and which are computed on the way, is the compiler's affair.
 */
import { misfit, sameShape, type Dim, type Shape } from './shape';

/** WGSL source of a float, a bool or an index. */
export type Source = string;

/** Values that lie in a buffer, row-major: an operand of the program or a weight. */
export interface BufferTerm {
  readonly kind: 'buffer';
  readonly name: string;
  readonly of: 'input' | 'param';
  readonly shape: Shape;
}

export interface ConstantTerm {
  readonly kind: 'constant';
  readonly value: number;
  readonly shape: Shape;
}

/** Each element computed from the elements of the operands at the same place; operands broadcast. */
export interface CellsTerm {
  readonly kind: 'cells';
  readonly shape: Shape;
  readonly operands: readonly Term[];
  express(operands: readonly Source[]): Source;
  readonly how: CellsOptions;
}

export interface CellsOptions {
  /** Too dear to be done again in another kernel. */
  readonly costly?: boolean;
  /** Functions in WGSL that the expression calls. */
  readonly helpers?: readonly string[];
  /** Whether the expression is right for vectors too, operand by operand. */
  readonly linear?: boolean;
}

/** The same elements in the same order under other dims. */
export interface ReshapeTerm {
  readonly kind: 'reshape';
  readonly shape: Shape;
  readonly operand: Term;
}

/** Each element is that of the operand at another place. */
export interface MoveTerm {
  readonly kind: 'move';
  readonly shape: Shape;
  readonly operand: Term;
  /** From the place here to that in the operand. */
  from(place: readonly Source[]): readonly Source[];
  /** The way back, where every element of the operand has one place here. */
  readonly to?: (place: readonly Source[]) => readonly Source[];
}

/** Elements of one part or the other, by the place along the last axis. */
export interface JoinTerm {
  readonly kind: 'join';
  readonly shape: Shape;
  /** With last dims that add up to that of `shape`. */
  readonly parts: readonly JoinedPart[];
}

/** Columns `from` (included) to `to` (excluded) of what is joined. */
export interface JoinedPart {
  readonly term: Term;
  readonly from: number;
  readonly to: number;
}

/** Sum or maximum over the last axis, which stays with size 1. `inline`: short, done by each thread for itself. */
export interface FoldTerm {
  readonly kind: 'fold';
  readonly shape: Shape;
  readonly operand: Term;
  readonly how: 'sum' | 'max';
  readonly inline: boolean;
}

/** Matrix product over the last two axes: a [.., M, K] by b [.., K, N]; leading dims broadcast to those of shape. */
export interface ProductTerm {
  readonly kind: 'product';
  readonly shape: Shape;
  readonly a: Term;
  readonly b: Term;
  readonly inner: Dim;
}

export type Term = BufferTerm | ConstantTerm | CellsTerm | ReshapeTerm | MoveTerm | JoinTerm | FoldTerm | ProductTerm;

export function constant(value: number): Term {
  return { kind: 'constant', value, shape: [] };
}

export function cells(
  shape: Shape,
  operands: readonly Term[],
  express: CellsTerm['express'],
  how: CellsOptions = {},
): Term {
  return { kind: 'cells', shape, operands, express, how };
}

export function reshaped(operand: Term, shape: Shape): Term {
  return sameShape(operand.shape, shape) ? operand : { kind: 'reshape', shape, operand };
}

export function moved(operand: Term, shape: Shape, from: MoveTerm['from'], to?: MoveTerm['to']): Term {
  return { kind: 'move', shape, operand, from, ...(to && { to }) };
}

export function permuted(operand: Term, perm: readonly number[]): Term {
  return moved(
    operand,
    perm.map((axis) => operand.shape[axis]!),
    (place) => perm.map((_, axis) => place[perm.indexOf(axis)]!),
    (place) => perm.map((axis) => place[axis]!),
  );
}

/** Over the last axis, a thread group a row; one element is its own sum and maximum. */
export function fold(operand: Term, how: FoldTerm['how']): Term {
  if (operand.shape.at(-1) === 1) return operand;
  return { kind: 'fold', shape: [...operand.shape.slice(0, -1), 1], operand, how, inline: false };
}

/** Sum over axes that are few or short, each of which stays with size 1. */
export function shortSum(operand: Term, axes: readonly number[]): Term {
  const rest = operand.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  let sum = axes.length === 1 && axes[0] === operand.shape.length - 1 ? operand : permuted(operand, [...rest, ...axes]);
  for (let i = 0; i < axes.length; i++) {
    const folded: Term = {
      kind: 'fold',
      shape: [...sum.shape.slice(0, -1), 1],
      operand: sum,
      how: 'sum',
      inline: true,
    };
    sum = reshaped(folded, sum.shape.slice(0, -1));
  }
  return reshaped(
    sum,
    operand.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)),
  );
}

/**
 * A matrix product of a [.., M, K] and b [.., K, N]. One whose inner axis is short, or of a batch in which each has a
 * single row, needs no tiles: each thread adds up its own elements. (A single row by a whole weight does: it is the whole
 * card's work.) One with a single column is a fold of rows.
 */
export function matrixProduct(a: Term, b: Term, batch: Shape): Term {
  const [M, K] = [a.shape.at(-2)!, a.shape.at(-1)!];
  const N = b.shape.at(-1)!;
  const shape = [...batch, M, N];
  if (N === 1 && M !== 1 && typeof K === 'number' && K > SHORT) return fold(multiplied(a, permutedLast(b)), 'sum');
  const isRow = M === 1 && batch.length > 0;
  if (!isRow && !isShort(K, a, b)) return { kind: 'product', shape, a, b, inner: K };
  // Both stretched over [.., M, N, K], of which the last axis is summed.
  const rank = shape.length;
  const spread = (operand: Term, row: number, column: number) =>
    moved(operand, [...shape, K], (place) => {
      const leading = operand.shape.slice(0, -2);
      const own = leading.map((dim, i) => (dim === 1 ? '0u' : place[i + batch.length - leading.length]!));
      return [...own, place[row]!, place[column]!];
    });
  const terms = multiplied(spread(a, rank - 2, rank), spread(b, rank, rank - 1));
  return reshaped({ kind: 'fold', shape: [...shape, 1], operand: terms, how: 'sum', inline: true }, shape);
}

/** Numbers up to which an axis is summed by each thread for itself. */
const SHORT = 4;

/** An axis with a name whose size an operand from outside decides (edit profiles, prompts, one-hot rows) is short. */
function isShort(inner: Dim, ...operands: readonly Term[]): boolean {
  if (typeof inner === 'number') return inner <= SHORT;
  return operands.some((operand) => {
    const source = sourceOf(operand);
    return source.kind === 'buffer' && source.of === 'input' && source.shape.length <= 2;
  });
}

/** What is under views. */
function sourceOf(term: Term): Term {
  return term.kind === 'reshape' || term.kind === 'move' ? sourceOf(term.operand) : term;
}

function permutedLast(term: Term): Term {
  const axes = term.shape.map((_, axis) => axis);
  return permuted(term, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

export function multiplied(a: Term, b: Term): Term {
  return cells(a.shape.length >= b.shape.length ? a.shape : b.shape, [a, b], ([x, y]) => `(${x} * ${y})`, {
    linear: true,
  });
}

/** Operands joined along the last axis. */
export function joinedLast(terms: readonly Term[], shape: Shape): Term {
  let at = 0;
  const parts = terms.map((term) => {
    const from = at;
    const size = term.shape.at(-1);
    at += typeof size === 'number' ? size : misfit(`expected a last axis of known size, found ${size}`);
    return { term, from, to: at };
  });
  return { kind: 'join', shape, parts };
}
