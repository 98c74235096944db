/**
 * What the page may ask of the engine. The engine lives in a module worker; comlink carries these calls.
 * Everything here is plain data (structured-cloneable), so that the same types serve the page, the worker and tests.
 *
 * Every rejected promise carries an Error whose `message` can be shown to a person as it is; `code` (see errors.ts)
 * survives the crossing.
 */
import type { BertConfig } from '../bert/config';
import type { Token, TargetLookup } from '../checkpoint/tokenizer';
import type { Attribution, AttributionProgress, Quadrature } from '../knowledge/paths/attribution';
import type { AttentionAttribution, AttentionRequest } from '../knowledge/measures/attention';
import type { CompareRequest, Comparison } from '../experiments/compare';
import type { DoseCurves, DoseRequest } from '../knowledge/measures/dose';
import type { DoseBand, DoseBandRequest } from '../experiments/dose-band';
import type { EditsDocument } from '../knowledge/edits/edits';
import type { Evidence, EvidenceRequest } from '../knowledge/measures/evidence';
import type { ExportedModel } from '../knowledge/exports/export-model';
import type { Firing, FiringRequest } from '../knowledge/measures/firing';
import type { Lens, LensRequest } from '../knowledge/measures/lens';
import type { NeuronWords, NeuronWordsRequest } from '../knowledge/measures/neuron-words';
import type { Positions, PositionsRequest } from '../knowledge/measures/positions';
import type { PythonRequest } from '../knowledge/exports/python';
import type { Prediction, Reading } from '../knowledge/measures/reading';
import type { HearsRequest, NeuronSays, SaysRequest, ScoredToken, VectorSays } from '../knowledge/measures/says';
import type { WorkProgress } from '../knowledge/passes/work';

export type { AttributionProgress, NeuronSays, Prediction, Reading, ScoredToken, TargetLookup, Token, WorkProgress };

/**
 * Where a model's files are. `hub` is a repository of the Hugging Face Hub ("org/name", or "name" for the oldest ones) at a
 * branch, tag or commit (default "main"). `files` are the visitor's own, by name (config.json, model.safetensors, tokenizer.json ...).
 */
export type ModelSource =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'hub'; readonly id: string; readonly revision?: string }
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly { readonly name: string; readonly data: Blob }[];
    };

/** Those of which nothing is known before they are looked at. */
export type FoundSource = Exclude<ModelSource, { readonly kind: 'builtin' }>;

/** Where a model came from; a Hub model's branch or tag is resolved to the commit that it pointed to. */
export type ModelOrigin =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'hub'; readonly id: string; readonly commit: string }
  | { readonly kind: 'files' };

/** Bytes that a model takes. */
export interface ModelMemory {
  /** Its weights' files, which stay in memory as they came. */
  readonly weightsFile: number;
  /** An estimate of everything that it takes while it runs, the files included: weights prepared for the backend, twice on WebAssembly once it has attributed. */
  readonly running: number;
}

export interface LoadProgress {
  readonly stage: 'download' | 'read' | 'backend' | 'warm-up';
  /** 0..1 within the stage, or null where it is not known. */
  readonly fraction: number | null;
  /** Bytes done and expected, in the download stage. */
  readonly loaded?: number;
  readonly total?: number;
  /** One sentence on what holds it up, while something does ("The connection broke; trying again in 2 s."). */
  readonly note?: string;
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
  /** 'builtin'; "org/name@commit" of a Hub model; or the folder's name. Fit for a link. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly origin: ModelOrigin;
  /** First 16 hex digits of the SHA-256 over the weights, so that a link can tell whether it meets the same model. */
  readonly hash: string;
  readonly config: BertConfig;
  readonly parameters: number;
  /** How the weights are stored where they run. */
  readonly precision: 'float32' | 'float16';
  readonly memory: ModelMemory;
  readonly backend: BackendInfo;
  /** Sentences about this model that the visitor should read ("It is not kept in this browser: its storage is full."). */
  readonly notices: readonly string[];
}

/** What is known of a model before its weights are fetched. */
export interface ModelPreview {
  /** As ModelInfo's will be. */
  readonly id: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  /** The files that loading it would read. */
  readonly files: readonly PreviewFile[];
  /** Bytes of all files, and of those (or of parts of them) that need no download. */
  readonly bytes: number;
  readonly stored: number;
  /** Null where config.json cannot be used; `problem` then says why. */
  readonly config: BertConfig | null;
  readonly memory: ModelMemory | null;
  /** Why it cannot be loaded here, and what could, for a person; null where nothing speaks against it so far. */
  readonly problem: string | null;
  readonly notices: readonly string[];
}

export interface PreviewFile {
  readonly name: string;
  readonly bytes: number;
  /** Bytes of it that are there already: in this browser's storage, or because it is the visitor's own file. */
  readonly stored: number;
}

