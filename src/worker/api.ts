/**
 * What the page may ask of the engine. The engine lives in a module worker; comlink carries these calls.
 * Everything here is plain data (structured-cloneable), so that the same types serve the page, the worker and tests.
 *
 * Every rejected promise carries an Error whose `message` can be shown to a person as it is; `code` (see errors.ts)
 * survives the crossing.
 */
import type { BertConfig } from '../bert/config';
import type { EditsDocument } from '../knowledge/edits';

/** Where a model's files are. `files` are the visitor's own, by name (config.json, model.safetensors, tokenizer.json ...). */
export type ModelSource =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly { readonly name: string; readonly data: Blob }[] };

export interface LoadProgress {
  readonly stage: 'download' | 'read' | 'backend' | 'warm-up';
  /** 0..1 within the stage, or null where it is not known. */
  readonly fraction: number | null;
  /** Bytes done and expected, in the download stage. */
  readonly loaded?: number;
  readonly total?: number;
}

export interface BackendInfo {
  readonly backend: 'webgpu' | 'wasm';
  /** 1 where the page is not cross-origin isolated. */
  readonly threads: number;
  /** GPU vendor and architecture, where WebGPU is in use. */
  readonly adapter?: string;
  /** One sentence: why this backend ("WebGPU: no adapter was found, so the model runs on the CPU in WebAssembly, 2 threads."). */
  readonly reason: string;
}

export interface ModelInfo {
  /** 'builtin', or a name from the files. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** First 16 hex digits of the SHA-256 over the weights, so that a link can tell whether it meets the same model. */
  readonly hash: string;
  readonly config: BertConfig;
  readonly parameters: number;
  readonly backend: BackendInfo;
}

export interface Token {
  readonly id: number;
  /** As in the vocabulary, "##" included. */
  readonly token: string;
}

/** A prompt as the model sees it. */
export interface Tokenized {
  readonly tokens: readonly Token[];
  /** Index into tokens of each [MASK]; a cloze prompt has exactly one. */
  readonly masks: readonly number[];
  /** What is wrong with it as a cloze prompt, for a person; null where it can be used. */
  readonly problem: string | null;
}

/** Looking a target word up in the vocabulary. */
export type TargetLookup =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly problem: string; readonly suggestions: readonly Token[] };

export interface Prediction extends Token {
  readonly probability: number;
}

/** What the model says at [MASK]: once for the model as it came, once with the edits. */
export interface Reading {
  /** Highest probabilities, descending. */
  readonly top: readonly Prediction[];
  /** Probability of each token asked about in `watch`, in that order. */
  readonly watched: readonly Prediction[];
  /** Rank of the first watched token (the target), from 1; null where nothing was watched. */
  readonly rank: number | null;
  /** Natural-log-probability of the target, for the last digits; null likewise. */
  readonly logProbability: number | null;
}

export interface PredictRequest {
  readonly prompt: string;
  readonly edits: EditsDocument;
  /** How many of the highest predictions to return. */
  readonly top: number;
  /** Token ids whose probability is wanted in any case; the first is the target. */
  readonly watch: readonly number[];
}

export interface PredictResult {
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
  readonly before: Reading;
  /** With the edits; the very same numbers as `before` where no edit is on. `after.watched` also holds, behind the asked ones, every token of before.top, and vice versa. */
  readonly after: Reading;
  /** Wall time in the engine, milliseconds. */
  readonly milliseconds: number;
}

export interface ActivationsResult {
  /** [L * F] row-major: the neurons' activations at [MASK], unedited. */
  readonly before: Float32Array;
  /** [L * F] with the edits. */
  readonly after: Float32Array;
}

export interface AttributeRequest {
  readonly prompt: string;
  readonly target: number;
  readonly method: 'gauss-legendre' | 'riemann-left';
  /** Quadrature points a layer; null: chosen layer by layer from the completeness residual. */
  readonly points: number | null;
  /** Largest completeness residual to accept, as a share of the target's probability; used where points is null. */
  readonly tolerance: number;
}

export interface AttributionProgress {
  /** 0..1 of the work as now foreseen. */
  readonly fraction: number;
  /** Layers whose residual already meets the tolerance. */
  readonly layersDone: number;
  readonly layers: number;
}

export interface AttributionResult {
  readonly maskIndex: number;
  readonly target: Prediction;
  readonly method: 'gauss-legendre' | 'riemann-left';
  /** [L] points used in each layer. */
  readonly points: readonly number[];
  /** [L * F] row-major: activation of each neuron at [MASK]. */
  readonly activations: Float32Array;
  /** [L * F] row-major: integrated-gradients attribution, in probability. */
  readonly scores: Float32Array;
  readonly completeness: {
    /** [L] P(a) - P(0). */
    readonly expected: readonly number[];
    /** [L] sum of the layer's scores. */
    readonly sum: readonly number[];
    /** Largest |sum - expected| over the layers, in probability. */
    readonly residual: number;
    /** The tolerance (in probability) was met in every layer. */
    readonly converged: boolean;
  };
  readonly milliseconds: number;
}

/** What a neuron says: the tokens that its value vector pushes up and down (E . v), before and after the edits. */
export interface NeuronSays {
  readonly before: { readonly top: readonly ScoredToken[]; readonly bottom: readonly ScoredToken[]; readonly norm: number };
  readonly after: { readonly top: readonly ScoredToken[]; readonly bottom: readonly ScoredToken[]; readonly norm: number };
}
export interface ScoredToken extends Token {
  /** E_t . v, a logit before the head's transform. */
  readonly score: number;
}

export interface DoseRequest {
  readonly prompt: string;
  readonly edits: EditsDocument;
  readonly neurons: readonly { readonly layer: number; readonly neuron: number }[];
  readonly at: 'mask' | 'all';
  /** Gains to try, e.g. 0, 0.5 .. 5; each replaces the gain that the edits give these neurons. */
  readonly gains: readonly number[];
  /** Token ids to report: the target first. */
  readonly watch: readonly number[];
}
export interface DoseResult {
  readonly gains: readonly number[];
  /** [watch.length][gains.length] probabilities. */
  readonly probabilities: readonly (readonly number[])[];
}

/**
 * `job` names a piece of work so that it can be cancelled: a cancelled call rejects with code 'cancelled'.
 * Callbacks must be wrapped with comlink's proxy().
 */
export interface EngineApi {
  load(source: ModelSource, backend: 'auto' | 'webgpu' | 'wasm', onProgress: (progress: LoadProgress) => void): Promise<ModelInfo>;
  tokenize(prompt: string): Promise<Tokenized>;
  lookUp(word: string): Promise<TargetLookup>;
  predict(job: string, request: PredictRequest): Promise<PredictResult>;
  activations(job: string, prompt: string, edits: EditsDocument): Promise<ActivationsResult>;
  attribute(job: string, request: AttributeRequest, onProgress: (progress: AttributionProgress) => void): Promise<AttributionResult>;
  says(job: string, layer: number, neuron: number, edits: EditsDocument, count: number): Promise<NeuronSays>;
  dose(job: string, request: DoseRequest): Promise<DoseResult>;
  cancel(job: string): void;
}
