/**
 * What the engine answers. Every answer has one shape: what it is `about`, and the value, how far it is, or why it did not
 * come. What is not about the present question is stale; that is decided here, and nowhere else. The table in questions.ts
 * says what each answer would be about now.
 */
import { deepEqual } from 'fast-equals';
import type { DoseBand } from '../experiments/dose-band';
import type { MeasuredErasure } from '../experiments/measure-erasure';
import type { MeasuredUpdate } from '../experiments/measure-update';
import type { ResultsByPrompt } from '../experiments/prompt-list';
import type { Elsewhere, RelationEvidence } from '../experiments/relation';
import type { EditPlace } from '../knowledge/edits/edit-list';
import type { EditsDocument, NeuronRef, ValueEdit } from '../knowledge/edits/edits';
import type { Evidence } from '../knowledge/measures/evidence';
import type { Lens } from '../knowledge/measures/lens';
import type { Positions } from '../knowledge/measures/positions';
import type { ProbeReading } from '../knowledge/measures/probes';
import type { NeuronSays, VectorSays } from '../knowledge/measures/says';
import type { AttributionProgress } from '../knowledge/paths/attribution';
import type { ActivationsResult, AttributionResult, DoseResult, PredictResult, Token } from '../worker/api';
import type { Firings, HeadScores, ReadControl } from './answer-values';
import type { ByToken } from './beside-differences';
import type { Slice } from './slice';

export interface Answer<About, Value> {
  readonly about: About;
  readonly value: Value;
}

/** An answer that is under way, or did not come. */
export type Pending<About, Progress> =
  | { readonly about: About; /** Null where it is not known how far it is. */ readonly progress: Progress | null }
  | { readonly about: About; readonly error: Failure };

export interface Failure {
  /** Whether the visitor ended it. */
  readonly cancelled: boolean;
  /** For a person. */
  readonly message: string;
}

/** The model by its hash; null before one is there, which may turn out to be the one of any answer. */
interface OfModel {
  readonly model: string | null;
}
interface OfEdits {
  readonly edits: EditsDocument;
}
interface OfPrompt extends OfModel {
  readonly prompt: string;
}
interface OfTarget extends OfPrompt {
  /** Token id. */
  readonly target: number;
}
interface OfNeuron extends OfModel {
  readonly neuron: NeuronRef;
}
interface OfDose extends OfTarget, OfEdits {
  readonly neurons: readonly NeuronRef[];
  readonly at: EditPlace;
}

/** Every answer with what it is about, its value, and how progress towards it is told (a share from 0 to 1, as a rule). */
interface Answers {
  /** `chosen`: the target, null where it is what the unedited model says first. */
  reading: [OfPrompt & OfEdits & { readonly chosen: Token | null }, PredictResult];
  tokenized: [OfPrompt, { readonly tokens: readonly Token[]; readonly masks: readonly number[] }];
  /** Of the model under these edits; without any, as it was trained. */
  attribution: [OfTarget & OfEdits, AttributionResult, AttributionProgress];
  activations: [OfPrompt & OfEdits, Pick<ActivationsResult, 'before' | 'after'>];
  control: [OfTarget & OfEdits, readonly ReadControl[]];
  says: [OfNeuron & { readonly values: readonly ValueEdit[] }, NeuronSays];
  hears: [OfNeuron, VectorSays];
  /** By index, of those that were wanted so far: the first tokens that the neuron says, the first of all first. */
  neuronWords: [OfModel, ReadonlyMap<number, readonly string[]>];
  positions: [OfNeuron & OfPrompt & OfEdits, Positions];
  firings: [OfModel, Firings];
  dose: [OfDose, DoseResult];
  /** `competitors` are the tokens watched behind the target. */
  doseBand: [OfDose, { readonly band: DoseBand; readonly competitors: readonly Token[] }];
  lens: [OfTarget & OfEdits, Lens];
  attention: [OfTarget & OfEdits, HeadScores];
  /** What the model says to each usable wording of the fact, without and with the edits. */
  factReadings: [OfFactReadings, { readonly before: readonly ProbeReading[]; readonly after: readonly ProbeReading[] }];
  /** Of wordings of the fact, in any order. */
  evidence: [OfModel, readonly Evidence[]];
  otherEvidence: [OfModel, readonly Evidence[]];
  relationEvidence: [OfModel & { readonly relation: string }, RelationEvidence];
  /** A few facts of every relation: what a relation's neurons are held against. */
  elsewhere: [OfModel, Elsewhere];
  effect: [OfModel & OfEdits, MeasuredUpdate];
  erasure: [OfModel & OfEdits, MeasuredErasure];
  promptResults: [OfModel & OfEdits, ResultsByPrompt];
  /** What B says, side by side with A. `chosen` is A's word, or B's own; where B's model lacks it, it is what that says first. */
  besideReading: [OfPrompt & OfEdits & { readonly chosen: Token }, PredictResult];
  /** The probabilities that each side gives to what the other one says first; null: not a word of its model. */
  besideWords: [OfSides, { readonly a: ByToken; readonly b: ByToken }];
  besideAttribution: [OfTarget & OfEdits, AttributionResult, AttributionProgress];
}
interface OfFactReadings extends OfModel, OfEdits {
  readonly prompts: readonly string[];
  readonly target: number;
  /** Whose probability is read behind the target's. */
  readonly watched: Token | null;
}

