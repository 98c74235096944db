/**
 * Shapes with names. A dim is a number, or a name that is bound when the program runs ('B' samples, 'T' tokens), or a
 * product of names ('B*T' rows). Two dims are equal only if they are written alike, so a mix-up of rows and samples is
 * found when the program is built, not when it runs.
 */
import { EngramError } from '../errors';

export type Dim = number | string;
export type Shape = readonly Dim[];
/** What each name stands for in one run. */
export type Bindings = Readonly<Record<string, number>>;

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** numpy's broadcasting: aligned at the last axis, 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new EngramError(
      'graph',
      `shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast: ${x} against ${y}`,
    );
  });
}

/** @throws EngramError('graph') always: for a shape rule to say what it finds wrong. */
export function misfit(message: string): never {
  throw new EngramError('graph', message);
}

/** What a dim multiplies: '24*T' is 24 and 'T'. */
function factorsOf(dim: Dim): (number | string)[] {
  if (typeof dim === 'number') return [dim];
  return dim.split('*').map((factor) => (/^\d+$/.test(factor) ? Number(factor) : factor));
}

/** The number of elements as a numeric factor and the sorted names, so that products of names can be compared. */
function elementCount(shape: Shape): string {
  const factors = shape.flatMap(factorsOf);
  const size = factors.reduce<number>((n, factor) => (typeof factor === 'number' ? n * factor : n), 1);
  return [size, ...factors.filter((factor) => typeof factor === 'string').sort()].join('*');
}

export function sameElementCount(a: Shape, b: Shape): boolean {
  return elementCount(a) === elementCount(b);
}

/** The dim with some of its names bound: 'B*T' with B = 1 is 'T'. */
export function bindSome(dim: Dim, known: Bindings): Dim {
  if (typeof dim === 'number') return dim;
  const factors = factorsOf(dim).map((factor) => (typeof factor === 'string' ? (known[factor] ?? factor) : factor));
  const size = factors.reduce<number>((n, factor) => (typeof factor === 'number' ? n * factor : n), 1);
  const names = factors.filter((factor) => typeof factor === 'string');
  if (names.length === 0) return size;
  return size === 1 ? names.join('*') : [size, ...names].join('*');
}

/** Evaluates a dim; a name without a binding is an error. */
export function evaluateDim(dim: Dim, bindings: Bindings): number {
  return factorsOf(dim).reduce<number>((size, factor) => {
    const value = typeof factor === 'number' ? factor : bindings[factor];
    if (value === undefined) throw new EngramError('graph', `dim '${factor}' is bound by no operand`);
    return size * value;
  }, 1);
}

/**
 * Reads the bindings off actual operand shapes, and checks that they agree with the declared ones and with each other.
 * @throws EngramError('graph') naming the operand, what was declared and what came.
 */
export function bindDims(declared: ReadonlyMap<string, Shape>, actual: (name: string) => readonly number[]): Bindings {
  const bindings: Record<string, number> = {};
  for (const [name, shape] of declared) {
    const found = actual(name);
    shape.forEach((dim, i) => {
      if (typeof dim === 'string' && !dim.includes('*')) bindings[dim] ??= found[i] ?? 0;
    });
  }
  for (const [name, shape] of declared) {
    const found = actual(name);
    if (found.length === shape.length && shape.every((dim, i) => evaluateDim(dim, bindings) === found[i])) continue;
    const bound = Object.entries(bindings)
      .map(([dim, size]) => `${dim} = ${size}`)
      .join(', ');
    throw new EngramError(
      'graph',
      `operand '${name}': expected ${formatShape(shape)}${bound && ` with ${bound}`}, found ${formatShape(found)}`,
    );
  }
  return bindings;
}
