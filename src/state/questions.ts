/**
 * The table of all answers: who asks for each, what it would be about now, whether it is kept over a reload, and what
 * becomes of it when another model takes the place of its own. A new answer does not compile without its row.
 */
import { countActive } from '../knowledge/edits/edit-list';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import { isAbout, type AboutOf, type AnswerName, type AnswerOf, type AnswersSlice } from './answers';
import type { AskSlice } from './ask';
import { besideEdits, besideInfo, differsFromBeside, type BesideSlice } from './beside';
import { activeEdits, type EditsSlice } from './edits';
import type { FactSlice } from './fact';
import { lastOf } from './memo';
import type { ModelSlice } from './model';
import type { ModelsSlice } from './models';
import type { OtherSlice } from './other';
import type { PromptsSlice } from './prompts';
import type { RelationSlice } from './relation';
import type { RoomsSlice } from './rooms';
import { inspectedOf, othersEdits, placeOfGain, primaryOf, selectedRefs, valuesOf } from './selected';
import type { SelectionSlice } from './selection';
import type { TeachSlice } from './teach';
import type { ViewSlice } from './view';
import { usableParaphrases } from './wordings';

/** The pieces of the state that questions are made of. */
export type AskedState = AnswersSlice &
  AskSlice &
  BesideSlice &
  EditsSlice &
  FactSlice &
  ModelSlice &
  OtherSlice &
  PromptsSlice &
  RelationSlice &
  SelectionSlice &
  TeachSlice &
  Pick<ModelsSlice, 'folders' | 'modelSource'> &
  Pick<RoomsSlice, 'room'> &
  Pick<ViewSlice, 'attributionOf'>;

export interface AnswerRow<N extends AnswerName> {
  /** The module, under src/, that asks. */
  readonly by: string;
  /** What the answer would be about now; null where there is nothing to ask. */
  readonly about: (state: AskedState) => AboutOf<N> | null;
  readonly isKept: boolean;
  /** With another model it is forgotten, or stays (stale, as it names its model) for when its own comes back. */
  readonly withModel: 'forget' | 'stay';
}

const modelOf = ({ info }: Pick<ModelSlice, 'info'>) => ({ model: info?.hash ?? null });

/** What is read now, as far as it is an answer to the prompt as it stands. */
const readNow = ({ reading, prompt }: AskedState) => (reading?.about.prompt === prompt ? reading : null);

/** The prompt and target that have been read, and the edits as they are now. */
function targetAndEdits(state: AskedState): AboutOf<'lens'> | null {
  const reading = readNow(state);
  if (!reading || !state.info) return null;
  const target = reading.value.target.id;
  return { ...modelOf(state), prompt: state.prompt, target, edits: activeEdits(state) };
}

function dose(state: AskedState): AboutOf<'dose'> | null {
  const reading = readNow(state);
  if (!reading || state.selected.length === 0) return null;
  return {
    ...modelOf(state),
    prompt: state.prompt,
    target: reading.value.target.id,
    neurons: selectedRefs(state),
    at: placeOfGain(state),
    edits: othersEdits(state),
  };
}

/** The very same document wherever no edit is on, so that it is the same question. */
const inForce = (edits: EditsDocument) => (countActive(edits) === 0 ? NO_EDITS : edits);

/** What the edits in force do; nothing where none is. */
function measured(state: AskedState): AboutOf<'effect'> | null {
  const edits = activeEdits(state);
  return countActive(edits) === 0 ? null : { ...modelOf(state), edits };
}

/** What B asks; nothing where that is what A asks, or where its model is not there. */
function beside(state: AskedState): AboutOf<'besideReading'> | null {
  const info = besideInfo(state);
  const chosen = state.beside.target ?? readNow(state)?.value.target;
  if (!info || !chosen || !differsFromBeside(state)) return null;
  const prompt = state.beside.prompt ?? state.prompt;
  return { model: info.hash, prompt, chosen, edits: inForce(besideEdits(state)) };
}

const wordingsOf = lastOf(usableParaphrases);

