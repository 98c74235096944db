/**
 * What edits do, beside their controls, as results that can be kept, printed and taken out: the same relation, seed and
 * facts give the same JSON from the page and from the command line. An update is asked about its fact and about what it
 * should leave alone; an erasure about every relation.
 */
import type { Token } from '../checkpoint/tokenizer';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import type { Probe, ProbeReading } from '../knowledge/measures/probes';
import type { Library } from '../library/library';
import type { Relation } from '../library/relation';
import type { AskedModel } from './asked-model';
import type { Comparison, GroupComparison, ProbeGroup } from './compare';
import type { Course } from './course';
import { EVERYDAY_PROMPTS } from './everyday-prompts';
import { factsToAsk, probesOf } from './facts';
import { ASKED, type Asking } from './protocol';
import { updateVerdict, type SharedNeuron, type UpdateVerdict } from './update';

/** A group of prompts before and after an edit, beside its controls. */
export interface MeasuredGroup extends Omit<GroupComparison, 'readings'> {
  /** How many. */
  readonly prompts: number;
}

/** Draws of random neurons, the first of them from the seed, the next from the seed after it. */
export interface Draws {
  readonly draws: number;
  readonly seed: number;
}

export interface Measured {
  /** The model's. */
  readonly hash: string;
  /** What was measured; the picture is out of date where the edits are others. */
  readonly edits: EditsDocument;
  /** Neurons that the edits touch. */
  readonly neurons: readonly NeuronRef[];
  /** In how many draws as many random ones were edited instead. */
  readonly controls: Draws;
  readonly groups: readonly MeasuredGroup[];
}

/** Groups: "paraphrases", "other facts" of the relation, "other relations" where a library is there, and "everyday". */
export interface MeasuredUpdate extends Measured {
  /** Id in the library; null for a fact of one's own. */
  readonly relation: string | null;
  readonly subject: string;
  /** The old answer, and the new one; null where the edits teach none. */
  readonly from: Token;
  readonly to: Token | null;
  /** The fact's refined set, each neuron with the share of the relation's other facts that it serves. */
  readonly set: readonly SharedNeuron[];
  readonly verdict: UpdateVerdict;
  /** By wording, the old answer's and the new one's probability, without the edits and with them. */
  readonly paraphrases: readonly {
    readonly prompt: string;
    readonly before: ProbeReading;
    readonly after: ProbeReading;
  }[];
}

/** Groups: every relation by its id, and "everyday". */
export interface MeasuredErasure extends Measured {
  /** Id of the one that is looked at; null where none is. */
  readonly relation: string | null;
  /** Facts whose neurons were looked for. */
  readonly facts: number;
}

export const EVERYDAY = 'everyday';

const everyday: ProbeGroup = {
  name: EVERYDAY,
  probes: EVERYDAY_PROMPTS.map((prompt) => ({ prompt, target: null })),
};

interface Measuring {
  readonly edits: EditsDocument;
  readonly probes: readonly ProbeGroup[];
  readonly controls: Draws;
  /** Prompt at whose [MASK] the most active neurons are taken; null to leave that control out. */
  readonly activationPrompt: string | null;
}

/** Some groups of prompts and everyday sentences, under the edits and their controls. */
export async function measure(
  model: AskedModel,
  { edits, probes, controls, activationPrompt }: Measuring,
  course: Course,
): Promise<{ readonly measured: Measured; readonly comparison: Comparison }> {
  const groups = [...probes, everyday];
  const comparison = await model.compare({ edits, groups, controls: { ...controls, activationPrompt } }, course);
  const measured = {
    hash: model.hash,
    edits,
    neurons: comparison.neurons,
    controls,
    groups: comparison.groups.map(measuredGroup),
  };
  return { measured, comparison };
}

function measuredGroup({ name, before, edit, random, mostActive, readings }: GroupComparison): MeasuredGroup {
  return { name, prompts: readings.before.length, before, edit, random, mostActive };
}

export interface UpdateMeasuring extends Pick<MeasuredUpdate, 'relation' | 'subject' | 'from' | 'to' | 'set'> {
  /** The fact's wordings. */
  readonly prompts: readonly string[];
  readonly edits: EditsDocument;
  /** Null where there is none: then the fact is asked alone. */
  readonly library: Pick<Library, 'relations'> | null;
  readonly siblings?: Asking;
  readonly controls: Draws;
}

/** The fact's wordings, other facts of its relation, other relations, and everyday sentences. */
export async function measureUpdate(
  model: AskedModel,
  { relation, subject, from, to, set, prompts, edits, library, siblings = ASKED.siblings, controls }: UpdateMeasuring,
  course: Course,
): Promise<MeasuredUpdate> {
  const watch = to ? [to.id] : [];
  const own = prompts.map((prompt): Probe => ({ prompt, target: from.id, watch }));
  const probes: ProbeGroup[] = [
    { name: 'paraphrases', probes: own },
    { name: 'other facts', probes: await siblingProbes(model, library, { relation, subject }, siblings) },
    ...(library ? [{ name: 'other relations', probes: await strangerProbes(model, library, relation) }] : []),
  ];
  const asked = { edits, probes, controls, activationPrompt: prompts[0] ?? null };
  const { measured, comparison } = await measure(model, asked, course);
  const { before, after } = comparison.groups[0]!.readings;
  return {
    relation,
    subject,
    from,
    to,
    set,
    ...measured,
    verdict: updateVerdict(before, after, to?.id ?? null),
    paraphrases: prompts.map((prompt, i) => ({ prompt, before: before[i]!, after: after[i]! })),
  };
}

type Relations = Pick<Library, 'relations'>;

async function siblingProbes(
  model: AskedModel,
  library: Relations | null,
  { relation, subject }: Pick<UpdateMeasuring, 'relation' | 'subject'>,
  asking: Asking,
): Promise<readonly Probe[]> {
  const own = library?.relations.filter(({ id }) => id === relation) ?? [];
  return probesOf(await factsToAsk(model, own, asking, (fact) => fact.subject !== subject));
}

async function strangerProbes(
  model: AskedModel,
  { relations }: Relations,
  relation: string | null,
): Promise<readonly Probe[]> {
  return probesOf(
    await factsToAsk(
      model,
      relations.filter(({ id }) => id !== relation),
      ASKED.strangers,
    ),
  );
}

export interface ErasureMeasuring extends Pick<MeasuredErasure, 'relation' | 'facts'> {
  readonly edits: EditsDocument;
  /** All of the library. */
  readonly relations: readonly Relation[];
  readonly asking?: Asking;
  readonly controls: Draws;
}

/** Every relation of which a fact can be asked, and everyday sentences. */
export async function measureErasure(
  model: AskedModel,
  { relation, facts, edits, relations, asking = ASKED.erasure, controls }: ErasureMeasuring,
  course: Course,
): Promise<MeasuredErasure> {
  const asked = await factsToAsk(model, relations, asking);
  const groups = relations.map(({ id }) => ({
    name: id,
    probes: probesOf(asked.filter((fact) => fact.relation === id)),
  }));
  const probes = groups.filter((group) => group.probes.length > 0);
  const { measured } = await measure(model, { edits, probes, controls, activationPrompt: null }, course);
  return { relation, facts, ...measured };
}

/** A result as a file's text. */
export function resultJson(result: Measured): string {
  return JSON.stringify(result);
}
