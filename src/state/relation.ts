/**
 * A relation across its facts: which neurons serve how many of them, and what erasing those does to this relation and
 * to all others. A fact's room takes from the same evidence which of its neurons serve other facts, too.
 */
import type { OwnNeuron, ServingNeuron } from '../experiments/erase';
import { ERASURE } from '../experiments/protocol';
import {
  leading,
  ownNeuronsOf,
  servingNeuronsOf,
  type Elsewhere,
  type RelationEvidence,
} from '../experiments/relation';
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Thresholds } from '../knowledge/measures/refined-set';
import type { Library } from '../library/library';
import { lastOf } from './memo';
import { ofModel, type AnswersSlice } from './answers';
import type { LibrarySlice } from './library';
import type { ModelSlice } from './model';
import type { SetChoice } from './sets';
import type { Slice } from './slice';

export interface RelationSlice {
  /** Id of the chosen relation. */
  readonly relation: string | null;
  /** Whether neurons go by how much more they matter to the relation than to others; else as in the paper. */
  readonly sparing: boolean;
  /** How many neurons to erase. */
  readonly eraseCount: number;
  chooseRelation(relation: string): void;
  /** Each order has its own number of neurons to begin with. */
  setSparing(sparing: boolean): void;
  setEraseCount(count: number): void;
}

export const relationSlice: Slice<RelationSlice, Pick<AnswersSlice, 'relationEvidence'>> = (set, get) => ({
  relation: null,
  sparing: true,
  eraseCount: ERASURE.own,
  chooseRelation: (relation) => {
    if (relation !== get().relation) set({ relation, relationEvidence: null });
  },
  setSparing: (sparing) => set({ sparing, eraseCount: sparing ? ERASURE.own : ERASURE.paper }),
  setEraseCount: (eraseCount) => set({ eraseCount }),
});

type Knowing = Pick<AnswersSlice, 'relationEvidence' | 'elsewhere'> &
  Pick<RelationSlice, 'relation' | 'sparing'> &
  Pick<ModelSlice, 'info'> &
  Pick<LibrarySlice, 'library'> &
  Pick<SetChoice, 'thresholds'>;

/** The evidence of the chosen relation in this model. */
export function relationEvidenceOf({
  relationEvidence,
  relation,
  info,
}: Pick<Knowing, 'relationEvidence' | 'relation' | 'info'>): RelationEvidence | null {
  return relation !== null && relationEvidence?.about.relation === relation ? ofModel(relationEvidence, info) : null;
}

/** What is known of all relations in this model. */
export function elsewhereOf({ elsewhere, info }: Pick<Knowing, 'elsewhere' | 'info'>): Elsewhere | null {
  return ofModel(elsewhere, info);
}

/** The relation's neurons, those that serve most of its facts first. */
export function servingNeurons(state: Knowing): readonly ServingNeuron[] {
  return serving(relationEvidenceOf(state), state.thresholds);
}

const serving = lastOf((evidence: RelationEvidence | null, thresholds: Thresholds): readonly ServingNeuron[] =>
  evidence ? servingNeuronsOf(evidence, thresholds) : [],
);

/** Every neuron that is listed anywhere, those that matter most to this relation rather than to others first. */
export function ownNeurons(state: Knowing): readonly OwnNeuron[] {
  return own(relationEvidenceOf(state), elsewhereOf(state), state.library);
}

const own = lastOf(
  (evidence: RelationEvidence | null, elsewhere: Elsewhere | null, library: Library | null): readonly OwnNeuron[] =>
    evidence && elsewhere && library ? ownNeuronsOf({ evidence, elsewhere }, library.relations) : [],
);

/** The neurons to erase and those that would come next, first to last. */
export function erasableNeurons(state: Knowing): readonly NeuronRef[] {
  return state.sparing ? leadingOnce(ownNeurons(state)) : servingNeurons(state);
}

const leadingOnce = lastOf(leading);

/** Whether all that the chosen order of its neurons needs has been found. */
export function knowsRelation(state: Knowing): boolean {
  return relationEvidenceOf(state) !== null && (!state.sparing || elsewhereOf(state) !== null);
}