/** A Hub model in this browser's storage. */
export interface StoredModel {
  readonly id: string;
  readonly commit: string;
  /** Bytes that it takes there; a download that was broken off counts with what it has. */
  readonly bytes: number;
  /** Whether every file is there, so that it loads without network. */
  readonly complete: boolean;
  /** When it was last loaded, milliseconds since 1970. */
  readonly lastUsed: number;
}

/** A prompt as the model sees it. */
export interface Tokenized {
  readonly tokens: readonly Token[];
  /** Index into tokens of each [MASK]; a cloze prompt has exactly one. */
  readonly masks: readonly number[];
  /** What is wrong with it as a cloze prompt, for a person; null where it can be used. */
  readonly problem: string | null;
}

export interface PredictRequest {
  readonly prompt: string;
  readonly edits: EditsDocument;
  /** Id of the token that is followed; null: what the unedited model says first. */
  readonly target: number | null;
  /** How many of the highest predictions to give. */
  readonly top: number;
  /** Ids of tokens to read besides. */
  readonly watch?: readonly number[];
}

export interface PredictResult {
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
  /** The token that is followed: the target of both readings. */
  readonly target: Token;
  readonly before: Reading;
  /** With the edits; the very same numbers as `before` where no edit is on. `after.watched` also holds every token of before.top, and vice versa. */
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

export type AttributeRequest = Quadrature & {
  readonly prompt: string;
  /** Token id. */
  readonly target: number;
  /** Of the model under these edits; without any, as it was trained. */
  readonly edits?: EditsDocument;
};

export interface AttributionResult extends Omit<Attribution, 'probability'> {
  readonly maskIndex: number;
  readonly target: Prediction;
  readonly milliseconds: number;
}

export interface DoseResult extends DoseCurves {
  readonly gains: readonly number[];
}

export interface EvidenceResult {
  /** By question, in the order asked. */
  readonly evidence: readonly Evidence[];
}

export interface NeuronWordsResult {
  /** By neuron, in the order asked. */
  readonly words: NeuronWords;
}

export type OnWork = (progress: WorkProgress) => void;

/**
 * `job` names a piece of work so that it can be cancelled: a cancelled call rejects with code 'cancelled'.
 * Callbacks must be wrapped with comlink's proxy().
 */
export interface EngineApi {
  /**
   * Replaces the model. Until the new one is ready to start, and wherever it cannot be had, the one before keeps answering.
   * A load that comes while another runs cancels that one. Rejects with code 'cancelled', or a message that can be shown.
   */
  load(
    source: ModelSource,
    backend: 'auto' | 'webgpu' | 'wasm',
    onProgress: (progress: LoadProgress) => void,
  ): Promise<ModelInfo>;
  /** Ends the load that is under way, if any; what it has downloaded is kept for the next try. */
  cancelLoad(): void;
  /** Looks at a model without fetching its weights; rejects where nothing can be said about it (no such repository, offline ...). */
  inspect(source: FoundSource): Promise<ModelPreview>;
  /** Hub models in this browser's storage, the last used first. */
  storedModels(): Promise<readonly StoredModel[]>;
  /** A model that runs keeps running: it is in memory. */
  deleteStored(id: string, commit: string): Promise<void>;
  tokenize(prompt: string): Promise<Tokenized>;
  lookUp(word: string): Promise<TargetLookup>;
  /** A few words of the model that begin so, common ones first. */
  complete(beginning: string): Promise<readonly Token[]>;
  predict(job: string, request: PredictRequest): Promise<PredictResult>;
  activations(job: string, prompt: string, edits: EditsDocument): Promise<ActivationsResult>;
  attribute(
    job: string,
    request: AttributeRequest,
    onProgress: (progress: AttributionProgress) => void,
  ): Promise<AttributionResult>;
  says(job: string, request: SaysRequest): Promise<NeuronSays>;
  wordsOfNeurons(job: string, request: NeuronWordsRequest): Promise<NeuronWordsResult>;
  dose(job: string, request: DoseRequest): Promise<DoseResult>;
  /** Token id of each word that is one token of the model; null for the others. */
  lookUpAll(words: readonly string[]): Promise<readonly (number | null)[]>;
  evidence(job: string, request: EvidenceRequest, onProgress: OnWork): Promise<EvidenceResult>;
  compare(job: string, request: CompareRequest, onProgress: OnWork): Promise<Comparison>;
  doseBand(job: string, request: DoseBandRequest, onProgress: OnWork): Promise<DoseBand>;
  firing(job: string, request: FiringRequest, onProgress: OnWork): Promise<Firing>;
  positions(job: string, request: PositionsRequest): Promise<Positions>;
  hears(job: string, request: HearsRequest): Promise<VectorSays>;
  lens(job: string, request: LensRequest): Promise<Lens>;
  attention(job: string, request: AttentionRequest, onProgress: OnWork): Promise<AttentionAttribution>;
  /** The weights' file is handed over, not copied. */
  exportModel(edits: EditsDocument): Promise<ExportedModel>;
  python(request: PythonRequest): Promise<string>;
  cancel(job: string): void;
}
