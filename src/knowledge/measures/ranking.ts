/**
 * The strongest neurons of a map of scores, as a short list: what is kept of an attribution once the map is not shown.
 * Thresholds relative to the largest score can then be moved without the map.
 */
import type { NeuronRef } from '../edits/edits';
import { KEPT_OF_RANKING } from '../protocol';

export interface ScoredNeuron extends NeuronRef {
  readonly score: number;
}

export interface Ranking {
  /** By score, descending. */
  readonly neurons: readonly ScoredNeuron[];
  /** The largest score; 0 where none is above 0. */
  readonly largest: number;
  /** Every neuron of this share of `largest` or more is listed; below it some may be missing. */
  readonly completeFrom: number;
}

export interface RankingLimits {
  /** Share of the largest score below which neurons are left out. */
  readonly least: number;
  /** Neurons to keep at most. */
  readonly most: number;
}

/** @param scores [L * F] row-major. */
export function rankNeurons(
  scores: Float32Array,
  intermediateSize: number,
  { least, most }: RankingLimits = KEPT_OF_RANKING,
): Ranking {
  let largest = 0;
  for (const score of scores) largest = Math.max(largest, score);
  if (largest === 0) return { neurons: [], largest, completeFrom: least };
  const above: number[] = [];
  for (let index = 0; index < scores.length; index++) if (scores[index]! >= least * largest) above.push(index);
  above.sort((a, b) => scores[b]! - scores[a]! || a - b);
  const kept = above.slice(0, most);
  const isCut = kept.length < above.length;
  return {
    neurons: kept.map((index) => ({
      layer: Math.floor(index / intermediateSize),
      neuron: index % intermediateSize,
      score: scores[index]!,
    })),
    largest,
    completeFrom: isCut ? scores[kept.at(-1)!]! / largest : least,
  };
}

/** The neurons whose score is at least `threshold` times the largest. */
export function neuronsAbove({ neurons, largest }: Ranking, threshold: number): readonly ScoredNeuron[] {
  const end = neurons.findIndex(({ score }) => score < threshold * largest);
  return end < 0 ? neurons : neurons.slice(0, end);
}