interface OfSides extends OfModel {
  readonly a: Answers['reading'][0];
  readonly b: Answers['besideReading'][0];
}

export type AnswerName = keyof Answers;
export type AboutOf<N extends AnswerName> = Answers[N][0];
export type AnswerOf<N extends AnswerName> = Answer<Answers[N][0], Answers[N][1]>;
export type PendingOf<N extends AnswerName> = Pending<
  Answers[N][0],
  Answers[N] extends [unknown, unknown, infer Progress] ? Progress : number
>;

export type AnswersSlice = {
  /** The last value that came; it stays, stale, until the next one does. */
  readonly [N in AnswerName]: AnswerOf<N> | null;
} & {
  /** What is under way or failed since. */
  readonly pending: { readonly [N in AnswerName]?: PendingOf<N> };
  /** null: nothing is under way any more. */
  setPending<N extends AnswerName>(name: N, pending: PendingOf<N> | null): void;
};

const NO_ANSWERS: Readonly<Record<AnswerName, null>> = {
  reading: null,
  tokenized: null,
  attribution: null,
  activations: null,
  control: null,
  says: null,
  hears: null,
  neuronWords: null,
  positions: null,
  firings: null,
  dose: null,
  doseBand: null,
  lens: null,
  attention: null,
  factReadings: null,
  evidence: null,
  otherEvidence: null,
  relationEvidence: null,
  elsewhere: null,
  effect: null,
  erasure: null,
  promptResults: null,
  besideReading: null,
  besideWords: null,
  besideAttribution: null,
};

export const answersSlice: Slice<AnswersSlice> = (set, get) => ({
  ...NO_ANSWERS,
  pending: {},
  setPending: (name, pending) => {
    const { [name]: before, ...others } = get().pending;
    if (pending) set({ pending: { ...others, [name]: pending } });
    else if (before) set({ pending: others });
  },
});

/** Whether two questions are the same one. Parts that are the very same object are not looked into. */
export function sameQuestion(a: object | null, b: object | null): boolean {
  return deepEqual(a, b);
}

/** Whether an answer is about a question. An answer of some model fits while no model is there yet that could be another. */
export function isAbout(about: OfModel, question: OfModel | null): boolean {
  if (question === null) return false;
  return sameQuestion(question.model === null ? { ...about, model: null } : about, question);
}

/** The value of an answer of the model that is there, whatever else it is about; null where there is none. */
export function ofModel<Value>(
  answer: Answer<OfModel, Value> | null,
  info: { readonly hash: string } | null,
): Value | null {
  return answer && (info === null || answer.about.model === null || answer.about.model === info.hash)
    ? answer.value
    : null;
}
