/**
 * The facts over which the share s is found. The published code moves one s for all facts of a relation; over one fact
 * alone the same steps give an s that suits this fact, which is not the paper's.
 */
import { rankingsOf } from '../experiments/fact-evidence';
import type { Ranking } from '../knowledge/measures/ranking';
import type { AnswersSlice } from './answers';
import type { ModelSlice } from './model';
import { relationEvidenceOf, type RelationSlice } from './relation';
import { evidenceOf, type SetChoice } from './sets';

type Finding = Pick<AnswersSlice, 'evidence' | 'relationEvidence'> &
  Pick<ModelSlice, 'info'> &
  Pick<RelationSlice, 'relation'> &
  SetChoice;

/** By fact, the rankings of its wordings: this fact, then the others of its relation that are known (by attribution only). */
export function factsOfShare(state: Finding): readonly (readonly Ranking[])[] {
  const { fact, rankBy } = state;
  const own = rankingsOf(evidenceOf(state), rankBy);
  const known = rankBy === 'attribution' ? relationEvidenceOf(state) : null;
  const others = known && known.relation === fact?.relation ? known.facts : [];
  return [own, ...others.filter(({ subject }) => subject !== fact?.subject).map(({ rankings }) => rankings)];
}
