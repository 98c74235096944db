/**
 * What an erasure does, beside its controls: every relation is asked before and after, on facts and wordings that did not
 * choose the neurons. Draws of random neurons are many on the relation that is erased, on which the verdict on chance is
 * spoken, and few elsewhere, where they only show what chance looks like.
 */
import { editedNeurons } from '../knowledge/edits/move-edits';
import type { Probe } from '../knowledge/measures/probes';
import { otherRelations } from '../library/choose';
import type { Relation } from '../library/relation';
import type { AskedModel } from './asked-model';
import type { ControlKind } from './controls';
import type { Course } from './course';
import { erasureVerdict, type ErasureVerdict, type Harm } from './erasure-verdict';
import { factsToAsk, type AskedFact } from './facts';
import { EVERYDAY, measure, type Draws, type Measured, type MeasuredGroup } from './measure';
import { ASKED, DRAWS, type Asking } from './protocol';
import { neuronsOfAnother, type Elsewhere, type RelationEvidence } from './relation';
import { halfOf } from './split';

/** Groups: every relation by its id, and "everyday". */
export interface MeasuredErasure extends Measured {
  /** Id of the one that is looked at. */
  readonly relation: string;
  /** Facts of the relation, and wordings of each, in which its neurons were looked for; and of the others, which they are held against. */
  readonly foundOn: Asking & { readonly elsewhere: Asking | null };
  /** Facts of the relation, and wordings of each, that are measured. No wording is one of those that found the neurons. */
  readonly measuredOn: Asking & {
    /** Facts that found the neurons, too, in other wordings: 0, unless the relation has too few. */
    readonly seenFacts: number;
  };
  /** Id of the relation whose own neurons are erased as a control; null where none is known. */
  readonly otherRelation: string | null;
  /** Null where the model can answer none of the relation's facts. */
  readonly verdict: ErasureVerdict | null;
}

export interface ErasureMeasuring extends Pick<Measured, 'edits'> {
  /** Id. */
  readonly relation: string;
  /** What the neurons were found from, as far as it is known; without `elsewhere` no other relation's neurons are a control. */
  readonly evidence: RelationEvidence | null;
  readonly elsewhere: Elsewhere | null;
  /** All of the library. */
  readonly relations: readonly Relation[];
  /** Of the relation itself; of each other one as many facts, in one wording. */
  readonly asking?: Asking;
  readonly controls: Draws;
}

/** Every relation of which a fact can be asked, and everyday sentences. */
export async function measureErasure(
  model: AskedModel,
  { relation: id, evidence, elsewhere, edits, relations, asking = ASKED.erasure, controls }: ErasureMeasuring,
  course: Course,
): Promise<MeasuredErasure> {
  const halves = relations.map((relation) => halfOf(relation, 'measuring'));
  const all = await factsToAsk(model, halves, { ...asking, wordings: Infinity });
  const groups = halves.map((relation) => {
    const isOwn = relation.id === id;
    const facts = all.filter((fact) => fact.relation === relation.id);
    const probes = probesInTurn(facts, isOwn ? asking.wordings : ASKED.bystanders.wordings);
    return { name: relation.id, probes, draws: isOwn ? controls.draws : Math.min(controls.draws, DRAWS.bystanders) };
  });
  const own = groups.find(({ name }) => name === id)?.probes ?? [];
  const count = editedNeurons(edits).length;
  const another = elsewhere && neuronsOfAnother(elsewhere, relations, { relation: id, count });
  const asked = {
    edits,
    probes: groups.filter(({ probes }) => probes.length > 0),
    controls: {
      ...controls,
      prompts: own.map(({ prompt }) => prompt),
      target: null,
      ranked: another ? [{ kind: 'otherRelation' as const, neurons: another.neurons }] : [],
    },
  };
  const { measured } = await measure(model, asked, course);
  const facts = all.filter((fact) => fact.relation === id);
  const finding = new Set(evidence?.facts.map(({ subject }) => subject));
  return {
    relation: id,
    foundOn: {
      facts: evidence?.facts.length ?? 0,
      wordings: evidence?.wordings ?? 0,
      elsewhere: elsewhere?.asked ?? null,
    },
    measuredOn: {
      facts: facts.length,
      wordings: Math.round(own.length / Math.max(1, facts.length)),
      seenFacts: facts.filter(({ subject }) => finding.has(subject)).length,
    },
    otherRelation: another?.relation ?? null,
    ...measured,
    verdict: verdictOf(measured.groups, relations, id),
  };
}

/** Some wordings of each fact, with another one to begin with for each, so that few facts are asked in many wordings. */
export function probesInTurn(
  facts: readonly Pick<AskedFact, 'prompts' | 'target'>[],
  wordings: number,
): readonly Probe[] {
  return facts.flatMap(({ prompts, target }, i) =>
    Array.from({ length: Math.min(wordings, prompts.length) }, (_, n) => ({
      prompt: prompts[(i + n) % prompts.length]!,
      target,
    })),
  );
}

/** What an edit, or a control of it, does to a group. */
export function harmOf(
  { prompts, before }: Pick<MeasuredGroup, 'prompts' | 'before'>,
  change: MeasuredGroup['edit'],
): Harm {
  return {
    nats: Math.log(change.after.perplexity / before.perplexity),
    changed: Math.round(change.answersChanged * prompts),
    prompts,
  };
}

/** The harm that each draw of a control does to a group; none where there is no such control. */
export function controlHarms(group: MeasuredGroup, kind: ControlKind): readonly Harm[] {
  const control = group.controls.find((own) => own.kind === kind);
  return (control?.changes ?? []).map((change) => harmOf(group, change));
}

function verdictOf(
  groups: readonly MeasuredGroup[],
  relations: readonly Relation[],
  id: string,
): ErasureVerdict | null {
  const own = groups.find(({ name }) => name === id);
  if (!own) return null;
  const others = new Set(otherRelations(relations, id).map((relation) => relation.id));
  const everyday = groups.find(({ name }) => name === EVERYDAY);
  return erasureVerdict({
    own: harmOf(own, own.edit),
    controls: {
      random: controlHarms(own, 'random'),
      matched: controlHarms(own, 'matched'),
      mostActive: controlHarms(own, 'mostActive')[0] ?? null,
      otherRelation: controlHarms(own, 'otherRelation')[0] ?? null,
    },
    others: groups.filter(({ name }) => others.has(name)).map((group) => harmOf(group, group.edit)),
    everyday: everyday ? harmOf(everyday, everyday.edit) : null,
  });
}
