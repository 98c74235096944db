import { describe, expect, it } from 'vitest';
import { quadratureRule } from './quadrature';

const integrate = (count: number, f: (x: number) => number) => {
  const { points, weights } = quadratureRule('gauss-legendre', count);
  return points.reduce((sum, x, i) => sum + weights[i]! * f(x), 0);
};

describe('quadrature', () => {
  it('integrates polynomials up to degree 2n - 1 exactly', () => {
    for (const n of [1, 2, 3, 4, 5, 8, 20, 48]) {
      for (let degree = 0; degree < 2 * n; degree++) expect(integrate(n, (x) => x ** degree)).toBeCloseTo(1 / (degree + 1), 13);
    }
  });

  it('does not integrate degree 2n exactly', () => {
    for (const n of [1, 2, 3, 4]) expect(Math.abs(integrate(n, (x) => x ** (2 * n)) - 1 / (2 * n + 1))).toBeGreaterThan(1e-6);
  });

  it('has the points of the published code for riemann-left', () => {
    const { points, weights } = quadratureRule('riemann-left', 20);
    expect(points[0]).toBe(0);
    expect(points[19]).toBe(0.95);
    expect(weights).toEqual(Array.from({ length: 20 }, () => 0.05));
  });

  it('refuses a count that is not a whole number from 1', () => {
    expect(() => quadratureRule('gauss-legendre', 0)).toThrow('from 1, found 0');
    expect(() => quadratureRule('riemann-left', 2.5)).toThrow('found 2.5');
  });
});
