/**
 * A relation across its facts: which neurons serve how many of them, and what erasing those does to this relation and
 * to all others. A fact's room takes from the same evidence which of its neurons serve other facts, too.
 */
import { eraseEdits, neuronsOwnTo, neuronsServing, type OwnNeuron, type ServingNeuron } from '../experiments/erase';
import { ERASURE } from '../experiments/protocol';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { neuronKey, type Ranking } from '../knowledge/measures/ranking';
import { refine, type CountedNeuron, type Thresholds } from '../knowledge/measures/refined-set';
import type { GroupChange, GroupScore } from '../knowledge/measures/score';
import { otherRelations } from '../library/choose';
import type { Library } from '../library/library';
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

/** A few facts of every relation: what a relation's neurons are held against. */
export interface Elsewhere {
  readonly hash: string;
  readonly relations: readonly { readonly relation: string; /** By prompt. */ readonly rankings: readonly Ranking[] }[];
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
  readonly elsewhere: Elsewhere | null;
  /** Whether neurons go by how much more they matter to the relation than to others; else as in the paper. */
  readonly sparing: boolean;
  /** How many neurons to erase. */
  readonly eraseCount: number;
  readonly erasure: Measured | null;
  chooseRelation(relation: string): void;
  /** Each order has its own number of neurons to begin with. */
  setSparing(sparing: boolean): void;
  setEraseCount(count: number): void;
}

export const relationSlice: Slice<RelationSlice> = (set, get) => ({
  relation: null,
  relationEvidence: null,
  elsewhere: null,
  sparing: true,
  eraseCount: ERASURE.own,
  erasure: null,
  chooseRelation: (relation) => {
    if (relation !== get().relation) set({ relation, relationEvidence: null });
  },
  setSparing: (sparing) => set({ sparing, eraseCount: sparing ? ERASURE.own : ERASURE.paper }),
  setEraseCount: (eraseCount) => set({ eraseCount }),
});

/** By fact of the relation, its refined set; `without` leaves one fact out. */
export function setsOf(
  evidence: RelationEvidence,
  thresholds: Thresholds,
  without: string | null = null,
): readonly (readonly CountedNeuron[])[] {
  return evidence.facts
    .filter(({ subject }) => subject !== without)
    .map(({ rankings }) => refine(rankings, thresholds));
}

/** The evidence of the chosen relation in this model. */
export function relationEvidenceOf({
  relationEvidence,
  relation,
  info,
}: Pick<State, 'relationEvidence' | 'relation' | 'info'>): RelationEvidence | null {
  if (relationEvidence === null || relation === null || relationEvidence.relation !== relation) return null;
  return info === null || info.hash === relationEvidence.hash ? relationEvidence : null;
}

/** What is known of all relations in this model. */
export function elsewhereOf({ elsewhere, info }: Pick<State, 'elsewhere' | 'info'>): Elsewhere | null {
  return elsewhere !== null && (info === null || info.hash === elsewhere.hash) ? elsewhere : null;
}

/** The relation's neurons, those that serve most of its facts first. */
export function servingNeurons(state: State): readonly ServingNeuron[] {
  return serving(relationEvidenceOf(state), state.thresholds);
}

const serving = lastOf((evidence: RelationEvidence | null, thresholds: Thresholds): readonly ServingNeuron[] =>
  evidence ? neuronsServing(setsOf(evidence, thresholds)) : [],
);

/** Every neuron that is listed anywhere, those that matter most to this relation rather than to others first. */
export function ownNeurons(state: State): readonly OwnNeuron[] {
  return own(relationEvidenceOf(state), elsewhereOf(state), state.library);
}

const own = lastOf(
  (evidence: RelationEvidence | null, elsewhere: Elsewhere | null, library: Library | null): readonly OwnNeuron[] => {
    if (!evidence || !elsewhere || !library) return [];
    const others = new Set(otherRelations(library.relations, evidence.relation).map(({ id }) => id));
    return neuronsOwnTo(
      evidence.facts.flatMap(({ rankings }) => rankings),
      elsewhere.relations.filter(({ relation }) => others.has(relation)).map(({ rankings }) => rankings),
    );
  },
);

/** The neurons to erase and those that would come next, first to last. */
export function erasableNeurons(state: State): readonly NeuronRef[] {
  return state.sparing ? leading(ownNeurons(state)) : servingNeurons(state);
}

const leading = lastOf((neurons: readonly OwnNeuron[]): readonly OwnNeuron[] => neurons.filter(({ lead }) => lead > 0));

/** Whether all that the chosen order of its neurons needs has been found. */
export function knowsRelation(state: State): boolean {
  return relationEvidenceOf(state) !== null && (!state.sparing || elsewhereOf(state) !== null);
}

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
