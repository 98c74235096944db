import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arcOf } from './arc';

/** Thousandths: numbers as far from 0 and from each other as float32 weights make them. */
const vector = fc.array(
  fc.integer({ min: -3000, max: 3000 }).map((n) => n / 1000),
  { minLength: 6, maxLength: 6 },
);

/** LayerNorm without its gain and bias. */
function normalise(values: readonly number[], epsilon: number): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance + epsilon));
}

describe('the arc behind a LayerNorm', () => {
  it('keeps its ends, and rises', () => {
    fc.assert(
      fc.property(vector, vector, (start, written) => {
        const arc = arcOf(start, written, 1e-12);
        expect([arc.at(0).alpha, arc.at(1).alpha]).toEqual([0, 1]);
        const alphas = [0, 0.1, 0.3, 0.5, 0.8, 1].map((u) => arc.at(u).alpha);
        alphas.slice(1).forEach((alpha, i) => expect(alpha).toBeGreaterThan(alphas[i]!));
      }),
    );
  });

  it('has dalpha/du as its rate, by finite differences', () => {
    fc.assert(
      fc.property(vector, vector, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (start, written, u) => {
        const arc = arcOf(start, written, 1e-12);
        const { rate } = arc.at(u);
        const step = 1e-5;
        const difference = (arc.at(u + step).alpha - arc.at(u - step).alpha) / (2 * step);
        // Near the nearest point of a line through the origin the rate itself changes fast.
        expect(Math.abs(difference - rate)).toBeLessThan(1e-3 * Math.max(1, rate));
      }),
    );
  });

  it('moves what LayerNorm makes of it at constant speed', () => {
    const start = [1, -0.5, 2, 0.3, -1.2, 0.1];
    const written = [-3, 2, 1, 0.5, 4, -2];
    const arc = arcOf(start, written, 1e-12);
    const image = (u: number) =>
      normalise(
        start.map((value, i) => value + arc.at(u).alpha * written[i]!),
        1e-12,
      );
    const moved = (u: number) => Math.hypot(...image(u + 0.01).map((value, i) => value - image(u)[i]!));
    for (const u of [0.2, 0.5, 0.9]) expect(moved(u)).toBeCloseTo(moved(0), 9);
  });

  it('is straight where nothing is written', () => {
    expect(arcOf([1, 2, 3], [0.5, 0.5, 0.5], 1e-12).at(0.25)).toEqual({ alpha: 0.25, rate: 1 });
  });
});
