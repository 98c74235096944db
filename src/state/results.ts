/** What the engine answered last, each answer with the question it belongs to, so that stale ones can be told apart. */
import type { DoseBand } from '../experiments/dose-band';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import type { Firing } from '../knowledge/measures/firing';
import type { Positions } from '../knowledge/measures/positions';
import type { VectorSays } from '../knowledge/measures/says';
import type {
  AttributionProgress,
  AttributionResult,
  DoseResult,
  NeuronSays,
  PredictResult,
  Token,
  Tokenized,
} from '../worker/api';
import { inspectedOf, sameNeuron } from './neurons';
import type { Slice, State } from './store';

export interface Reading {
  readonly prompt: string;
  readonly target: Token;
  readonly edits: EditsDocument;
  readonly result: PredictResult;
}

export type AttributionStatus = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';

export interface Attribution {
  readonly prompt: string;
  readonly target: Token;
  readonly result: AttributionResult;
}

export interface Activations {
  readonly prompt: string;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** The same edits on random neurons of the same layers: the target's probability in each draw. */
export interface Control {
  readonly draws: readonly number[];
}

/** Which prompts of the library fire some neurons most and least, in one model. */
export interface Firings {
  readonly hash: string;
  /** How many prompts were run. */
  readonly prompts: number;
  /** The latest last. */
  readonly neurons: readonly (NeuronRef & Firing)[];
}

export interface ResultsSlice {
  readonly tokenized: { readonly prompt: string; readonly value: Tokenized } | null;
  readonly reading: Reading | null;
  /** Why there is no reading, for a person. */
  readonly readingError: string | null;
  readonly attributionStatus: AttributionStatus;
  readonly attributionProgress: AttributionProgress | null;
  readonly attributionError: string | null;
  readonly attribution: Attribution | null;
  readonly activations: Activations | null;
  readonly says: { readonly neuron: NeuronRef; readonly value: NeuronSays } | null;
  /** The tokens that its key meets most and least. */
  readonly hears: { readonly neuron: NeuronRef; readonly value: VectorSays } | null;
  /** `key` tells which neuron, prompt and edits. */
  readonly positions: { readonly key: string; readonly value: Positions } | null;
  readonly firings: Firings | null;
  /** `key` tells which selection, prompt and target it was drawn for. */
  readonly dose: { readonly key: string; readonly value: DoseResult } | null;
  /** The controls of such a curve; `competitors` are the tokens watched behind the target. */
  readonly doseBand: { readonly key: string; readonly value: DoseBand; readonly competitors: readonly Token[] } | null;
  readonly control: Control | null;
  readonly controlRunning: boolean;
}

export const NO_RESULTS: ResultsSlice = {
  tokenized: null,
  reading: null,
  readingError: null,
  attributionStatus: 'waiting',
  attributionProgress: null,
  attributionError: null,
  attribution: null,
  activations: null,
  says: null,
  hears: null,
  positions: null,
  firings: null,
  dose: null,
  doseBand: null,
  control: null,
  controlRunning: false,
};

export const resultsSlice: Slice<ResultsSlice> = () => NO_RESULTS;

/** The prompts that fire the neuron that is looked at, where they have been searched for in this model. */
export function firingOf(state: Pick<State, 'firings' | 'selected' | 'info'>): Firings['neurons'][number] | null {
  const { firings, info } = state;
  const neuron = inspectedOf(state);
  if (!neuron || !firings || info?.hash !== firings.hash) return null;
  return firings.neurons.find((found) => sameNeuron(found, neuron)) ?? null;
}
