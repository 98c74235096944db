/**
 * The engine as the page sees it: a model is loaded, then questions about it are answered, each as a job that can be
 * cancelled. It does not know where it runs, so tests run it in Node.
 */
import { transfer } from 'comlink';
import { EngramError, messageOf } from '../errors';
import { attributeAttention, type AttentionRequest } from '../knowledge/measures/attention';
import { vocabularyOf } from '../experiments/asked-model';
import { compare, type CompareRequest } from '../experiments/compare';
import { doseBand, type DoseBandRequest } from '../experiments/dose-band';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import { doseResponse, type DoseRequest } from '../knowledge/measures/dose';
import { gatherEvidence, type EvidenceRequest } from '../knowledge/measures/evidence';
import { exportModel, type ExportedModel } from '../knowledge/exports/export-model';
import { FiringIndex, type FiringRequest } from '../knowledge/measures/firing';
import { logitLens, type LensRequest } from '../knowledge/measures/lens';
import { wordsOfNeurons, type NeuronWordsRequest } from '../knowledge/measures/neuron-words';
import { activationByPosition, type PositionsRequest } from '../knowledge/measures/positions';
import { pythonScript, type PythonRequest } from '../knowledge/exports/python';
import { readPrediction } from '../knowledge/measures/prediction';
import {
  whatNeuronHears,
  whatNeuronSays,
  type HearsRequest,
  type NeuronSays,
  type SaysRequest,
} from '../knowledge/measures/says';
import type { BertModel } from '../knowledge/bert-model';
import type { BackendPreference } from '../runtime/choose';
import type {
  ActivationsResult,
  AttributeRequest,
  AttributionProgress,
  AttributionResult,
  DoseResult,
  EngineApi,
  FoundSource,
  LoadProgress,
  ModelInfo,
  ModelPreview,
  ModelSource,
  OnWork,
  PredictRequest,
  PredictResult,
  StoredModel,
  TargetLookup,
  Token,
  Tokenized,
} from './api';
import { Jobs } from './jobs';
import { ModelPlace, type PlaceParts } from './place';

/** Words offered for what has been typed so far. */
const COMPLETIONS = 12;

/** What differs between a browser's worker and a test. */
export interface EngineParts extends PlaceParts {
  /** Of the Hub and its storage; null where there is neither, as on the command line. */
  readonly catalogue: ModelCatalogue | null;
}

/** What can be known of models without loading them, and those that the browser keeps. */
export interface ModelCatalogue {
  inspect(source: FoundSource): Promise<ModelPreview>;
  stored(): Promise<readonly StoredModel[]>;
  deleteStored(id: string, commit: string): Promise<void>;
}

export class Engine implements EngineApi {
  readonly #jobs = new Jobs();
  readonly #place: ModelPlace;
  #firing: FiringIndex | null = null;

