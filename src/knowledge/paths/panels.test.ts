import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completenessOf, joined, refinePanels, unknownPoints, WHOLE_PATH, type Panel, type PathPoint } from './panels';

type Path = (u: number) => PathPoint;

/** A rise of `height` at `where`, as wide as `width`. */
const step =
  (where: number, width: number, height = 1): Path =>
  (u) => {
    const t = Math.tanh((u - where) / width);
    return { probability: (height * (1 + t)) / 2, slope: (height * (1 - t * t)) / 2 / width };
  };

/** Samples a path until it has converged or is given up. */
function integrate(path: Path, tolerance: number) {
  const samples = new Map<number, PathPoint>();
  let panels: readonly Panel[] | null = WHOLE_PATH;
  let last = panels;
  while (panels) {
    last = panels;
    for (const u of unknownPoints(panels, samples)) samples.set(u, path(u));
    panels = completenessOf(panels, samples, tolerance).converged ? null : refinePanels(panels, samples, tolerance);
  }
  return { rule: joined(last), samples, ...completenessOf(last, samples, tolerance) };
}

const apply = (
  { points, weights }: { readonly points: readonly number[]; readonly weights: readonly number[] },
  f: (u: number) => number,
) => points.reduce((sum, u, j) => sum + weights[j]! * f(u), 0);

describe('adaptive panels', () => {
  it('integrate a gentle path with four points', () => {
    const { rule, converged, samples } = integrate((u) => ({ probability: u * u, slope: 2 * u }), 1e-9);
    expect(converged).toBe(true);
    expect(rule.points.length).toBe(4);
    expect(samples.size).toBe(4);
  });

  it('meet the tolerance wherever the path is steep, and integrate what else varies with it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.04, max: 1, noNaN: true }),
        (where, width) => {
          const path = step(where, width);
          const { rule, sum, expected, converged } = integrate(path, 1e-5);
          expect(converged).toBe(true);
          expect(Math.abs(sum - expected)).toBeLessThanOrEqual(1e-5);
          // A score is the integral of a share of the slope that changes along the path; here as u itself and as its square.
          for (const power of [1, 2]) {
            const truth = apply(fine, (u) => u ** power * path(u).slope);
            expect(Math.abs(apply(rule, (u) => u ** power * path(u).slope) - truth)).toBeLessThan(5e-5);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('put the samples where the path is steep', () => {
    const { rule } = integrate(step(0.05, 0.02), 1e-4);
    expect(rule.points.filter((u) => u < 0.2).length).toBeGreaterThan(rule.points.length / 2);
  });

  it('find the corner of a path that is not smooth', () => {
    const { sum, converged } = integrate(
      (u) => (u < 0.3 ? { probability: 0, slope: 0 } : { probability: u - 0.3, slope: 1 }),
      1e-3,
    );
    expect(converged).toBe(true);
    expect(Math.abs(sum - 0.7)).toBeLessThan(1e-3);
  });

  it('give a path up that no samples integrate, and say so', () => {
    const { converged, samples } = integrate((u) => ({ probability: u, slope: 2 }), 1e-3);
    expect(converged).toBe(false);
    expect(samples.size).toBeLessThanOrEqual(72);
  });

  it('do not take a sum that is right by luck for convergence', () => {
    // The slopes are those of another path with the same ends.
    const { converged } = integrate((u) => ({ probability: u ** 4, slope: 1 }), 1e-3);
    expect(converged).toBe(false);
  });
});

/** The midpoint rule on many points: no quadrature of ours. */
const fine = {
  points: Array.from({ length: 20_000 }, (_, i) => (i + 0.5) / 20_000),
  weights: Array.from({ length: 20_000 }, () => 1 / 20_000),
};
