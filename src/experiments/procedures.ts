/**
 * The two experiments of the paper from beginning to end, as the command line runs them. The page takes the same steps, each
 * when its visitor asks for it, so that both end with the same result.
 */
import type { Token } from '../checkpoint/tokenizer';
import type { NeuronRef } from '../knowledge/edits/edits';
import { refine } from '../knowledge/measures/refined-set';
import type { Library } from '../library/library';
import type { AskedModel } from './asked-model';
import { stretch, type Course } from './course';
import { eraseEdits } from './erase';
import { evidenceOfWordings, rankingsOf, thresholdsFor, type Chosen } from './fact-evidence';
import { halvesOf } from './halves';
import type { Draws } from './measure';
import { measureErasure, type MeasuredErasure } from './measure-erasure';
import { measureUpdate, type MeasuredUpdate } from './measure-update';
import { ASKED, type Asking } from './protocol';
import {
  askRelation,
  leading,
  ownNeuronsOf,
  servingNeuronsOf,
  setsOf,
  studyRelation,
  type Elsewhere,
  type RelationEvidence,
} from './relation';
import { spareShared, teachEdits, type Lambdas } from './update';

/** Shares of the whole that the parts take, roughly. */
const [FOUND, SPARED] = [0.2, 0.6];

export interface UpdateRequest {
  readonly fact: {
    /** Id in the library; null for a fact of one's own. */
    readonly relation: string | null;
    readonly subject: string;
    readonly target: Token;
    readonly prompts: readonly string[];
  };
  readonly to: Token;
  /** Null where the fact is all there is. */
  readonly library: Library | null;
  /** Facts of the relation that decide which neurons are spared, and as many that are asked for side effects; 0 for none. */
  readonly others: number;
  readonly thresholds: Chosen;
  readonly lambdas: Lambdas;
  readonly controls: Draws;
}

/** Finds a fact's neurons in half of its wordings, spares those that serve other facts, teaches the rest the new answer, and measures what that does. */
export async function updateFact(
  model: AskedModel,
  { fact, to, library, others, thresholds: chosen, lambdas, controls }: UpdateRequest,
  course: Course,
): Promise<MeasuredUpdate> {
  const { relation, subject, target: from, prompts } = fact;
  const { finding } = halvesOf(prompts);
  const asked = { prompts: finding, target: from.id };
  const evidence = await evidenceOfWordings(model, asked, [], stretch(course, 0, FOUND));
  const own = rankingsOf(evidence, 'attribution');
  const asking = { ...ASKED.relation, facts: others };
  const { facts } =
    library && relation !== null && others > 0
      ? await askRelation(model, library.relation(relation), asking, stretch(course, FOUND, SPARED))
      : { facts: [] };
  const siblings = facts.filter((other) => other.subject !== subject);
  const thresholds = thresholdsFor([own, ...siblings.map(({ rankings }) => rankings)], chosen);
  const set = spareShared(refine(own, thresholds), setsOf({ facts: siblings }, thresholds));
  const edits = teachEdits(set, { from, to, lambdas });
  const measuring = { ...ASKED.siblings, facts: others };
  return measureUpdate(
    model,
    { relation, subject, from, to, set, prompts, edits, library, siblings: measuring, controls },
    stretch(course, SPARED, 1),
  );
}

export interface ErasureRequest {
  readonly relation: string;
  readonly library: Library;
  /** The relation's facts; those of each other one, none of them for the paper's order; and those of every one that are measured. */
  readonly asking: { readonly relation: Asking; readonly elsewhere: Asking; readonly erasure: Asking };
  /** In the paper's order. */
  readonly thresholds: Chosen;
  /** Neurons to erase at most. */
  readonly count: number;
  readonly controls: Draws;
}

/** Finds a relation's neurons, erases the first of them, and measures every relation. */
export async function eraseRelation(
  model: AskedModel,
  request: ErasureRequest,
  course: Course,
): Promise<MeasuredErasure> {
  const { relation, library, asking, count, controls } = request;
  const { relations } = library;
  const found = await erasableNeurons(model, request, stretch(course, 0, SPARED));
  const edits = eraseEdits(found.neurons.slice(0, count));
  const { evidence, elsewhere } = found;
  return measureErasure(
    model,
    { relation, evidence, elsewhere, edits, relations, asking: asking.erasure, controls },
    stretch(course, SPARED, 1),
  );
}

interface Erasable {
  /** First to last. */
  readonly neurons: readonly NeuronRef[];
  readonly evidence: RelationEvidence;
  /** Null in the paper's order. */
  readonly elsewhere: Elsewhere | null;
}

/** The neurons to erase, and what they were found from. */
async function erasableNeurons(
  model: AskedModel,
  { relation: id, library, asking, thresholds }: ErasureRequest,
  course: Course,
): Promise<Erasable> {
  const relation = library.relation(id);
  const { relations } = library;
  if (asking.elsewhere.facts > 0) {
    const known = { evidence: null, elsewhere: null };
    const study = await studyRelation(model, { relation, relations, known, asking }, course);
    return { neurons: leading(ownNeuronsOf(study, relations)), ...study };
  }
  const evidence = await askRelation(model, relation, asking.relation, course);
  const chosen = thresholdsFor(
    evidence.facts.map(({ rankings }) => rankings),
    thresholds,
  );
  return { neurons: servingNeuronsOf(evidence, chosen), evidence, elsewhere: null };
}
