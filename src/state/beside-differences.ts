/**
 * Where two questions to the same model differ, neuron by neuron, and which of these differences are more than the error
 * of the method. Attributions are integrals at finitely many points; each misses the sum that its layer should have by up
 * to its residual. A difference is marked only where it is larger than both residuals together.
 */
import type { AttributionResult, PredictResult, Token } from '../worker/api';

/** Neurons that are marked at most. */
export const MOST_MARKED = 20;

export interface NeuronDifferences {
  /** [L * F] B's score less A's. */
  readonly values: Float32Array;
  /** Differences up to this size, in probability, may be errors of the integrals. */
  readonly beyond: number;
  /** Neurons that differ by more, the largest difference first; at most MOST_MARKED. */
  readonly marked: readonly number[];
}

type Scored = Pick<AttributionResult, 'scores' | 'completeness'>;

/** Of two attributions of one model: neuron i is the same one in both. */
export function neuronDifferences(a: Scored, b: Scored): NeuronDifferences {
  const values = b.scores.map((score, index) => score - (a.scores[index] ?? 0));
  const beyond = Math.abs(a.completeness.residual) + Math.abs(b.completeness.residual);
  const marked: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (Math.abs(values[index] ?? 0) > beyond) marked.push(index);
  }
  marked.sort((first, second) => Math.abs(values[second] ?? 0) - Math.abs(values[first] ?? 0) || first - second);
  return { values, beyond, marked: marked.slice(0, MOST_MARKED) };
}

/** A layer's share of the target's probability, with how far the integral may be off. */
export interface LayerShare {
  readonly layer: number;
  readonly sum: number;
  readonly residual: number;
}

export function layerShares({ completeness: { sum, expected } }: Scored): readonly LayerShare[] {
  return sum.map((value, layer) => ({ layer, sum: value, residual: Math.abs(value - (expected[layer] ?? value)) }));
}

/** Whether two layers differ by more than both integrals may be off. */
export function sharesDiffer(a: LayerShare, b: LayerShare): boolean {
  return Math.abs(b.sum - a.sum) > a.residual + b.residual;
}

/** A word with its probability on both sides; null where a side's probability of it is not known (yet). */
export interface WordPair {
  readonly token: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly isTarget: boolean;
}

/** From a probability of the first by this much on, a word is marked: one percentage point. */
export const MARKED_POINT = 0.01;

/** Probabilities by token, as a side was asked for them besides those that it says first. */
export type ByToken = ReadonlyMap<string, number>;

interface SideReading {
  readonly reading: PredictResult;
  readonly more: ByToken;
}

/** The words that either side says first, and the targets, by the larger of the two probabilities. @param count at most */
export function wordPairs(a: SideReading, b: SideReading, count: number): readonly WordPair[] {
  const [inA, inB] = [byToken(a), byToken(b)];
  const targets = new Set([a.reading.target.token, b.reading.target.token]);
  const first = [a, b].flatMap(({ reading }) => reading.after.top.slice(0, count).map(({ token }) => token));
  const pairs = [...new Set([...targets, ...first])].map((token) => ({
    token,
    a: inA.get(token) ?? null,
    b: inB.get(token) ?? null,
    isTarget: targets.has(token),
  }));
  const size = (pair: WordPair) => Math.max(pair.a ?? 0, pair.b ?? 0);
  const sorted = pairs.sort((x, y) => size(y) - size(x));
  const kept = new Set([...new Set([...sorted.filter(({ isTarget }) => isTarget), ...sorted])].slice(0, count));
  return sorted.filter((pair) => kept.has(pair));
}

/** Of the other side's first words, those whose probability this side has not told. */
export function untoldWords(mine: PredictResult, other: PredictResult, count: number): readonly Token[] {
  const told = byToken({ reading: mine, more: new Map() });
  const wanted = new Map([other.target, ...other.after.top.slice(0, count)].map((token) => [token.token, token]));
  return [...wanted.values()].filter(({ token }) => !told.has(token));
}

function byToken({ reading: { after }, more }: SideReading): ByToken {
  const told = [...(after.target ? [after.target] : []), ...after.watched, ...after.top];
  return new Map([...more, ...told.map(({ token, probability }) => [token, probability] as const)]);
}
