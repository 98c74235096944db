/**
 * What happens to the right answer when a fact's neurons are silenced or doubled (Dai et al. 2022, section 4), in
 * wordings that did not find them, and what the same does with each control's.
 */
import { EVALUATION } from '../experiments/protocol';
import type { BertModel } from '../knowledge/bert-model';
import { neuronKey, type EditsDocument, type NeuronRef } from '../knowledge/edits/edits';
import { readProbes, type ProbeReading } from '../knowledge/measures/probes';
import { changeOf, scoreOf } from '../knowledge/measures/score';
import { NEURON_KINDS, type NeuronKind, type NeuronsByKind } from './evaluate-controls';
import { estimateOf, groupsOf } from './evaluate-statistics';
import type { StudiedFact } from './evaluate-studied';

/** What an edit does to the right answer of some wordings of a fact. */
export interface AnswerChange {
  /** Relative change of the mean probability, as the paper has it. */
  readonly relative: number;
  /** Mean change of the log-odds, in nats. */
  readonly logOdds: number;
  /** Share of the wordings whose first answer is another than before. */
  readonly answersChanged: number;
}

export interface FactEffects {
  readonly fact: StudiedFact;
  /** Mean probability of the right answer in the measuring half. */
  readonly before: number;
  /** In the measuring half. */
  readonly silenced: ReadonlyMap<NeuronKind, AnswerChange>;
  /** Empty where there is too little room above. */
  readonly doubled: ReadonlyMap<NeuronKind, AnswerChange>;
  /** Of the fact's own neurons, in the wordings that found them. */
  readonly finding: { readonly silenced: AnswerChange; readonly doubled: AnswerChange | null };
  /** Share of a control's neurons that are the fact's own. */
  readonly own: ReadonlyMap<NeuronKind, number>;
}

export async function effectsOf(bert: BertModel, fact: StudiedFact, kinds: NeuronsByKind): Promise<FactEffects> {
  const documents = [...kinds.values()].flatMap((neurons) => [
    gains(neurons, EVALUATION.suppressed),
    gains(neurons, EVALUATION.amplified),
  ]);
  const measured = await readProbes(bert, probesIn(fact, fact.measuring), documents);
  const finding = await readProbes(bert, probesIn(fact, fact.finding), documents.slice(0, 2));
  const before = scoreOf(measured.before).probability;
  const hasRoom = before < EVALUATION.roomBelow;
  const at = (offset: number) =>
    new Map([...kinds.keys()].map((kind, k) => [kind, answerChange(measured.before, measured.after[2 * k + offset]!)]));
  const found = finding.after.map((after) => answerChange(finding.before, after));
  const own = new Set(kinds.get('knowledge')!.map(neuronKey));
  return {
    fact,
    before,
    silenced: at(0),
    doubled: hasRoom ? at(1) : new Map(),
    finding: { silenced: found[0]!, doubled: hasRoom ? found[1]! : null },
    own: new Map(
      [...kinds].map(([kind, refs]) => [kind, refs.filter((ref) => own.has(neuronKey(ref))).length / refs.length]),
    ),
  };
}

/** Tables of all facts together. */
export function effectTables(effects: readonly FactEffects[]) {
  const relations = groupsOf(effects, ({ fact }) => fact.relation);
  const mean = (of: (effect: FactEffects) => number | undefined) =>
    estimateOf(relations.map((group) => group.flatMap((effect) => of(effect) ?? [])));
  return {
    meanP: mean(({ before }) => before),
    silenced: changesByKind(relations, ({ silenced }, kind) => silenced.get(kind)),
    doubled: changesByKind(relations, ({ doubled }, kind) => doubled.get(kind)),
    onFindingHalf: {
      silenced: changeEstimates(relations, ({ finding }) => finding.silenced),
      doubled: changeEstimates(relations, ({ finding }) => finding.doubled ?? undefined),
    },
    ownAmongControls: Object.fromEntries(NEURON_KINDS.map((kind) => [kind, mean(({ own }) => own.get(kind))])),
  };
}

/** By kind of neurons, the three measures of a change. */
function changesByKind<T>(
  relations: readonly (readonly T[])[],
  of: (item: T, kind: NeuronKind) => AnswerChange | undefined,
) {
  return Object.fromEntries(
    NEURON_KINDS.map((kind) => [kind, changeEstimates(relations, (item) => of(item, kind))]),
  ) as Record<NeuronKind, ReturnType<typeof changeEstimates>>;
}

function changeEstimates<T>(relations: readonly (readonly T[])[], of: (item: T) => AnswerChange | undefined) {
  const mean = (key: keyof AnswerChange) =>
    estimateOf(relations.map((group) => group.flatMap((item) => of(item)?.[key] ?? [])));
  return { relative: mean('relative'), logOdds: mean('logOdds'), answersChanged: mean('answersChanged') };
}

export function answerChange(before: readonly ProbeReading[], after: readonly ProbeReading[]): AnswerChange {
  const { after: score, logOdds, answersChanged } = changeOf(before, after);
  return { relative: score.probability / scoreOf(before).probability - 1, logOdds, answersChanged };
}

function gains(neurons: readonly NeuronRef[], gain: number): EditsDocument {
  return { version: 1, neurons: neurons.map((ref) => ({ ...ref, gain, at: 'mask' })), values: [] };
}

function probesIn({ targetId }: StudiedFact, prompts: readonly string[]) {
  return prompts.map((prompt) => ({ prompt, target: targetId }));
}
