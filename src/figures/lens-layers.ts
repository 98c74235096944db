/** The logit lens layer by layer, as it is drawn: the first answers, and where the target is on the axis of ranks. */
import type { Lens } from '../knowledge/measures/lens';
import type { Prediction } from '../knowledge/measures/reading';
import { count } from './format';
import { placeOfRank } from './rank-axis';

export interface LensLayer {
  readonly name: string;
  readonly before: LensSide;
  readonly after: LensSide;
}

export interface LensSide {
  readonly top: readonly Prediction[];
  /** Token id. */
  readonly target: number | null;
  readonly rank: number;
  /** On the axis, 0 to 1. */
  readonly place: number;
  readonly probability: number;
}

/** @param size words in the vocabulary. */
export function lensLayers({ layers }: Lens, size: number): readonly LensLayer[] {
  return layers.map((layer, index) => layerOf(layer, index, size));
}

/** The most that a word is tinted; more, and it could not be read. */
const FULL = 46;

/** In percent. */
export function tintOfAnswer(probability: number): number {
  return Math.round(FULL * probability);
}

export function shortRank(rank: number): string {
  return rank >= 1000 ? `${count(rank / 1000)}k` : count(rank);
}

function layerOf({ before, after }: Lens['layers'][number], index: number, size: number): LensLayer {
  const side = ({ top, target }: typeof before) => {
    const rank = target?.rank ?? size;
    return {
      top,
      target: target?.id ?? null,
      rank,
      place: placeOfRank(rank, size),
      probability: target?.probability ?? 0,
    };
  };
  return { name: index === 0 ? 'in' : `L${index - 1}`, before: side(before), after: side(after) };
}

export function sameAnswers(a: readonly Prediction[], b: readonly Prediction[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}
