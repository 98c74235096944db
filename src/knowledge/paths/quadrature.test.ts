import { describe, expect, it } from 'vitest';
import { FOUR_POINTS, quadratureRule, SEVEN_POINTS, type QuadratureRule } from './quadrature';

const integrate = ({ points, weights }: QuadratureRule, f: (x: number) => number) =>
  points.reduce((sum, x, i) => sum + weights[i]! * f(x), 0);
const errorAt = (rule: QuadratureRule, degree: number) =>
  Math.abs(integrate(rule, (x) => x ** degree) - 1 / (degree + 1));

describe('gauss-legendre', () => {
  it('integrates polynomials up to degree 2n - 1 exactly, and not the next', () => {
    for (const n of [1, 2, 3, 4, 5, 8, 20, 48]) {
      const rule = quadratureRule('gauss-legendre', n);
      for (let degree = 0; degree < 2 * n; degree++) expect(errorAt(rule, degree)).toBeLessThan(1e-13);
      if (n < 5) expect(errorAt(rule, 2 * n)).toBeGreaterThan(1e-6);
    }
  });

  it('refuses a count that is not a whole number from 1', () => {
    expect(() => quadratureRule('gauss-legendre', 0)).toThrow('from 1, found 0');
  });
});

describe('the nested rules', () => {
  it('have degree 5 and 9', () => {
    for (let d = 0; d <= 5; d++) expect(errorAt(FOUR_POINTS, d)).toBeLessThan(1e-14);
    for (let d = 0; d <= 9; d++) expect(errorAt(SEVEN_POINTS, d)).toBeLessThan(1e-14);
    expect(errorAt(FOUR_POINTS, 6)).toBeGreaterThan(1e-6);
    expect(errorAt(SEVEN_POINTS, 10)).toBeGreaterThan(1e-7);
  });

  it('share their points, the ends among them', () => {
    expect(SEVEN_POINTS.points).toEqual(expect.arrayContaining([...FOUR_POINTS.points]));
    for (const { points } of [FOUR_POINTS, SEVEN_POINTS]) expect([points[0], points.at(-1)]).toEqual([0, 1]);
  });

  it('have positive weights, so that errors do not cancel', () => {
    for (const { weights } of [FOUR_POINTS, SEVEN_POINTS]) expect(Math.min(...weights)).toBeGreaterThan(0);
  });
});

describe('riemann-left', () => {
  it('has the points of the published code', () => {
    const { points, weights } = quadratureRule('riemann-left', 20);
    expect(points[0]).toBe(0);
    expect(points[19]).toBe(0.95);
    expect(weights).toEqual(Array.from({ length: 20 }, () => 0.05));
  });

  it('refuses a count that is not a whole number from 1', () => {
    expect(() => quadratureRule('riemann-left', 2.5)).toThrow('found 2.5');
  });
});
