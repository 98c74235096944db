/**
 * Whether a quadrature rule integrates the path from alpha = 0 to 1 along which something is scaled, of neurons or of attention
 * maps. Completeness (Sundararajan et al. 2017) asks that the integral of dP/dalpha be P(1) - P(0). That is moment 0 of
 * `integral of (alpha^k dP/dalpha + k alpha^(k-1) P) = [alpha^k P] from 0 to 1`, and the further ones cost nothing.
 */
import type { QuadratureRule } from './quadrature';

/** What is known of a path at one alpha. */
export interface PathPoint {
  readonly probability: number;
  /** dP/dalpha. */
  readonly slope: number;
}

export interface Completeness {
  /** P(1) - P(0). */
  readonly expected: number;
  /** The integral of dP/dalpha. */
  readonly sum: number;
  /** Whether every moment is met: a single sum is close to what it should be by luck now and then, while its terms are not. */
  readonly converged: boolean;
}

const MOMENTS = [0, 1, 2];

/**
 * @param points by alpha; those of the rule, 0 and 1 among them.
 * @param tolerance largest residual of a moment, as a share of P(1).
 */
export function completenessOf(points: ReadonlyMap<number, PathPoint>, rule: QuadratureRule, tolerance: number): Completeness {
  const [none, whole] = [points.get(0)!.probability, points.get(1)!.probability];
  const integrals = MOMENTS.map((k) =>
    rule.points.reduce((sum, alpha, j) => {
      const { slope, probability } = points.get(alpha)!;
      return sum + rule.weights[j]! * (alpha ** k * slope + (k === 0 ? 0 : k * alpha ** (k - 1) * probability));
    }, 0),
  );
  const expected = MOMENTS.map((k) => (k === 0 ? whole - none : whole));
  return {
    expected: expected[0]!,
    sum: integrals[0]!,
    converged: MOMENTS.every((k) => Math.abs(integrals[k]! - expected[k]!) <= tolerance * whole),
  };
}
