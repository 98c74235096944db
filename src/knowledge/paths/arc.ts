/**
 * A better coordinate for the path that attribution integrates. Behind the scaled neurons stands a LayerNorm, which keeps a vector's direction and throws its
 * length away: h + b + alpha w moves along a straight line, its normalised image along an arc of a circle, fast where the line is near
 * the origin and slowly far from it. In u, the share of the arc, the image moves at constant speed; P as a function of u is smoother than
 * as one of alpha, and the integral is the same: dP/du = dP/dalpha * dalpha/du.
 *
 * With c the centring, the angle along the line is atan((alpha - alpha0) / d), where alpha0 = -c(h + b) . c(w) / |c(w)|^2 is the point nearest to the
 * origin and d its distance in units of |c(w)|. LayerNorm's epsilon counts as one more dimension.
 */
export interface PathCoordinate {
  /** alpha and dalpha/du at u in [0, 1]; alpha is exactly 0 at 0 and 1 at 1. */
  at(u: number): { readonly alpha: number; readonly rate: number };
}

/** u = alpha. */
export const STRAIGHT: PathCoordinate = { at: (u) => ({ alpha: u, rate: 1 }) };

/** Any d gives the right integral; one that is nearly 0 would put all samples at one point. */
const LEAST_DISTANCE = 1e-3;

/** @param start h + b, [D]. @param written w, [D]. @param epsilon of the LayerNorm. */
export function arcOf(start: ArrayLike<number>, written: ArrayLike<number>, epsilon: number): PathCoordinate {
  const [a, w] = [centred(start), centred(written)];
  const ww = dot(w, w);
  if (ww === 0) return STRAIGHT;
  const nearest = -dot(a, w) / ww;
  const squared = (dot(a, a) + a.length * epsilon) / ww - nearest * nearest;
  const distance = Math.max(LEAST_DISTANCE, Math.sqrt(Math.max(0, squared)));
  const [from, to] = [Math.atan(-nearest / distance), Math.atan((1 - nearest) / distance)];
  return {
    at: (u) => {
      const angle = from + (to - from) * u;
      const alpha = u === 0 || u === 1 ? u : nearest + distance * Math.tan(angle);
      return { alpha, rate: (distance * (to - from)) / Math.cos(angle) ** 2 };
    },
  };
}

function centred(vector: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(vector);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
