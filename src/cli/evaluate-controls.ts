/**
 * Neurons to set beside a fact's own: as many, chosen by something else than its attribution. Each can fail in its way.
 * Most random neurons write next to nothing; those matched in |a||v| write as much as the fact's; the most active ones
 * fire as strongly; another fact's of the same relation have the relation without the fact; another relation's are the
 * paper's own control; the direct push is what needs no integral.
 */
import { EVALUATION } from '../experiments/protocol';
import { CONTROL_KINDS, type ControlKind } from '../experiments/controls';
import type { BertModel } from '../knowledge/bert-model';
import { neuronKey, type NeuronRef } from '../knowledge/edits/edits';
import { matchedTwins, mostActiveTwins, randomTwins, rankedTwins, type Twins } from '../knowledge/edits/move-edits';
import { rankNeurons } from '../knowledge/measures/ranking';
import { countNeurons } from '../knowledge/measures/refined-set';
import { directPush, writtenSizes } from '../knowledge/measures/written';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import { randomOf } from '../random';
import { sampleOf } from './evaluate-statistics';
import type { StudiedFact } from './evaluate-studied';

export const NEURON_KINDS = ['knowledge', ...CONTROL_KINDS] as const;
export type NeuronKind = (typeof NEURON_KINDS)[number];

/** Neurons by who chose them; a kind is absent where there are not as many of it. */
export type NeuronsByKind = ReadonlyMap<NeuronKind, readonly NeuronRef[]>;

export interface ControlsRequest {
  readonly fact: StudiedFact;
  readonly neurons: readonly NeuronRef[];
  /** All that are studied, among which the other facts are. */
  readonly facts: readonly StudiedFact[];
  /** Of what is drawn. */
  readonly seed: number;
}

/** The given neurons of a fact, and as many of each control. */
export function withControls(
  { checkpoint }: BertModel,
  { fact, neurons, facts, seed }: ControlsRequest,
): NeuronsByKind {
  const { activations, targetId } = fact;
  const { intermediateSize } = checkpoint.config;
  const written = writtenSizes(checkpoint, activations);
  const pushing = rankNeurons(directPush(checkpoint, { activations, target: targetId }), intermediateSize);
  const random = randomOf(EVALUATION.seeds.controls + seed);
  const strongestOf = (candidates: readonly StudiedFact[]): readonly NeuronRef[] => {
    for (const other of sampleOf(random, candidates, Infinity)) {
      const strongest = countNeurons(other.found, PAPER_THRESHOLDS.t);
      if (strongest.length >= neurons.length) return strongest;
    }
    return [];
  };
  const others = facts.filter((other) => other.targetId !== targetId);
  const twins: Record<ControlKind, Twins> = {
    random: randomTwins(neurons, intermediateSize, seed),
    matched: matchedTwins({ neurons, written, intermediateSize, seed }),
    mostActive: mostActiveTwins(neurons, intermediateSize, activations),
    sameRelation: rankedTwins(neurons, strongestOf(others.filter(({ relation }) => relation === fact.relation))),
    otherRelation: rankedTwins(neurons, strongestOf(others.filter(({ relation }) => relation !== fact.relation))),
    push: rankedTwins(neurons, pushing.neurons),
  };
  const complete = CONTROL_KINDS.filter((kind) => twins[kind].size === neurons.length);
  return new Map<NeuronKind, readonly NeuronRef[]>([
    ['knowledge', neurons],
    ...complete.map((kind) => [kind, neurons.map((ref) => twins[kind].get(neuronKey(ref))!)] as const),
  ]);
}
