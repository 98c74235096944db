/** The neurons of a fact's wordings as rows of a barcode, and how strong each is in each wording. */
import { neuronKey } from '../knowledge/edits/edits';
import type { Evidence } from '../knowledge/measures/evidence';
import type { Ranking } from '../knowledge/measures/ranking';
import { countNeurons, type CountedNeuron } from '../knowledge/measures/refined-set';

const SHOWN = 60;

export interface BarcodeSide {
  readonly evidence: readonly Evidence[];
  readonly rankings: readonly Ranking[];
}

export interface BarcodeRow extends Pick<CountedNeuron, 'layer' | 'neuron'> {
  /** Wordings of each fact in which it reaches t. */
  readonly counts: readonly [number, number];
}

/** The most frequent first; beside a second fact, those that both share first. */
export function barcodeRows(first: readonly Ranking[], second: readonly Ranking[], t: number): readonly BarcodeRow[] {
  const [own, other] = [countNeurons(first, t), countNeurons(second, t)];
  const counts = new Map<string, BarcodeRow>();
  for (const { layer, neuron, count } of own)
    counts.set(neuronKey({ layer, neuron }), { layer, neuron, counts: [count, 0] });
  for (const { layer, neuron, count } of other) {
    const key = neuronKey({ layer, neuron });
    counts.set(key, { layer, neuron, counts: [counts.get(key)?.counts[0] ?? 0, count] });
  }
  const rows = [...counts.values()];
  if (second.length > 0)
    rows.sort((a, b) => Math.min(...b.counts) - Math.min(...a.counts) || Math.max(...b.counts) - Math.max(...a.counts));
  return rows.slice(0, SHOWN);
}

/** By wording, a neuron's score as a share of the largest one; 0 where it is not listed. @param key of the neuron. */
export function sharesIn(rankings: readonly Ranking[], key: string): readonly number[] {
  return rankings.map(
    ({ neurons, largest }) => (neurons.find((neuron) => neuronKey(neuron) === key)?.score ?? 0) / (largest || 1),
  );
}

/** How opaque a cell of that share is, 0 to 1. */
export function strengthOfCell(share: number): number {
  return share === 0 ? 0 : 0.15 + 0.85 * share;
}
