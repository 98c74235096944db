/**
 * Updates (Dai et al. 2022, section 5.1), and what they do besides: whether the new answer comes in the wordings that
 * found the neurons (efficacy) and in others (generalisation), and whether other facts keep theirs (specificity), as in
 * Meng et al. 2022, "Locating and Editing Factual Associations in GPT", section 3.1. An update that broadcasts its word
 * has the first two and not the third.
 */
import { EVALUATION, UPDATE } from '../experiments/protocol';
import { updateEdits } from '../experiments/update';
import type { BertModel } from '../knowledge/bert-model';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { readProbes, type Probe, type ProbeReading } from '../knowledge/measures/probes';
import { randomOf } from '../random';
import { answerChange, type AnswerChange } from './evaluate-effects';
import { estimateOf, groupsOf, integerBelow, meanOf, sampleOf } from './evaluate-statistics';
import type { StudiedFact } from './evaluate-studied';

/** The first answer of another fact, before an update and after it. */
interface Neighbour {
  /** Of the same relation. */
  readonly isOwn: boolean;
  readonly changed: boolean;
  /** Says the new word, and did not before. */
  readonly saysNew: boolean;
  /** Negative log-probability of its right answer. */
  readonly before: number;
  readonly after: number;
}

export interface UpdateOutcome {
  readonly fact: StudiedFact;
  /** Share of the finding wordings, and of the measuring ones, in which the new answer comes first. */
  readonly efficacy: number;
  readonly generalisation: number;
  /** Of the old answer, in the measuring wordings. */
  readonly old: AnswerChange;
  readonly neighbours: readonly Neighbour[];
}

/** Teaches a fact its new answer by each of some lists of neurons and lambdas. */
export async function updatesOf(
  bert: BertModel,
  fact: StudiedFact,
  request: {
    readonly documents: readonly EditsDocument[];
    /** Facts that should stay as they are. */
    readonly neighbours: readonly StudiedFact[];
  },
): Promise<UpdateOutcome[]> {
  const { finding, measuring, targetId, newId } = fact;
  const own = [...finding, ...measuring].map((prompt): Probe => ({ prompt, target: targetId }));
  const others = request.neighbours.map(({ measuring: wordings, targetId: target }, i): Probe => ({
    prompt: wordings[i % wordings.length]!,
    target,
  }));
  const { before, after } = await readProbes(bert, [...own, ...others], request.documents);
  return after.map((readings): UpdateOutcome => {
    const half = (all: readonly ProbeReading[]) => all.slice(finding.length, own.length);
    const newFirst = (all: readonly ProbeReading[]) => meanOf(all.map(({ top }) => Number(top.id === newId)));
    return {
      fact,
      efficacy: newFirst(readings.slice(0, finding.length)),
      generalisation: newFirst(half(readings)),
      old: answerChange(half(before), half(readings)),
      neighbours: request.neighbours.map(({ relation }, i) => {
        const [was, is] = [before[own.length + i]!, readings[own.length + i]!];
        return {
          isOwn: relation === fact.relation,
          changed: was.top.id !== is.top.id,
          saysNew: is.top.id === newId && was.top.id !== newId,
          before: -was.target.logProbability,
          after: -is.target.logProbability,
        };
      }),
    };
  });
}

export function teaching({ targetId, newId }: StudiedFact, neurons: readonly NeuronRef[], lambda2: number) {
  return updateEdits(neurons, targetId, newId, { lambda1: UPDATE.lambdas.lambda1, lambda2 });
}

/** Other studied facts, of the same relation and of others, whose own answer is not the new one. */
export function neighboursOf(fact: StudiedFact, facts: readonly StudiedFact[], seed: number): StudiedFact[] {
  const random = randomOf(EVALUATION.seeds.controls + seed);
  const fit = facts.filter(
    ({ relation, subject, targetId }) =>
      targetId !== fact.newId && !(relation === fact.relation && subject === fact.subject),
  );
  const own = fit.filter(({ relation }) => relation === fact.relation);
  const strangers = groupsOf(
    fit.filter(({ relation }) => relation !== fact.relation),
    ({ relation }) => relation,
  );
  return [
    ...sampleOf(random, own, EVALUATION.neighbours.own),
    ...sampleOf(random, strangers, EVALUATION.neighbours.relations).map(
      (group) => group[integerBelow(random, group.length)]!,
    ),
  ];
}

/** The metrics of some updates; null of none. */
export function updateTable(outcomes: readonly UpdateOutcome[]) {
  if (outcomes.length === 0) return null;
  const relations = groupsOf(outcomes, ({ fact }) => fact.relation);
  const mean = (of: (outcome: UpdateOutcome) => number | readonly number[]) =>
    estimateOf(relations.map((group) => group.flatMap(of)));
  const neighbours = (of: (neighbour: Neighbour) => boolean, isOwn?: boolean) =>
    mean((outcome) =>
      outcome.neighbours
        .filter((neighbour) => isOwn === undefined || neighbour.isOwn === isOwn)
        .map((neighbour) => Number(of(neighbour))),
    );
  const efficacy = mean((outcome) => outcome.efficacy);
  const generalisation = mean((outcome) => outcome.generalisation);
  const specificityOfRelation = neighbours(({ changed }) => !changed, true);
  const parts = [efficacy, generalisation, specificityOfRelation].flatMap((estimate) => estimate?.mean ?? []);
  const perplexity = (isOwn: boolean) => {
    const asked = outcomes.flatMap((outcome) => outcome.neighbours.filter((neighbour) => neighbour.isOwn === isOwn));
    const of = (key: 'before' | 'after') => Math.exp(meanOf(asked.map((neighbour) => neighbour[key])));
    return asked.length === 0 ? null : { before: of('before'), after: of('after') };
  };
  return {
    efficacy,
    generalisation,
    /** Share of the neighbours that keep their first answer: of all, of the same relation, and of others. */
    specificity: neighbours(({ changed }) => !changed),
    specificityOfRelation,
    specificityOfOthers: neighbours(({ changed }) => !changed, false),
    /** Of efficacy, generalisation and specificity in the relation, which is where an update does most harm. */
    harmonicMean: parts.length === 3 ? harmonicMean(parts) : null,
    /** Share of the neighbours that say the new word now. */
    saysNewWord: neighbours(({ saysNew }) => saysNew),
    saysNewWordInRelation: neighbours(({ saysNew }) => saysNew, true),
    saysNewWordElsewhere: neighbours(({ saysNew }) => saysNew, false),
    /** The paper's intra- and inter-relation perplexity. */
    inner: perplexity(true),
    outer: perplexity(false),
    oldAnswer: {
      relative: mean(({ old }) => old.relative),
      logOdds: mean(({ old }) => old.logOdds),
      answersChanged: mean(({ old }) => old.answersChanged),
    },
    /** Of the measuring wordings, most do not say the new answer. */
    failed: outcomes.filter(({ generalisation: share }) => share <= 1 / 2).length,
    updated: outcomes.length,
  };
}

/** 0 where one of them is 0. */
function harmonicMean(values: readonly number[]): number {
  return values.length / values.reduce((sum, value) => sum + 1 / value, 0);
}
