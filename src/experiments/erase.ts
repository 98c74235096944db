/**
 * Erasing a relation: some neurons lose their value vectors, so that they write nothing whatever fires them. Dai et al.
 * (2022, section 5.2) take those that are in the sets of most of the relation's facts. Some of these are in the sets of
 * every relation's facts, and erasing them harms all; so there is a second order, by how much more a neuron matters to
 * this relation than to the others.
 */
import { neuronKey, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import type { Ranking, ScoredNeuron } from '../knowledge/measures/ranking';
import { ERASURE } from './protocol';
import { withValues } from './with-values';

export interface ServingNeuron extends NeuronRef {
  /** Facts whose set holds it. */
  readonly facts: number;
  /** Sum of its mean scores in those facts. */
  readonly score: number;
}

/** Every neuron of any fact's set, by how many facts it serves, descending; the stronger first among equals. */
export function neuronsServing(sets: readonly (readonly ScoredNeuron[])[]): readonly ServingNeuron[] {
  const counts = new Map<string, { layer: number; neuron: number; facts: number; score: number }>();
  for (const { layer, neuron, score } of sets.flat()) {
    const entry = counts.get(neuronKey({ layer, neuron })) ?? { layer, neuron, facts: 0, score: 0 };
    entry.facts++;
    entry.score += score;
    counts.set(neuronKey(entry), entry);
  }
  return [...counts.values()].sort((a, b) => b.facts - a.facts || b.score - a.score);
}

export interface OwnNeuron extends NeuronRef {
  /** Mean over the relation's prompts of its score as a share of the prompt's largest; 0 where it is not listed. */
  readonly own: number;
  /** The same in the other relations: the mean over them. */
  readonly others: number;
  /** own - 3 others: above 0 it is more the relation's than anybody else's. */
  readonly lead: number;
}

/**
 * Every listed neuron by how much more it matters to a relation than to the average of the others, descending. The
 * weight of the others and the number to erase were chosen on an earlier built-in model with other facts.
 * @param own the relation's prompts. @param others by relation, its prompts.
 */
export function neuronsOwnTo(own: readonly Ranking[], others: readonly (readonly Ranking[])[]): readonly OwnNeuron[] {
  const mine = meanShares(own);
  const theirs = others.map(meanShares);
  const places = new Map(
    [...theirs, mine].flatMap((shares) => [...shares].map(([key, { layer, neuron }]) => [key, { layer, neuron }])),
  );
  return [...places]
    .map(([key, ref]) => {
      const share = mine.get(key)?.share ?? 0;
      const elsewhere =
        theirs.reduce((sum, shares) => sum + (shares.get(key)?.share ?? 0), 0) / Math.max(1, theirs.length);
      return { ...ref, own: share, others: elsewhere, lead: share - ERASURE.othersWeight * elsewhere };
    })
    .sort((a, b) => b.lead - a.lead || a.layer - b.layer || a.neuron - b.neuron);
}

/** By neuron, its mean share of the largest score. */
export function meanShares(rankings: readonly Ranking[]): ReadonlyMap<string, NeuronRef & { readonly share: number }> {
  const shares = new Map<string, { layer: number; neuron: number; share: number }>();
  for (const { neurons, largest } of rankings) {
    for (const { layer, neuron, score } of neurons) {
      const key = neuronKey({ layer, neuron });
      const entry = shares.get(key) ?? { layer, neuron, share: 0 };
      entry.share += score / largest / rankings.length;
      shares.set(key, entry);
    }
  }
  return shares;
}

/** Erases the value vectors of some neurons; what was done to those vectors before gives way. */
export function withErased(edits: EditsDocument, neurons: readonly NeuronRef[]): EditsDocument {
  return withValues(edits, eraseEdits(neurons));
}

export function eraseEdits(neurons: readonly NeuronRef[]): EditsDocument {
  return {
    version: 1,
    neurons: [],
    values: neurons.map(({ layer, neuron }) => ({ layer, neuron, ops: [{ erase: true }] })),
  };
}
