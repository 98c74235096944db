/**
 * Knowledge neurons (Dai et al. 2022) over facts of many relations: how they lie, what the right answer loses and gains
 * by them, and whether an update teaches a new one; everything beside its controls.
 */
import { randomOf } from '../random';
import { CONTROL_KINDS, type ControlKind } from '../experiments/controls';
import { EVALUATION, PUBLISHED_NEURONS } from '../experiments/protocol';
import { spareShared } from '../experiments/update';
import type { BertModel } from '../knowledge/bert-model';
import type { NeuronRef } from '../knowledge/edits/edits';
import { refine } from '../knowledge/measures/refined-set';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { Library } from '../library/library';
import { withControls } from './evaluate-controls';
import { effectsOf, effectTables, type FactEffects } from './evaluate-effects';
import { estimateOf, groupsOf } from './evaluate-statistics';
import { structureOf } from './evaluate-structure';
import { adjustedSets, setsAt, studiedFacts, type NeuronSets, type StudiedFact } from './evaluate-studied';
import { neighboursOf, teaching, updatesOf, updateTable, type UpdateOutcome } from './evaluate-updates';

/** What the parts have in common. */
interface Study {
  readonly bert: BertModel;
  /** Facts that are reported, and those that choose lambda. */
  readonly facts: readonly StudiedFact[];
  readonly choosing: readonly StudiedFact[];
  /** Of all of them: found on one half of the wordings. */
  readonly sets: NeuronSets;
  readonly report: (line: string) => void;
}

/** @param wanted facts to report, spread over the relations. */
export async function evaluateNeurons(
  bert: BertModel,
  library: Library,
  wanted: number,
  report: (line: string) => void,
) {
  const [random, otherRandom] = [randomOf(EVALUATION.seeds.neurons), randomOf(EVALUATION.seeds.choice)];
  const facts: StudiedFact[] = [];
  const choosing: StudiedFact[] = [];
  const sets = new Map<StudiedFact, readonly NeuronRef[]>();
  const shares = [];
  for (const relation of library.relations) {
    const own = await studiedFacts(bert, { relation, wanted: Math.ceil(wanted / library.relations.length), random });
    const except = new Set(own.map(({ subject }) => subject));
    const apart = await studiedFacts(bert, { relation, wanted: EVALUATION.choosing, random: otherRandom, except });
    facts.push(...own);
    choosing.push(...apart);
    report(`neurons: ${facts.length} of ${wanted} facts attributed, and ${choosing.length} to choose lambda`);
    if (own.length === 0) continue;
    const { s, meanSize, sets: ownSets } = adjustedSets(own, ({ found }) => found);
    for (const [fact, neurons] of ownSets) sets.set(fact, neurons);
    for (const fact of apart) sets.set(fact, refine(fact.found, { t: PAPER_THRESHOLDS.t, s }));
    shares.push({ id: relation.id, facts: own.length, s, meanSize });
  }
  const study: Study = { bert, facts, choosing, sets, report };
  const effects = await measureEffects(study);
  return {
    facts: facts.length,
    wordings: { finding: EVALUATION.wordings / 2, measuring: EVALUATION.wordings / 2 },
    neuronsPerFact: estimateOf(
      groupsOf(facts, ({ relation }) => relation).map((group) => group.map((fact) => sets.get(fact)?.length ?? 0)),
    ),
    factsWithoutNeurons: facts.length - effects.length,
    structure: structureTables(study),
    effects: effectTables(effects),
    updates: await measureUpdates(study),
    relations: shares,
  };
}

/** How the neurons lie, in all wordings: at the published thresholds, and at those that the effects have. */
function structureTables({ bert, facts }: Study) {
  const { layers } = bert.checkpoint.config;
  const of = (sets: NeuronSets) =>
    structureOf(
      [...sets].map(([{ relation }, neurons]) => ({ relation: relation.id, neurons })),
      layers,
    );
  const rankingsOf = ({ rankings }: StudiedFact) => rankings;
  const adjusted = groupsOf(facts, ({ relation }) => relation).flatMap((own) => [
    ...adjustedSets(own, rankingsOf).sets,
  ]);
  return {
    atPublishedThresholds: {
      thresholds: EVALUATION.publishedThresholds,
      ...of(setsAt(facts, rankingsOf, EVALUATION.publishedThresholds)),
    },
    atPaperThresholds: { thresholds: PAPER_THRESHOLDS, ...of(setsAt(facts, rankingsOf, PAPER_THRESHOLDS)) },
    atAdjustedThresholds: of(new Map(adjusted)),
    published: PUBLISHED_NEURONS,
  };
}

