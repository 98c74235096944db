/**
 * Quadrature on [0, 1] for the attribution integral. Gauss-Legendre converges exponentially on its smooth path;
 * `riemann-left` with 20 points is what the published code of Dai et al. (2022) uses.
 */
export type QuadratureMethod = 'gauss-legendre' | 'riemann-left';

export interface QuadratureRule {
  /** Nodes in [0, 1]. */
  readonly points: readonly number[];
  /** Weights, which sum to 1. */
  readonly weights: readonly number[];
}

export function quadratureRule(method: QuadratureMethod, count: number): QuadratureRule {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`expected a whole number of quadrature points from 1, found ${count}`);
  return method === 'riemann-left' ? riemannLeft(count) : gaussLegendre(count);
}

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

/** P_n(x) and its derivative, by the three-term recurrence. */
function legendre(n: number, x: number): readonly [value: number, derivative: number] {
  let previous = 1;
  let value = x;
  for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  return [value, (n * (x * value - previous)) / (x * x - 1)];
}
