/**
 * Erasing a relation (Dai et al. 2022, section 5.2): the neurons that are in the sets of most of its facts lose their
 * value vectors, so that they write nothing whatever fires them.
 */
import type { EditsDocument, NeuronRef } from './edits';
import { neuronKey, type ScoredNeuron } from './ranking';

/** Neurons that the paper erases of a relation. */
export const PAPER_ERASED = 20;

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

export function eraseEdits(neurons: readonly NeuronRef[]): EditsDocument {
  return { version: 1, neurons: [], values: neurons.map(({ layer, neuron }) => ({ layer, neuron, ops: [{ erase: true }] })) };
}