async function measureEffects({ bert, facts, sets, report }: Study): Promise<FactEffects[]> {
  const effects: FactEffects[] = [];
  for (const [seed, fact] of facts.entries()) {
    const neurons = sets.get(fact) ?? [];
    if (neurons.length > 0)
      effects.push(await effectsOf(bert, fact, withControls(bert, { fact, neurons, facts, seed })));
    report(`neurons: ${seed + 1} of ${facts.length} facts silenced and doubled`);
  }
  return effects;
}

/** Lambda is chosen on facts of its own; the reported ones are then taught by every lambda, the controls by that one. */
async function measureUpdates(study: Study) {
  const chosenOn = await byLambda(study, study.choosing);
  const specific = chosenOn.lambdas.filter(({ table }) => specificityOf(table) >= EVALUATION.leastSpecificity);
  const lambda2 = specific.reduce((a, b) => (score(b.table) > score(a.table) ? b : a), chosenOn.lambdas[0]!).lambda2;
  study.report(`updates: lambda ${lambda2} chosen on ${study.choosing.length} facts`);
  const reported = await byLambda(study, study.facts);
  const knowledge = reported.lambdas.find((row) => row.lambda2 === lambda2)!.table;
  return {
    chosenOn,
    /** Of the lambdas that are specific enough there the one with the best harmonic mean; the smallest where none is. */
    chosenLambda2: lambda2,
    reported,
    /** By that lambda. */
    byKind: { knowledge, ...(await controlsOfUpdates(study, lambda2)) },
  };
}

const specificityOf = (table: ReturnType<typeof updateTable>): number => table?.specificityOfRelation?.mean ?? 0;
const score = (table: ReturnType<typeof updateTable>): number => table?.harmonicMean ?? 0;

async function byLambda({ bert, facts, sets, report }: Study, taught: readonly StudiedFact[]) {
  const outcomes: UpdateOutcome[][] = [];
  const skipped = { withoutNeurons: 0, allSpared: 0 };
  for (const [seed, fact] of taught.entries()) {
    const own = sets.get(fact) ?? [];
    const neurons = notSpared(fact, sets);
    if (own.length === 0) skipped.withoutNeurons++;
    else if (neurons.length === 0) skipped.allSpared++;
    else {
      const documents = EVALUATION.lambdas.map((lambda2) => teaching(fact, neurons, lambda2));
      outcomes.push(await updatesOf(bert, fact, { documents, neighbours: neighboursOf(fact, facts, seed) }));
    }
    report(`updates: ${seed + 1} of ${taught.length} facts taught`);
  }
  return {
    facts: taught.length,
    skipped,
    lambdas: EVALUATION.lambdas.map((lambda2, i) => ({
      lambda2,
      table: updateTable(outcomes.map((all) => all[i]!)),
    })),
  };
}

/** The same updates of the reported facts on the neurons of each control. */
async function controlsOfUpdates({ bert, facts, sets, report }: Study, lambda2: number) {
  const outcomes = new Map<ControlKind, UpdateOutcome[]>(CONTROL_KINDS.map((kind) => [kind, []]));
  for (const [seed, fact] of facts.entries()) {
    const neurons = notSpared(fact, sets);
    if (neurons.length === 0) continue;
    const byKind = withControls(bert, { fact, neurons, facts, seed });
    const kinds = CONTROL_KINDS.filter((kind) => byKind.has(kind));
    const documents = kinds.map((kind) => teaching(fact, byKind.get(kind)!, lambda2));
    const taught = await updatesOf(bert, fact, { documents, neighbours: neighboursOf(fact, facts, seed) });
    kinds.forEach((kind, k) => outcomes.get(kind)!.push(taught[k]!));
    report(`updates: ${seed + 1} of ${facts.length} facts beside their controls`);
  }
  const tables = [...outcomes].map(([kind, ofKind]) => [kind, updateTable(ofKind)] as const);
  return Object.fromEntries(tables) as Record<ControlKind, ReturnType<typeof updateTable>>;
}

/** A fact's neurons without those that serve other facts of its relation. */
function notSpared(fact: StudiedFact, sets: NeuronSets): readonly NeuronRef[] {
  const others = [...sets].flatMap(([other, set]) => (other.relation === fact.relation && other !== fact ? [set] : []));
  return spareShared(sets.get(fact) ?? [], others).filter(({ isSpared }) => !isSpared);
}
