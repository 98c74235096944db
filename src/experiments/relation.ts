/**
 * A relation across its facts: the best known of them are attributed, and a few facts of every other relation, against
 * which its neurons are held. From both come the neurons to erase, in the paper's order or in one that spares the others.
 */
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Ranking } from '../knowledge/measures/ranking';
import type { CountedNeuron, Thresholds } from '../knowledge/measures/refined-set';
import { otherRelations } from '../library/choose';
import type { Relation } from '../library/relation';
import type { AskedModel } from './asked-model';
import { stretch, type Course } from './course';
import { neuronsOwnTo, neuronsServing, type OwnNeuron, type ServingNeuron } from './erase';
import { evidenceOfFacts, rankingsOf, refinedSets } from './fact-evidence';
import { factsToAsk } from './facts';
import { ASKED, QUADRATURE, type Asking } from './protocol';
import { halfOf } from './split';

export interface FactEvidence {
  readonly subject: string;
  /** By wording, of the attributions. */
  readonly rankings: readonly Ranking[];
}

export interface RelationEvidence {
  /** Of the model. */
  readonly hash: string;
  /** Id of the relation. */
  readonly relation: string;
  /** Wordings of each fact. */
  readonly wordings: number;
  readonly facts: readonly FactEvidence[];
}

/** A few facts of every relation: what a relation's neurons are held against. */
export interface Elsewhere {
  /** Of the model. */
  readonly hash: string;
  /** Of every relation, at most. */
  readonly asked: Asking;
  readonly relations: readonly { readonly relation: string; /** By prompt. */ readonly rankings: readonly Ranking[] }[];
}

/** The best known facts of the half of a relation that finds neurons. */
export async function askRelation(
  model: AskedModel,
  relation: Relation,
  asking: Asking,
  course: Course,
): Promise<RelationEvidence> {
  const asked = await factsToAsk(model, [halfOf(relation, 'finding')], asking);
  const evidence = await evidenceOfFacts(model, asked, QUADRATURE.sets, course);
  const facts = asked.map(({ subject }, i) => ({ subject, rankings: rankingsOf(evidence[i]!, 'attribution') }));
  const wordings = Math.max(0, ...asked.map(({ prompts }) => prompts.length));
  return { hash: model.hash, relation: relation.id, wordings, facts };
}

/** A few facts of every relation; those of the one that is looked at too, so that the next one can be held against it. */
export async function askElsewhere(
  model: AskedModel,
  relations: readonly Relation[],
  asking: Asking,
  course: Course,
): Promise<Elsewhere> {
  const halves = relations.map((relation) => halfOf(relation, 'finding'));
  const asked = await factsToAsk(model, halves, asking);
  const evidence = await evidenceOfFacts(model, asked, QUADRATURE.averages, course);
  const found = relations.map(({ id }) => ({
    relation: id,
    rankings: evidence.filter((_, i) => asked[i]!.relation === id).flatMap((own) => rankingsOf(own, 'attribution')),
  }));
  return { hash: model.hash, asked: asking, relations: found.filter(({ rankings }) => rankings.length > 0) };
}

export interface RelationStudy {
  readonly evidence: RelationEvidence;
  readonly elsewhere: Elsewhere;
}

interface StudyRequest {
  readonly relation: Relation;
  /** All of the library. */
  readonly relations: readonly Relation[];
  /** What was found before; it is not asked again. */
  readonly known: { readonly evidence: RelationEvidence | null; readonly elsewhere: Elsewhere | null };
  readonly asking?: { readonly relation: Asking; readonly elsewhere: Asking };
  /** Told the relation's own evidence as soon as it is there. */
  readonly onEvidence?: (evidence: RelationEvidence) => void;
}

/** All that the neurons of a relation are found from. */
export async function studyRelation(
  model: AskedModel,
  { relation, relations, known, asking = ASKED, onEvidence }: StudyRequest,
  course: Course,
): Promise<RelationStudy> {
  const prompts = ({ facts, wordings }: Asking) => facts * wordings;
  const own = prompts(asking.relation);
  const others = known.elsewhere ? 0 : relations.length * prompts(asking.elsewhere);
  const share = own / (own + others);
  const evidence = known.evidence ?? (await askRelation(model, relation, asking.relation, stretch(course, 0, share)));
  onEvidence?.(evidence);
  const elsewhere =
    known.elsewhere ?? (await askElsewhere(model, relations, asking.elsewhere, stretch(course, share, 1)));
  return { evidence, elsewhere };
}

/** By fact of the relation, its refined set; `without` leaves one fact out. */
export function setsOf(
  { facts }: Pick<RelationEvidence, 'facts'>,
  thresholds: Thresholds,
  without: string | null = null,
): readonly (readonly CountedNeuron[])[] {
  return refinedSets(
    facts.filter(({ subject }) => subject !== without).map(({ rankings }) => rankings),
    thresholds,
  );
}

/** Every neuron that is listed anywhere, by how much more it matters to this relation than to the others, its inverse aside. */
export function ownNeuronsOf(
  { evidence, elsewhere }: RelationStudy,
  relations: readonly Relation[],
): readonly OwnNeuron[] {
  const others = new Set(otherRelations(relations, evidence.relation).map(({ id }) => id));
  return neuronsOwnTo(
    evidence.facts.flatMap(({ rankings }) => rankings),
    elsewhere.relations.filter(({ relation }) => others.has(relation)).map(({ rankings }) => rankings),
  );
}

/** Another relation, with as many of its own neurons as there are up to a number. */
export interface RelationNeurons {
  /** Id. */
  readonly relation: string;
  readonly neurons: readonly NeuronRef[];
}

/**
 * A control of an erasure: the own neurons of the first relation behind this one in the library that has as many, of that
 * which has most where none has. They come from the few facts that are known of it, fewer than this relation's.
 * @returns null where no relation but this one and its inverse has any.
 */
export function neuronsOfAnother(
  elsewhere: Elsewhere,
  relations: readonly Relation[],
  { relation, count }: { readonly relation: string; readonly count: number },
): RelationNeurons | null {
  const from = relations.findIndex(({ id }) => id === relation) + 1;
  const behind = otherRelations([...relations.slice(from), ...relations.slice(0, from)], relation);
  let most: RelationNeurons | null = null;
  for (const { id } of behind) {
    const found = elsewhere.relations.find((known) => known.relation === id);
    if (!found) continue;
    const facts = found.rankings.map((ranking) => ({ subject: '', rankings: [ranking] }));
    const evidence = { hash: elsewhere.hash, relation: id, wordings: elsewhere.asked.wordings, facts };
    const neurons = leading(ownNeuronsOf({ evidence, elsewhere }, relations)).slice(0, count);
    if (neurons.length > (most?.neurons.length ?? 0)) {
      most = { relation: id, neurons: neurons.map(({ layer, neuron }) => ({ layer, neuron })) };
    }
    if (neurons.length === count) break;
  }
  return most;
}

/** The relation's own neurons: those that matter more to it than, weighted, to the others. */
export function leading(neurons: readonly OwnNeuron[]): readonly OwnNeuron[] {
  return neurons.filter(({ lead }) => lead > 0);
}

/** Those in the sets of most facts first, as in the paper, whatever else they serve. */
export function servingNeuronsOf(evidence: RelationEvidence, thresholds: Thresholds): readonly ServingNeuron[] {
  return neuronsServing(setsOf(evidence, thresholds));
}
