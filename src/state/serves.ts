/** What a neuron serves, as far as the kept evidence tells: wordings of the fact, facts of the relation, other relations. */
import { meanShares } from '../experiments/erase';
import { setsOf, type Elsewhere } from '../experiments/relation';
import { neuronKey } from '../knowledge/edits/edits';
import { neuronsAbove } from '../knowledge/measures/ranking';
import { lastOf } from './memo';
import type { AnswersSlice } from './answers';
import type { ModelSlice } from './model';
import { elsewhereOf, relationEvidenceOf, type RelationSlice } from './relation';
import { inspectedOf } from './selected';
import type { SelectionSlice } from './selection';
import { evidenceOf, type SetChoice } from './sets';
import type { WordedFact } from './wordings';

type Looking = Pick<AnswersSlice, 'evidence' | 'relationEvidence' | 'elsewhere'> &
  Pick<ModelSlice, 'info'> &
  Pick<SelectionSlice, 'selected'> &
  Pick<RelationSlice, 'relation'> &
  SetChoice;

export interface ServedFact {
  readonly fact: WordedFact;
  /** Wordings in which it reaches the threshold t. */
  readonly count: number;
  readonly of: number;
}

export interface ServedRelation {
  /** Id. */
  readonly relation: string;
  /** Subjects of the facts whose refined set holds it. */
  readonly subjects: readonly string[];
  readonly of: number;
}

/** A relation with the neuron's mean share of the largest score in its prompts. */
export interface RelationShare {
  readonly relation: string;
  readonly share: number;
}

export function servedFactOf(state: Looking): ServedFact | null {
  const [neuron, evidence] = [inspectedOf(state), evidenceOf(state)];
  return neuron && state.fact && evidence.length > 0
    ? servedFact(state.fact, evidence, state.thresholds.t, neuronKey(neuron))
    : null;
}

const servedFact = lastOf(
  (fact: WordedFact, evidence: ReturnType<typeof evidenceOf>, t: number, key: string): ServedFact => {
    const count = evidence.filter(({ attribution }) =>
      neuronsAbove(attribution, t).some((found) => neuronKey(found) === key),
    ).length;
    return { fact, count, of: evidence.length };
  },
);

export function servedRelationOf(state: Looking): ServedRelation | null {
  const [neuron, evidence] = [inspectedOf(state), relationEvidenceOf(state)];
  return neuron && evidence ? servedRelation(evidence, state.thresholds, neuronKey(neuron)) : null;
}

const servedRelation = lastOf(
  (
    evidence: NonNullable<ReturnType<typeof relationEvidenceOf>>,
    thresholds: SetChoice['thresholds'],
    key: string,
  ): ServedRelation => {
    const sets = setsOf(evidence, thresholds);
    const subjects = evidence.facts
      .filter((_, i) => sets[i]?.some((found) => neuronKey(found) === key))
      .map(({ subject }) => subject);
    return { relation: evidence.relation, subjects, of: evidence.facts.length };
  },
);

/** Every relation, those that it matters most to first; null where none has been asked. */
export function relationSharesOf(state: Looking): readonly RelationShare[] | null {
  const [neuron, elsewhere] = [inspectedOf(state), elsewhereOf(state)];
  return neuron && elsewhere ? relationShares(elsewhere, neuron.layer, neuron.neuron) : null;
}

const relationShares = lastOf((elsewhere: Elsewhere, layer: number, neuron: number): readonly RelationShare[] =>
  elsewhere.relations
    .map(({ relation, rankings }) => ({
      relation,
      share: meanShares(rankings).get(neuronKey({ layer, neuron }))?.share ?? 0,
    }))
    .sort((a, b) => b.share - a.share),
);
