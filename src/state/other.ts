/** A second fact beside the first: its own evidence, at the same thresholds, so that what the two share can be seen. */
import type { Evidence } from '../knowledge/measures/evidence';
import { refine, type CountedNeuron, type Thresholds } from '../knowledge/measures/refined-set';
import { lastOf } from './memo';
import type { Slice, State } from './store';
import { fittingEvidence, rankingsOf, type WordedFact, type RankBy } from './wordings';

export interface OtherSlice {
  readonly other: WordedFact | null;
  readonly otherEvidence: readonly Evidence[];
  /** The model's that it was found in. */
  readonly otherHash: string | null;
  openOther(other: WordedFact | null): void;
}

export const otherSlice: Slice<OtherSlice> = (set) => ({
  other: null,
  otherEvidence: [],
  otherHash: null,
  openOther: (other) => set({ other, otherEvidence: [], otherHash: null }),
});

const fitting = fittingEvidence();

/** Evidence of the second fact's wordings that is there, in their order. */
export function otherEvidenceOf({
  other,
  otherEvidence,
  otherHash,
  info,
}: Pick<State, 'other' | 'otherEvidence' | 'otherHash' | 'info'>): readonly Evidence[] {
  return fitting(other, otherEvidence, otherHash, info);
}

/** The second fact's refined set. */
export function otherSet(state: State): readonly CountedNeuron[] {
  return refined(otherEvidenceOf(state), state.rankBy, state.thresholds);
}

const refined = lastOf(
  (evidence: readonly Evidence[], rankBy: RankBy, thresholds: Thresholds): readonly CountedNeuron[] =>
    evidence.length === 0 ? [] : refine(rankingsOf(evidence, rankBy), thresholds),
);
