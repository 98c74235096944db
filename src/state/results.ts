/** What the engine answered last, each answer with the question it belongs to, so that stale ones can be told apart. */
import type { DoseBand } from '../knowledge/dose-band';
import type { EditsDocument, NeuronRef } from '../knowledge/edits';
import type {
  AttributionProgress,
  AttributionResult,
  DoseResult,
  NeuronSays,
  PredictResult,
  Token,
  Tokenized,
} from '../worker/api';
import type { Slice } from './store';

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
  dose: null,
  doseBand: null,
  control: null,
  controlRunning: false,
};

export const resultsSlice: Slice<ResultsSlice> = () => NO_RESULTS;
