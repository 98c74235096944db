/** The knowledge neurons of the fact and of the one beside it, as the thresholds are now. */
import { rankingsOf } from '../experiments/fact-evidence';
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Evidence } from '../knowledge/measures/evidence';
import { overlap, refine, type CountedNeuron, type Overlap, type Thresholds } from '../knowledge/measures/refined-set';
import { ofModel, type AnswersSlice } from './answers';
import { lastOf } from './memo';
import type { ModelSlice } from './model';
import { indexOf } from './neurons';
import type { OtherSlice } from './other';
import { fittingEvidence, type RankBy, type WordedFact } from './wordings';

/** What decides which neurons are a fact's. */
export interface SetChoice {
  readonly fact: WordedFact | null;
  readonly thresholds: Thresholds;
  readonly rankBy: RankBy;
}

type Of<Name extends keyof AnswersSlice> = Pick<AnswersSlice, Name> & Pick<ModelSlice, 'info'>;
type OfFact = SetChoice & Of<'evidence'>;
type OfOther = SetChoice & Of<'otherEvidence'> & Pick<OtherSlice, 'other'>;

const NONE: readonly never[] = [];

/** Evidence of the fact's wordings that is there, in their order. */
export function evidenceOf({ fact, evidence, info }: Pick<SetChoice, 'fact'> & Of<'evidence'>): readonly Evidence[] {
  return fitting(fact, ofModel(evidence, info) ?? NONE);
}

/** Evidence of the second fact's wordings that is there, in their order. */
export function otherEvidenceOf({
  other,
  otherEvidence,
  info,
}: Pick<OtherSlice, 'other'> & Of<'otherEvidence'>): readonly Evidence[] {
  return otherFitting(other, ofModel(otherEvidence, info) ?? NONE);
}

/** The neurons that enough of the wordings share, as the thresholds are. */
export function refinedSet(state: OfFact): readonly CountedNeuron[] {
  return refined(evidenceOf(state), state.rankBy, state.thresholds);
}

/** The second fact's refined set. */
export function otherSet(state: OfOther): readonly CountedNeuron[] {
  return otherRefined(otherEvidenceOf(state), state.rankBy, state.thresholds);
}

/** What the refined sets of the two facts share. */
export function sharedSet(state: OfFact & OfOther): Overlap {
  return shared(refinedSet(state), otherSet(state));
}

/** Whether the selection is the set, whatever the order. */
export function isSelected(set: readonly NeuronRef[], selected: readonly number[], width: number): boolean {
  const chosen = new Set(selected);
  return set.length === selected.length && set.every((ref) => chosen.has(indexOf(ref, width)));
}

function refineEvidence(
  evidence: readonly Evidence[],
  rankBy: RankBy,
  thresholds: Thresholds,
): readonly CountedNeuron[] {
  return evidence.length === 0 ? NONE : refine(rankingsOf(evidence, rankBy), thresholds);
}

const [fitting, otherFitting] = [lastOf(fittingEvidence), lastOf(fittingEvidence)];
const [refined, otherRefined] = [lastOf(refineEvidence), lastOf(refineEvidence)];
const shared = lastOf(overlap);
