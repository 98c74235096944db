/** The knowledge neurons of the fact and of the one beside it, as the thresholds are now. */
import { rankingsOf } from '../experiments/fact-evidence';
import { halvesOf } from '../experiments/halves';
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Evidence } from '../knowledge/measures/evidence';
import { overlap, refine, type CountedNeuron, type Overlap, type Thresholds } from '../knowledge/measures/refined-set';
import { ofModel, type AnswersSlice } from './answers';
import { lastOf } from './memo';
import type { ModelSlice } from './model';
import { indexOf } from './neurons';
import type { OtherSlice } from './other';
import { fittingEvidence, usableParaphrases, type RankBy, type WordedFact } from './wordings';

/** What decides which neurons are a fact's. */
export interface SetChoice {
  readonly fact: WordedFact | null;
  /** Where neurons are ranked by attribution, which includes all that is found of relations. */
  readonly thresholds: Thresholds;
  /** Where they are ranked by activation. */
  readonly activationThresholds: Thresholds;
  readonly rankBy: RankBy;
}

type Of<Name extends keyof AnswersSlice> = Pick<AnswersSlice, Name> & Pick<ModelSlice, 'info'>;
export type FactSets = SetChoice & Of<'evidence'>;
type OfOther = SetChoice & Of<'otherEvidence'> & Pick<OtherSlice, 'other'>;

const NONE: readonly never[] = [];

type Shares = Pick<SetChoice, 'thresholds' | 'activationThresholds'>;

/** The thresholds of a ranking; each has its own, which stay while the other is in use. */
export function thresholdsBy({ thresholds, activationThresholds }: Shares, by: RankBy): Thresholds {
  return by === 'activation' ? activationThresholds : thresholds;
}

/** Those of the ranking in use. */
export function thresholdsInUse(state: Shares & Pick<SetChoice, 'rankBy'>): Thresholds {
  return thresholdsBy(state, state.rankBy);
}

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
export function refinedSet(state: FactSets): readonly CountedNeuron[] {
  return refined(evidenceOf(state), state.rankBy, thresholdsInUse(state));
}

/** The same of the wordings that may choose what is taught: the others then say whether it was learned. */
export function findingSet(state: FactSets): readonly CountedNeuron[] {
  return found(finding(evidenceOf(state), state.fact), state.rankBy, thresholdsInUse(state));
}

function evidenceOfFinding(evidence: readonly Evidence[], fact: WordedFact | null): readonly Evidence[] {
  const prompts = new Set(halvesOf(usableParaphrases(fact)).finding);
  return evidence.filter(({ prompt }) => prompts.has(prompt));
}

/** The second fact's refined set. */
export function otherSet(state: OfOther): readonly CountedNeuron[] {
  return otherRefined(otherEvidenceOf(state), state.rankBy, thresholdsInUse(state));
}

/** What the refined sets of the two facts share. */
export function sharedSet(state: FactSets & OfOther): Overlap {
  return shared(refinedSet(state), otherSet(state));
}

/** The refined set as a selection: the neuron that most wordings share is the primary one. */
export function setAsSelection(state: FactSets): readonly number[] {
  const { info } = state;
  return info === null ? [] : selection(refinedSet(state), info.config.intermediateSize);
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

const selection = lastOf((set: readonly NeuronRef[], width: number): readonly number[] =>
  set.map((ref) => indexOf(ref, width)).reverse(),
);
const [fitting, otherFitting] = [lastOf(fittingEvidence), lastOf(fittingEvidence)];
const [refined, otherRefined, found] = [lastOf(refineEvidence), lastOf(refineEvidence), lastOf(refineEvidence)];
const finding = lastOf(evidenceOfFinding);
const shared = lastOf(overlap);