export const QUESTIONS: { readonly [N in AnswerName]: AnswerRow<N> } = {
  reading: {
    by: 'session/reading',
    about: (state) => ({ ...modelOf(state), prompt: state.prompt, chosen: state.target, edits: activeEdits(state) }),
    isKept: false,
    withModel: 'forget',
  },
  tokenized: {
    by: 'session/reading',
    about: (state) => ({ ...modelOf(state), prompt: state.prompt }),
    isKept: false,
    withModel: 'forget',
  },
  attribution: {
    by: 'session/attribution',
    about: ({ reading, attributionOf, room }) => {
      if (!reading) return null;
      const { model, prompt, edits } = reading.about;
      // Side by side, A is always the model as the edits leave it.
      const own = attributionOf === 'edited' || room === 'compare' ? inForce(edits) : NO_EDITS;
      return { model, prompt, target: reading.value.target.id, edits: own };
    },
    isKept: false,
    withModel: 'forget',
  },
  activations: {
    by: 'session/neuron',
    about: ({ reading }) =>
      reading && { model: reading.about.model, prompt: reading.about.prompt, edits: reading.about.edits },
    isKept: false,
    withModel: 'forget',
  },
  control: {
    by: 'session/control',
    about: ({ reading }) => {
      if (!reading || countActive(reading.about.edits) === 0) return null;
      const { model, prompt, edits } = reading.about;
      return { model, prompt, target: reading.value.target.id, edits };
    },
    isKept: false,
    withModel: 'forget',
  },
  says: {
    by: 'session/neuron',
    about: (state) => {
      const neuron = primaryOf(state);
      return neuron && { ...modelOf(state), neuron, values: valuesOf(state, neuron) };
    },
    isKept: false,
    withModel: 'forget',
  },
  hears: {
    by: 'session/neuron',
    about: (state) => {
      const neuron = inspectedOf(state);
      return neuron && { ...modelOf(state), neuron };
    },
    isKept: false,
    withModel: 'forget',
  },
  neuronWords: { by: 'session/neuron-words', about: modelOf, isKept: false, withModel: 'forget' },
  positions: {
    by: 'session/neuron',
    about: (state) => {
      const neuron = inspectedOf(state);
      const { prompt } = state;
      return neuron && readNow(state) && { ...modelOf(state), neuron, prompt, edits: activeEdits(state) };
    },
    isKept: false,
    withModel: 'forget',
  },
  firings: { by: 'session/firing', about: modelOf, isKept: true, withModel: 'forget' },
  dose: { by: 'session/neuron', about: dose, isKept: false, withModel: 'forget' },
  doseBand: { by: 'session/band', about: dose, isKept: false, withModel: 'forget' },
  lens: { by: 'session/neuron', about: targetAndEdits, isKept: false, withModel: 'forget' },
  attention: { by: 'session/work/attention', about: targetAndEdits, isKept: true, withModel: 'forget' },
  factReadings: {
    by: 'session/fact',
    about: (state) => {
      const { fact, teachTo } = state;
      const prompts = wordingsOf(fact);
      if (!fact || prompts.length === 0) return null;
      return { ...modelOf(state), prompts, target: fact.target.id, watched: teachTo, edits: activeEdits(state) };
    },
    isKept: false,
    withModel: 'forget',
  },
  evidence: { by: 'session/work/evidence', about: modelOf, isKept: true, withModel: 'stay' },
  otherEvidence: { by: 'session/work/evidence', about: modelOf, isKept: true, withModel: 'stay' },
  relationEvidence: {
    by: 'session/work/relation',
    about: (state) => (state.relation === null ? null : { ...modelOf(state), relation: state.relation }),
    isKept: true,
    withModel: 'stay',
  },
  elsewhere: { by: 'session/work/relation', about: modelOf, isKept: true, withModel: 'stay' },
  effect: { by: 'session/work/measure', about: measured, isKept: true, withModel: 'stay' },
  erasure: { by: 'session/work/measure', about: measured, isKept: true, withModel: 'stay' },
  promptResults: {
    by: 'session/work/prompts',
    about: (state) => ({ ...modelOf(state), edits: activeEdits(state) }),
    isKept: true,
    withModel: 'stay',
  },
  besideReading: { by: 'session/beside', about: beside, isKept: false, withModel: 'forget' },
  besideWords: {
    by: 'session/beside',
    about: (state) => {
      const [a, b] = [readNow(state), freshReading(state)];
      return a && b && { ...modelOf(state), a: a.about, b: b.about };
    },
    isKept: false,
    withModel: 'forget',
  },
  besideAttribution: {
    by: 'session/attribution',
    about: (state) => {
      const reading = freshReading(state);
      if (!reading) return null;
      const { model, prompt, edits } = reading.about;
      return { model, prompt, target: reading.value.target.id, edits };
    },
    isKept: false,
    withModel: 'forget',
  },
};

/** What B says, as far as it is an answer to what it asks now. */
function freshReading(state: AskedState): AnswerOf<'besideReading'> | null {
  return freshOf(state, 'besideReading') && state.besideReading;
}

const NAMES = Object.keys(QUESTIONS) as readonly AnswerName[];

/** The value of an answer where it is about the present question; null where there is none, or it is stale. */
export function freshOf<N extends AnswerName>(state: AskedState, name: N): AnswerOf<N>['value'] | null {
  const answer: AnswerOf<N> | null = state[name];
  return answer && isAbout(answer.about, QUESTIONS[name].about(state)) ? answer.value : null;
}

/** What another model does to the answers. */
export function forgottenWithModel(): Partial<AnswersSlice> {
  const forgotten = NAMES.filter((name) => QUESTIONS[name].withModel === 'forget');
  return { ...Object.fromEntries(forgotten.map((name) => [name, null])), pending: {} };
}
