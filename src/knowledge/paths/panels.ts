/**
 * Adaptive integration along a path from 0 to 1 on which something is scaled, of neurons or of attention maps. Completeness (Sundararajan
 * et al. 2017) is an error estimate that costs nothing: on every *panel*, a part of the path, the integral of dP/du must be what P rises by. So
 * the few steep places of a path get many samples, and a gentle path needs four, its two ends among them.
 */
import { FOUR_POINTS, interpolatoryWeights, quadratureRule, SEVEN_POINTS, type QuadratureRule } from './quadrature';

/** What is known of a path at one u. */
export interface PathPoint {
  readonly probability: number;
  /** dP/du. */
  readonly slope: number;
}

export type PathPoints = ReadonlyMap<number, PathPoint>;

/** A part of the path and the samples that integrate over it: the weights sum to its width. */
export interface Panel extends QuadratureRule {
  readonly from: number;
  readonly to: number;
}

export interface Completeness {
  /** P(1) - P(0). */
  readonly expected: number;
  /** The integral of dP/du. */
  readonly sum: number;
  /** Whether the tolerance is met, panel by panel and in every moment. */
  readonly converged: boolean;
}

/** Share of the tolerance that one panel may take; what takes more is refined. */
const SHARE = 0.3;
/** A panel of four points whose residual is up to so many tolerances gets three more; a worse one is split. */
const NEAR = 30;
/** Samples after which a path is taken for one that is not smooth (relu's has a corner wherever a neuron starts to fire). */
const MOST_SAMPLES = 72;
const MOMENTS = [0, 1, 2];

/** The rule's points in [from, to]. */
export function panelOf({ points, weights }: QuadratureRule, from = 0, to = 1): Panel {
  const width = to - from;
  // The ends exactly: they are the neighbours' too.
  const place = (x: number) => (x === 0 ? from : x === 1 ? to : from + width * x);
  return { from, to, points: points.map(place), weights: weights.map((weight) => width * weight) };
}

/** Where every path begins. */
export const WHOLE_PATH: readonly Panel[] = [panelOf(FOUR_POINTS)];

/** For a path that is not smooth, on which splitting goes on forever: errors at the corners, of either sign, average out over many points. */
export const LAST_RESORT: readonly Panel[] = [panelOf(quadratureRule('gauss-legendre', 48))];

/** What completeness says of the panels. @param samples those at all their points, and at their ends. @param tolerance in probability. */
export function completenessOf(panels: readonly Panel[], samples: PathPoints, tolerance: number): Completeness {
  return {
    expected: samples.get(1)!.probability - samples.get(0)!.probability,
    sum: panels.reduce((sum, panel) => sum + integral(panel, samples, 0), 0),
    converged: total(panels.map((panel) => residualOf(panel, samples))) <= tolerance,
  };
}

/** Panels that come nearer to the tolerance; null where there are too many samples already. */
export function refinePanels(
  panels: readonly Panel[],
  samples: PathPoints,
  tolerance: number,
): readonly Panel[] | null {
  const residuals = panels.map((panel) => residualOf(panel, samples));
  // The worst panel is always refined.
  const limit = Math.min(SHARE * tolerance, Math.max(...residuals) * (1 - Number.EPSILON));
  const finer = panels.flatMap((panel, i) =>
    residuals[i]! <= limit ? [panel] : improve(panel, residuals[i]!, samples, tolerance),
  );
  const missing = unknownPoints(finer, samples).length;
  return samples.size + missing <= MOST_SAMPLES ? finer : null;
}

/** Points of the panels, and the path's ends, that have no sample yet, ascending. */
export function unknownPoints(panels: readonly Panel[], samples: PathPoints): number[] {
  const points = new Set([0, 1, ...panels.flatMap((panel) => panel.points)]);
  return [...points].filter((point) => !samples.has(point)).sort((a, b) => a - b);
}

/** All panels as one rule. */
export function joined(panels: readonly Panel[]): QuadratureRule {
  const weights = new Map<number, number>();
  for (const panel of panels)
    panel.points.forEach((point, j) => weights.set(point, (weights.get(point) ?? 0) + panel.weights[j]!));
  const points = [...weights.keys()].sort((a, b) => a - b);
  return { points, weights: points.map((point) => weights.get(point)!) };
}

/**
 * By how much the panel misses `integral of (x^k dP/du + k x^(k-1) P dx/du) du = [x^k P]`, the worst of k = 0 (completeness), 1 and 2, with x from 0
 * to 1 over the panel: a single sum is what it should be by luck now and then, while its terms are not.
 */
function residualOf(panel: Panel, samples: PathPoints): number {
  const [before, after] = [samples.get(panel.from)!.probability, samples.get(panel.to)!.probability];
  return Math.max(...MOMENTS.map((k) => Math.abs(integral(panel, samples, k) - (k === 0 ? after - before : after))));
}

function integral({ from, to, points, weights }: Panel, samples: PathPoints, k: number): number {
  const width = to - from;
  return points.reduce((sum, point, j) => {
    const x = (point - from) / width;
    const { probability, slope } = samples.get(point)!;
    return sum + weights[j]! * (x ** k * slope + (k === 0 ? 0 : (k * x ** (k - 1) * probability) / width));
  }, 0);
}

function improve(panel: Panel, residual: number, samples: PathPoints, tolerance: number): readonly Panel[] {
  const { from, to, points } = panel;
  if (points.length === FOUR_POINTS.points.length && residual <= NEAR * tolerance)
    return [panelOf(SEVEN_POINTS, from, to)];
  const good = goodPart(panel, samples, (SHARE / 2) * tolerance);
  if (good)
    return good.from === from
      ? [good, panelOf(SEVEN_POINTS, good.to, to)]
      : [panelOf(SEVEN_POINTS, from, good.from), good];
  const middle = points
    .slice(1, -1)
    .reduce((best, point) => (Math.abs(2 * point - from - to) < Math.abs(2 * best - from - to) ? point : best));
  return [panelOf(SEVEN_POINTS, from, middle), panelOf(SEVEN_POINTS, middle, to)];
}

/** The longest part at one end of a panel that the samples in it integrate well enough already. */
function goodPart({ from, to, points }: Panel, samples: PathPoints, tolerance: number): Panel | undefined {
  const cuts = points.slice(1, -1);
  const parts = cuts.flatMap((cut): Panel[] =>
    [[from, cut] as const, [cut, to] as const].flatMap(([begin, end]) => {
      const own = points.filter((point) => point >= begin && point <= end);
      if (own.length < 3) return [];
      const x = own.map((point) => (point - begin) / (end - begin));
      const weights = interpolatoryWeights(x);
      return Math.min(...weights) < 0
        ? []
        : [panelOf({ points: x, weights }, begin, end)].map((part) => ({ ...part, points: own }));
    }),
  );
  return parts
    .filter((part) => residualOf(part, samples) <= tolerance)
    .sort((a, b) => b.to - b.from - (a.to - a.from))[0];
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
