/**
 * The effects of knowledge neurons (Dai et al. 2022, sections 4 and 5.1) over facts of many relations: what happens to
 * the right answer when a fact's refined set is suppressed or amplified, and whether an update teaches a new answer.
 * Each next to its controls: as many random neurons of the same layers, and as many of the most active ones.
 */
import { randomOf, type Random } from '../random';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { mostActiveTwins, moveEdits, randomTwins } from '../knowledge/edits/move-edits';
import { readProbes } from '../knowledge/measures/probes';
import { rankNeurons, type Ranking } from '../knowledge/measures/ranking';
import { adjustShare, overlap, refine } from '../knowledge/measures/refined-set';
import { scoreOf } from '../knowledge/measures/score';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { BertModel } from '../knowledge/bert-model';
import { EVALUATION, UPDATE } from '../experiments/protocol';
import { spareShared, updateEdits } from '../experiments/update';
import type { Library } from '../library/library';
import type { Relation } from '../library/relation';
import { promptOf } from '../library/template';
import { askableFacts } from './evaluate-facts';
import { estimateOf, integerBelow, meanOf, sampleOf } from './evaluate-statistics';

type Kind = 'knowledge' | 'random' | 'mostActive';
const KINDS: readonly Kind[] = ['knowledge', 'random', 'mostActive'];

/** A fact that the model knows, with where its prediction comes from. */
interface StudiedFact {
  readonly relation: Relation;
  readonly targetId: number;
  readonly newId: number;
  readonly prompts: readonly string[];
  readonly rankings: readonly Ranking[];
  /** [L * F] mean over the paraphrases. */
  readonly activations: Float32Array;
}

export async function evaluateNeurons(
  bert: BertModel,
  library: Library,
  wanted: number,
  report: (line: string) => void,
) {
  const random = randomOf(EVALUATION.seeds.neurons);
  const aRelation = Math.ceil(wanted / library.relations.length);
  const facts: StudiedFact[] = [];
  for (const relation of library.relations) {
    facts.push(...(await studiedFacts(bert, { relation, wanted: aRelation, random })));
    report(`neurons: ${facts.length} of ${wanted} facts attributed`);
  }
  const sets = new Map<StudiedFact, readonly NeuronRef[]>();
  const shares = [];
  for (const relation of library.relations) {
    const own = facts.filter((fact) => fact.relation === relation);
    if (own.length === 0) continue;
    const { s, meanSize } = adjustShare(
      own.map(({ rankings }) => rankings),
      PAPER_THRESHOLDS.t,
    );
    for (const fact of own) sets.set(fact, refine(fact.rankings, { t: PAPER_THRESHOLDS.t, s }));
    const unadjusted = meanOf(own.map(({ rankings }) => refine(rankings, PAPER_THRESHOLDS).length));
    shares.push({ id: relation.id, facts: own.length, s, meanSize, meanSizeAtPaperShare: unadjusted });
  }
  const effects: Effects[] = [];
  for (const [i, fact] of facts.entries()) {
    const neurons = sets.get(fact)!;
    if (neurons.length > 0) effects.push(await effectsOf(bert, { fact, neurons, sets, seed: i }));
    report(`neurons: ${i + 1} of ${facts.length} facts changed`);
  }
  const table = (of: (effect: Effects, kind: Kind) => number | null) =>
    Object.fromEntries(KINDS.map((kind) => [kind, estimateOf(effects.flatMap((effect) => of(effect, kind) ?? []))]));
  return {
    facts: facts.length,
    paraphrases: EVALUATION.wordings,
    neuronsPerFact: estimateOf([...sets.values()].map(({ length }) => length)),
    neuronsPerFactAtPaperShare: estimateOf(facts.map(({ rankings }) => refine(rankings, PAPER_THRESHOLDS).length)),
    factsWithoutNeurons: facts.length - effects.length,
    sharedWithinRelations: meanShared({ facts, sets, random, of: 'one relation' }),
    sharedBetweenRelations: meanShared({ facts, sets, random, of: 'two relations' }),
    meanP: estimateOf(effects.map(({ before }) => before)),
    suppress: table(({ suppress }, kind) => suppress[kind]),
    double: table(({ double }, kind) => double?.[kind] ?? null),
    updateNewFirst: table(({ newFirst }, kind) => newFirst[kind]),
    updateOldGone: table(({ oldGone }, kind) => oldGone[kind]),
    relations: shares,
  };
}

