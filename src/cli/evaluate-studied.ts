/**
 * The facts whose neurons are studied: known to the model, in wordings of two halves. What is found on the one half is
 * measured on the other, so that no wording both chooses the neurons and shows what they do.
 */
import { halvesOf } from '../experiments/halves';
import { EVALUATION } from '../experiments/protocol';
import type { BertModel } from '../knowledge/bert-model';
import type { NeuronRef } from '../knowledge/edits/edits';
import { readProbes } from '../knowledge/measures/probes';
import { rankNeurons, type Ranking } from '../knowledge/measures/ranking';
import { adjustShare, refine } from '../knowledge/measures/refined-set';
import { scoreOf } from '../knowledge/measures/score';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { Relation } from '../library/relation';
import { promptOf } from '../library/template';
import type { Random } from '../random';
import { askable } from './evaluate-facts';
import { integerBelow, meanOf, sampleOf } from './evaluate-statistics';

/** A fact that the model knows, with where its prediction comes from. */
export interface StudiedFact {
  readonly relation: Relation;
  readonly subject: string;
  readonly targetId: number;
  /** The answer that an update teaches: that of another fact of the relation. */
  readonly newId: number;
  /** Wordings that find its neurons, and those in which they are measured. */
  readonly finding: readonly string[];
  readonly measuring: readonly string[];
  /** Of the first half, and of both. */
  readonly found: readonly Ranking[];
  readonly rankings: readonly Ranking[];
  /** [L * F] mean over the first half. */
  readonly activations: Float32Array;
}

export interface StudyRequest {
  readonly relation: Relation;
  /** Facts at most. */
  readonly wanted: number;
  readonly random: Random;
  /** Subjects that are left out. */
  readonly except?: ReadonlySet<string>;
}

/** Facts of a relation that the model knows: most of their wordings have the right answer first. */
export async function studiedFacts(
  bert: BertModel,
  { relation, wanted, random, except = new Set() }: StudyRequest,
): Promise<StudiedFact[]> {
  const heldOut = relation.templates.filter(({ use }) => use === 'heldout');
  const train = relation.templates.filter(({ use }) => use === 'train');
  const { intermediateSize } = bert.checkpoint.config;
  const studied: StudiedFact[] = [];
  const all = askable(bert, relation.facts);
  const candidates = all.filter(({ subject }) => !except.has(subject));
  for (const fact of sampleOf(random, candidates, Infinity)) {
    if (studied.length === wanted) break;
    const templates = [...heldOut, ...sampleOf(random, train, EVALUATION.wordings - heldOut.length)];
    const prompts = templates.map((template) => promptOf(template, fact.subject));
    const others = all.filter(({ targetId }) => targetId !== fact.targetId);
    if (others.length === 0) continue;
    const newId = others[integerBelow(random, others.length)]!.targetId;
    const asked = prompts.map((prompt) => ({ prompt, target: fact.targetId }));
    if (scoreOf((await readProbes(bert, asked, [])).before).accuracy <= 1 / 2) continue;
    const attributions = await bert.attributeAll(
      prompts.map((prompt) => ({ prompt, targetId: fact.targetId })),
      EVALUATION.quadrature,
    );
    const rankings = attributions.map(({ scores }) => rankNeurons(scores, intermediateSize));
    // Held-out wordings come first, so halves of every other one share them.
    const { finding, held: measuring } = halvesOf(prompts);
    const active = halvesOf(attributions).finding.map(({ activations }) => activations);
    studied.push({
      relation,
      subject: fact.subject,
      targetId: fact.targetId,
      newId,
      finding,
      measuring,
      found: halvesOf(rankings).finding,
      rankings,
      activations: active[0]!.map((_, i) => meanOf(active.map((values) => values[i]!))),
    });
  }
  return studied;
}

/** By fact, its refined set. */
export type NeuronSets = ReadonlyMap<StudiedFact, readonly NeuronRef[]>;

/** The refined sets of one relation's facts, at the share that the published code would choose for them. */
export function adjustedSets(
  facts: readonly StudiedFact[],
  rankingsOf: (fact: StudiedFact) => readonly Ranking[],
): { readonly s: number; readonly meanSize: number; readonly sets: NeuronSets } {
  const { s, meanSize } = adjustShare(facts.map(rankingsOf), PAPER_THRESHOLDS.t);
  return { s, meanSize, sets: setsAt(facts, rankingsOf, { t: PAPER_THRESHOLDS.t, s }) };
}

/** The refined sets at given thresholds. */
export function setsAt(
  facts: readonly StudiedFact[],
  rankingsOf: (fact: StudiedFact) => readonly Ranking[],
  thresholds: { readonly t: number; readonly s: number },
): NeuronSets {
  return new Map(facts.map((fact) => [fact, refine(rankingsOf(fact), thresholds)]));
}
