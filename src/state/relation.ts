/**
 * A relation across its facts: which neurons serve how many of them, and what erasing those does to this relation and
 * to all others. A fact's room takes from the same evidence which of its neurons serve other facts, too.
 */
import { PAPER_ERASED, eraseEdits, neuronsServing, type ServingNeuron } from '../knowledge/erase';
import type { EditsDocument, NeuronRef } from '../knowledge/edits';
import { neuronKey, type Ranking } from '../knowledge/ranking';
import { refine, type CountedNeuron, type Thresholds } from '../knowledge/refined-set';
import type { GroupChange, GroupScore } from '../knowledge/score';
import { lastOf } from './memo';
import type { Slice, State } from './store';

export interface FactEvidence {
  readonly subject: string;
  /** By wording, of the attributions. */
  readonly rankings: readonly Ranking[];
}

export interface RelationEvidence {
  readonly hash: string;
  /** Id of the relation. */
  readonly relation: string;
  readonly facts: readonly FactEvidence[];
}

/** A group of prompts before and after an edit, beside its controls. */
export interface MeasuredGroup {
  /** Id of a relation, or what the group is. */
  readonly name: string;
  readonly prompts: number;
  readonly before: GroupScore;
  readonly edit: GroupChange;
  readonly random: readonly GroupChange[];
  readonly mostActive: GroupChange | null;
}

export interface Measured {
  readonly hash: string;
  /** What was measured; the picture is out of date where the edits are others. */
  readonly edits: EditsDocument;
  /** Neurons that the edits touch, and in how many draws as many random ones were edited instead. */
  readonly neurons: number;
  readonly draws: number;
  readonly groups: readonly MeasuredGroup[];
}

export interface RelationSlice {
  /** Id of the chosen relation. */
  readonly relation: string | null;
  readonly relationEvidence: RelationEvidence | null;
  /** How many neurons to erase. */
  readonly eraseCount: number;
  readonly erasure: Measured | null;
  chooseRelation(relation: string): void;
  setEraseCount(count: number): void;
}

export const relationSlice: Slice<RelationSlice> = (set, get) => ({
  relation: null,
  relationEvidence: null,
  eraseCount: PAPER_ERASED,
  erasure: null,
  chooseRelation: (relation) => {
    if (relation !== get().relation) set({ relation, relationEvidence: null });
  },
  setEraseCount: (eraseCount) => set({ eraseCount }),
});

/** By fact of the relation, its refined set; `without` leaves one fact out. */
export function setsOf(evidence: RelationEvidence, thresholds: Thresholds, without: string | null = null): readonly (readonly CountedNeuron[])[] {
  return evidence.facts.filter(({ subject }) => subject !== without).map(({ rankings }) => refine(rankings, thresholds));
}

/** The evidence of the chosen relation in this model. */
export function relationEvidenceOf({ relationEvidence, relation, info }: Pick<State, 'relationEvidence' | 'relation' | 'info'>): RelationEvidence | null {
  if (relationEvidence === null || relation === null || relationEvidence.relation !== relation) return null;
  return info === null || info.hash === relationEvidence.hash ? relationEvidence : null;
}

/** The relation's neurons, those that serve most of its facts first. */
export const servingNeurons = lastOf(
  (evidence: RelationEvidence | null, thresholds: Thresholds): readonly ServingNeuron[] => (evidence ? neuronsServing(setsOf(evidence, thresholds)) : []),
);

/** Erases the value vectors of some neurons; what was done to those vectors before gives way. */
export function withErased(edits: EditsDocument, neurons: readonly NeuronRef[]): EditsDocument {
  return withValues(edits, eraseEdits(neurons));
}

/** The value edits of `added`, instead of any that their neurons had. */
export function withValues(edits: EditsDocument, added: EditsDocument): EditsDocument {
  const keys = new Set(added.values.map(keyOf));
  return { ...edits, values: [...edits.values.filter((edit) => !keys.has(keyOf(edit))), ...added.values] };
}

function keyOf({ layer, neuron }: NeuronRef): string {
  return neuronKey({ layer, neuron });
}