/** Facts of a relation that the model knows, at most so many. */
async function studiedFacts(
  bert: BertModel,
  { relation, wanted, random }: { readonly relation: Relation; readonly wanted: number; readonly random: Random },
): Promise<StudiedFact[]> {
  const heldOut = relation.templates.filter(({ use }) => use === 'heldout');
  const train = relation.templates.filter(({ use }) => use === 'train');
  const found: StudiedFact[] = [];
  for (const fact of sampleOf(random, askableFacts(bert, relation, Infinity), Infinity)) {
    if (found.length === wanted) break;
    const templates = [...heldOut, ...sampleOf(random, train, EVALUATION.wordings - heldOut.length)];
    const prompts = templates.map((template) => promptOf(template, fact.subject));
    const others = relation.facts.filter(({ object }) => object !== fact.object);
    const other = bert.tokenizer.lookUp(others[integerBelow(random, others.length)]!.object);
    if (!other.ok) continue;
    const asked = prompts.map((prompt) => ({ prompt, target: fact.targetId }));
    if (scoreOf((await readProbes(bert, asked, [])).before).accuracy <= 1 / 2) continue;
    const attributions = await bert.attributeAll(
      prompts.map((prompt) => ({ prompt, targetId: fact.targetId })),
      EVALUATION.quadrature,
    );
    const { intermediateSize } = bert.checkpoint.config;
    found.push({
      relation,
      targetId: fact.targetId,
      newId: other.token.id,
      prompts,
      rankings: attributions.map(({ scores }) => rankNeurons(scores, intermediateSize)),
      activations: attributions[0]!.activations.map((_, i) =>
        meanOf(attributions.map(({ activations }) => activations[i]!)),
      ),
    });
  }
  return found;
}

interface Effects {
  /** Mean probability of the right answer over the paraphrases. */
  readonly before: number;
  /** Relative change of that mean. */
  readonly suppress: Record<Kind, number>;
  /** Likewise; null where there is too little room above. */
  readonly double: Record<Kind, number> | null;
  /** Share of the paraphrases in which the new answer comes first, and in which the old one no longer does. */
  readonly newFirst: Record<Kind, number>;
  readonly oldGone: Record<Kind, number>;
}

interface EffectsRequest {
  readonly fact: StudiedFact;
  /** Its refined set. */
  readonly neurons: readonly NeuronRef[];
  /** Those of all facts: whoever serves others of the relation is spared. */
  readonly sets: ReadonlyMap<StudiedFact, readonly NeuronRef[]>;
  /** Of the random control. */
  readonly seed: number;
}

async function effectsOf(bert: BertModel, { fact, neurons, sets, seed }: EffectsRequest): Promise<Effects> {
  const { intermediateSize } = bert.checkpoint.config;
  const gain = (value: number): EditsDocument => ({
    version: 1,
    neurons: neurons.map(({ layer, neuron }) => ({ layer, neuron, gain: value, at: 'mask' })),
    values: [],
  });
  const others = [...sets].flatMap(([other, set]) => (other.relation === fact.relation && other !== fact ? [set] : []));
  const updated = spareShared(neurons, others).filter(({ isSpared }) => !isSpared);
  const documents = [
    gain(EVALUATION.suppressed),
    gain(EVALUATION.amplified),
    updateEdits(updated, fact.targetId, fact.newId, UPDATE.lambdas),
  ];
  const [random, active] = [
    randomTwins(neurons, intermediateSize, seed),
    mostActiveTwins(neurons, intermediateSize, fact.activations),
  ];
  const moved: Record<Kind, readonly EditsDocument[]> = {
    knowledge: documents,
    random: documents.map((document) => moveEdits(document, random)),
    mostActive: documents.map((document) => moveEdits(document, active)),
  };
  const probes = fact.prompts.map((prompt) => ({ prompt, target: fact.targetId, watch: [fact.newId] }));
  const { before, after } = await readProbes(
    bert,
    probes,
    KINDS.flatMap((kind) => moved[kind]),
  );
  const at = (kind: Kind, document: number) => after[KINDS.indexOf(kind) * documents.length + document]!;
  const meanP = scoreOf(before).probability;
  const change = (kind: Kind, document: number) => scoreOf(at(kind, document)).probability / meanP - 1;
  const byKind = (of: (kind: Kind) => number): Record<Kind, number> => {
    return { knowledge: of('knowledge'), random: of('random'), mostActive: of('mostActive') };
  };
  return {
    before: meanP,
    suppress: byKind((kind) => change(kind, 0)),
    double: meanP < EVALUATION.roomBelow ? byKind((kind) => change(kind, 1)) : null,
    newFirst: byKind((kind) => meanOf(at(kind, 2).map(({ top }) => Number(top.id === fact.newId)))),
    oldGone: byKind((kind) => 1 - scoreOf(at(kind, 2)).accuracy),
  };
}

interface SharedRequest {
  readonly facts: readonly StudiedFact[];
  readonly sets: ReadonlyMap<StudiedFact, readonly NeuronRef[]>;
  readonly random: Random;
  readonly of: 'one relation' | 'two relations';
}

/** Mean number of neurons that two facts share, over random pairs of facts. */
function meanShared({ facts, sets, random, of }: SharedRequest): number {
  const pairs = facts.flatMap((a, i) => facts.slice(i + 1).map((b): readonly [StudiedFact, StudiedFact] => [a, b]));
  const chosen = sampleOf(
    random,
    pairs.filter(([a, b]) => (a.relation === b.relation) === (of === 'one relation')),
    EVALUATION.pairs,
  );
  return meanOf(chosen.map(([a, b]) => overlap(sets.get(a)!, sets.get(b)!).shared.length));
}
