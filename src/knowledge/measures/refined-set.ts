/**
 * The knowledge neurons of a fact (Dai et al. 2022, section 3.3): a paraphrase's coarse set holds the neurons that reach
 * a share t of its largest score; the refined set holds those that are in the coarse sets of at least a share s of the
 * paraphrases. What only one wording needs drops out. All of it is arithmetic on short lists, fast enough for a slider.
 */
import { neuronKey, type NeuronRef } from '../edits/edits';
import { neuronsAbove, type Ranking } from './ranking';
import { ADJUSTMENT, PAPER_THRESHOLDS } from '../protocol';

export interface Thresholds {
  /** Share of a paraphrase's largest score that a neuron must reach; the paper: 0.2. */
  readonly t: number;
  /** Share of the paraphrases in which it must do so; the paper: 0.7. */
  readonly s: number;
}

export interface CountedNeuron extends NeuronRef {
  /** Paraphrases in whose coarse set it is. */
  readonly count: number;
  /** Mean score over all paraphrases, those where it is too low to be listed counting 0. */
  readonly score: number;
}

/** Every neuron of any coarse set, the most frequent first, then the highest mean score. */
export function countNeurons(paraphrases: readonly Ranking[], t: number): readonly CountedNeuron[] {
  const counts = new Map<string, { layer: number; neuron: number; count: number; sum: number }>();
  for (const ranking of paraphrases) {
    for (const { layer, neuron } of neuronsAbove(ranking, t)) {
      const entry = counts.get(neuronKey({ layer, neuron })) ?? { layer, neuron, count: 0, sum: 0 };
      entry.count++;
      counts.set(neuronKey(entry), entry);
    }
  }
  for (const { neurons } of paraphrases) {
    for (const scored of neurons) {
      const entry = counts.get(neuronKey(scored));
      if (entry) entry.sum += scored.score;
    }
  }
  return [...counts.values()]
    .map(({ layer, neuron, count, sum }) => ({ layer, neuron, count, score: sum / paraphrases.length }))
    .sort((a, b) => b.count - a.count || b.score - a.score || a.layer - b.layer || a.neuron - b.neuron);
}

/** The refined set, in the order of `countNeurons`. */
export function refine(paraphrases: readonly Ranking[], { t, s }: Thresholds): readonly CountedNeuron[] {
  return countNeurons(paraphrases, t).filter(({ count }) => reaches(count, paraphrases.length, s));
}

/** Whether `count` of `n` is a share s or more; 0.7 of 10 is 7, whatever the last bit of the product says. */
function reaches(count: number, n: number, s: number): boolean {
  return count >= s * n - 1e-9;
}

export interface AdjustedShare {
  readonly s: number;
  /** Mean size of the facts' refined sets at that s. */
  readonly meanSize: number;
  /** Whether it lies in the wanted range; the nearest s that there is otherwise. */
  readonly met: boolean;
}

/**
 * The share s at which the refined sets of all facts hold 2 to 5 neurons on average, found from 0.7 in steps of 0.05,
 * up while they are too large and down while they are too small (the published code of Dai et al. moves s this way).
 * @param facts by fact, its paraphrases' rankings.
 */
export function adjustShare(facts: readonly (readonly Ranking[])[], t: number): AdjustedShare {
  const sizeAt = (step: number) =>
    facts.reduce((sum, paraphrases) => sum + refine(paraphrases, { t, s: step * ADJUSTMENT.step }).length, 0) /
    facts.length;
  const last = Math.round(1 / ADJUSTMENT.step);
  let step = Math.round(PAPER_THRESHOLDS.s / ADJUSTMENT.step);
  let meanSize = sizeAt(step);
  const direction = meanSize > ADJUSTMENT.to ? 1 : -1;
  const isOff = (size: number) => (direction > 0 ? size > ADJUSTMENT.to : size < ADJUSTMENT.from);
  while (isOff(meanSize) && step + direction >= 1 && step + direction <= last) {
    step += direction;
    meanSize = sizeAt(step);
  }
  const met = meanSize >= ADJUSTMENT.from && meanSize <= ADJUSTMENT.to;
  return { s: Number((step * ADJUSTMENT.step).toFixed(2)), meanSize, met };
}

export interface Overlap {
  readonly shared: readonly NeuronRef[];
  /** |A and B| / |A or B|; 0 where both are empty. */
  readonly jaccard: number;
}

/** What two sets of neurons have in common, in the order of the first. */
export function overlap(first: readonly NeuronRef[], second: readonly NeuronRef[]): Overlap {
  const keys = new Set(second.map(neuronKey));
  const shared = first.filter((ref) => keys.has(neuronKey(ref))).map(({ layer, neuron }) => ({ layer, neuron }));
  const union = first.length + second.length - shared.length;
  return { shared, jaccard: union === 0 ? 0 : shared.length / union };
}