  constructor(readonly parts: EngineParts) {
    this.#place = new ModelPlace(parts, () => {
      this.#jobs.cancelAll();
      this.#firing = null;
    });
  }

  load(
    source: ModelSource,
    backend: BackendPreference,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<ModelInfo> {
    return explained(this.#place.load(source, backend, onProgress));
  }

  cancelLoad(): void {
    this.#place.cancelLoad();
  }

  inspect(source: FoundSource): Promise<ModelPreview> {
    return explained(this.#catalogue().inspect(source));
  }

  storedModels(): Promise<readonly StoredModel[]> {
    return explained(this.#catalogue().stored());
  }

  deleteStored(id: string, commit: string): Promise<void> {
    return explained(this.#catalogue().deleteStored(id, commit));
  }

  tokenize(prompt: string): Promise<Tokenized> {
    return explained(
      this.#open().then(({ tokenizer }) => {
        const { tokens, masks, problem } = tokenizer.tokenize(prompt);
        return { tokens, masks, problem };
      }),
    );
  }

  lookUp(word: string): Promise<TargetLookup> {
    return explained(this.#open().then(({ tokenizer }) => tokenizer.lookUp(word)));
  }

  complete(beginning: string): Promise<readonly Token[]> {
    return explained(this.#open().then(({ tokenizer }) => tokenizer.complete(beginning, COMPLETIONS)));
  }

  predict(job: string, request: PredictRequest): Promise<PredictResult> {
    return this.#answer(job, async (bert, signal) => {
      const { cloze, ...readings } = await readPrediction(bert, request, { signal, lane: 'interactive' });
      return { tokens: cloze.tokens, maskIndex: cloze.maskIndex, ...readings };
    });
  }

  activations(job: string, prompt: string, edits: EditsDocument): Promise<ActivationsResult> {
    return this.#answer(job, (bert, signal) => bert.activations(prompt, edits, { signal }));
  }

  attribute(
    job: string,
    { prompt, target, edits = NO_EDITS, ...quadrature }: AttributeRequest,
    onProgress: (progress: AttributionProgress) => void,
  ): Promise<AttributionResult> {
    return this.#answer(job, async (bert, signal) => {
      const { cloze, probability, ...attribution } = await bert.attribute(prompt, target, quadrature, {
        edits,
        signal,
        onProgress,
      });
      return {
        ...attribution,
        maskIndex: cloze.maskIndex,
        target: { id: target, token: bert.tokenizer.token(target), probability },
      };
    });
  }

  says(job: string, request: SaysRequest): Promise<NeuronSays> {
    return this.#answer(job, (bert, signal) => whatNeuronSays(bert, request, { signal }));
  }

  wordsOfNeurons(job: string, request: NeuronWordsRequest) {
    return this.#answer(job, async (bert, signal) => ({ words: await wordsOfNeurons(bert, request, { signal }) }));
  }

  dose(job: string, request: DoseRequest): Promise<DoseResult> {
    return this.#answer(job, async (bert, signal) => ({
      gains: request.gains,
      ...(await doseResponse(bert, request, { signal })),
    }));
  }

  lookUpAll(words: readonly string[]): Promise<readonly (number | null)[]> {
    return explained(this.#open().then(({ tokenizer }) => vocabularyOf(tokenizer).tokenIds(words)));
  }

  evidence(job: string, request: EvidenceRequest, onProgress: OnWork) {
    return this.#answer(job, async (bert, signal) => ({
      evidence: await gatherEvidence(bert, request, { signal, onProgress }),
    }));
  }

  compare(job: string, request: CompareRequest, onProgress: OnWork) {
    return this.#answer(job, (bert, signal) => compare(bert, request, { signal, onProgress }));
  }

  doseBand(job: string, request: DoseBandRequest, onProgress: OnWork) {
    return this.#answer(job, (bert, signal) => doseBand(bert, request, { signal, onProgress }));
  }

  firing(job: string, request: FiringRequest, onProgress: OnWork) {
    return this.#answer(job, (bert, signal) => {
      if (this.#firing?.bert !== bert) this.#firing = new FiringIndex(bert);
      return this.#firing.search(request, { signal, onProgress });
    });
  }

  positions(job: string, request: PositionsRequest) {
    return this.#answer(job, (bert, signal) => activationByPosition(bert, request, { signal }));
  }

  hears(job: string, request: HearsRequest) {
    return this.#answer(job, (bert, signal) => whatNeuronHears(bert, request, { signal }));
  }

  lens(job: string, request: LensRequest) {
    return this.#answer(job, (bert, signal) => logitLens(bert, request, { signal }));
  }

  attention(job: string, request: AttentionRequest, onProgress: OnWork) {
    return this.#answer(job, (bert, signal) => attributeAttention(bert, request, { signal, onProgress }));
  }

  exportModel(edits: EditsDocument): Promise<ExportedModel> {
    return explained(
      this.#open().then((bert) => {
        const exported = exportModel(bert, edits);
        return transfer(exported, [exported.bytes.buffer]);
      }),
    );
  }

  python(request: PythonRequest): Promise<string> {
    return explained(this.#open().then((bert) => pythonScript(request, bert)));
  }

  cancel(job: string): void {
    this.#jobs.cancel(job);
  }

  #open(): Promise<BertModel> {
    return this.#place.bert();
  }

  #catalogue(): ModelCatalogue {
    if (!this.parts.catalogue) throw new EngramError('download', 'This engine opens models from folders only.');
    return this.parts.catalogue;
  }

  /** Runs a job and adds how long it took. A lost device ends it, since its own calls may then hang. */
  #answer<T extends object>(
    job: string,
    work: (bert: BertModel, signal: AbortSignal) => Promise<T>,
  ): Promise<T & { milliseconds: number }> {
    return explained(
      this.#jobs.run(job, async (signal) => {
        const bert = await this.#open();
        const began = performance.now();
        const answer = await Promise.race([work(bert, signal), bert.kernels.runtime.lost]);
        return { ...answer, milliseconds: performance.now() - began };
      }),
    );
  }
}

/** Whatever goes wrong, the page gets a message that it can show and a code. */
async function explained<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngramError) throw error;
    throw new EngramError(
      'runtime',
      `The engine failed: ${messageOf(error).replace(/\.$/, '')}. Load the model again to go on.`,
      {
        cause: error,
      },
    );
  }
}
