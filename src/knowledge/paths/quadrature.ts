/**
 * Quadrature on [0, 1] for the attribution integral.
 *
 * - `adaptive` puts the points where each layer's path needs them, until the completeness residual meets a tolerance (see panels.ts).
 * - `gauss-legendre` and `riemann-left` have a fixed number of points. The latter, with 20, is what the published code of Dai et al.
 *   (2022) uses.
 */
export type QuadratureMethod = 'adaptive' | FixedMethod;
export type FixedMethod = 'gauss-legendre' | 'riemann-left';

export interface QuadratureRule {
  /** Nodes in [0, 1], ascending. */
  readonly points: readonly number[];
  /** Weights, which sum to 1. */
  readonly weights: readonly number[];
}

export function quadratureRule(method: FixedMethod, count: number): QuadratureRule {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`expected a whole number of quadrature points from 1, found ${count}`);
  return method === 'riemann-left' ? riemannLeft(count) : gaussLegendre(count);
}

/**
 * Gauss-Lobatto with 4 points (degree 5) and its extension to 7 (degree 9), found by Gander and Gautschi, "Adaptive quadrature - revisited" (BIT
 * 40, 2000). Nested: going from one to the other throws no sample away. Both ends are among their points, which come almost for nothing here: alpha = 0 is
 * where P(0) is measured anyway, and alpha = 1 is the prompt itself, one sample for all layers; and neighbouring panels share them.
 */
export const FOUR_POINTS = interpolatory([-1, -1 / Math.sqrt(5), 1 / Math.sqrt(5), 1]);
export const SEVEN_POINTS = interpolatory([
  -1,
  -Math.sqrt(2 / 3),
  -1 / Math.sqrt(5),
  0,
  1 / Math.sqrt(5),
  Math.sqrt(2 / 3),
  1,
]);

/** alpha = 0/n, 1/n .. (n-1)/n, equally weighted. */
function riemannLeft(count: number): QuadratureRule {
  return {
    points: Array.from({ length: count }, (_, i) => i / count),
    weights: Array.from({ length: count }, () => 1 / count),
  };
}

/**
 * Roots of the Legendre polynomial P_n by Newton's iteration from Tricomi's guess, weights 2 / ((1 - x^2) P_n'(x)^2),
 * both mapped from [-1, 1] to [0, 1] (Abramowitz & Stegun 25.4.29).
 */
function gaussLegendre(count: number): QuadratureRule {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = count; i >= 1; i--) {
    let x = Math.cos((Math.PI * (i - 0.25)) / (count + 0.5));
    // Newton doubles the correct digits at each step; from this guess five suffice for any count.
    for (let step = 0; step < 6; step++) {
      const [value, derivative] = legendre(count, x);
      x -= value / derivative;
    }
    const [, slope] = legendre(count, x);
    points.push((x + 1) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** The rule with these nodes of [-1, 1] that is exact for every polynomial of a degree below their number. */
function interpolatory(nodes: readonly number[]): QuadratureRule {
  const points = nodes.map((x) => (1 + x) / 2);
  return { points, weights: interpolatoryWeights(points) };
}

/** The weights with which points of [0, 1] integrate every polynomial of a degree below their number; far from evenly spaced ones get negative weights. */
export function interpolatoryWeights(points: readonly number[]): number[] {
  // Row k: sum_i w_i P_k(2 x_i - 1) is the integral of P_k over [0, 1], 1 for k = 0 and else 0.
  return solve(points.map((_, k) => [...points.map((x) => legendre(k, 2 * x - 1)[0]), k === 0 ? 1 : 0]));
}

/** Gaussian elimination with partial pivoting; each row ends with its right-hand side. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    );
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  return rows.map((row, k) => row[n]! / row[k]!);
}

/** P_n(x) and its derivative, by the three-term recurrence; the derivative is finite inside (-1, 1) only. */
function legendre(n: number, x: number): readonly [value: number, derivative: number] {
  let previous = 0;
  let value = 1;
  for (let k = 1; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  return [value, (n * (x * value - previous)) / (x * x - 1)];
}
