/**
 * The engine as the page sees it: a model is loaded, then questions about it are answered, each as a job that can be
 * cancelled. It does not know where it runs, so tests run it in Node.
 */
import { transfer } from 'comlink';
import type { LoadedModel } from '../checkpoint/load';
import { EngramError, messageOf } from '../errors';
import { attributeAttention, type AttentionRequest } from '../knowledge/attention';
import { compare, type CompareRequest } from '../knowledge/compare';
import { doseBand, type DoseBandRequest } from '../knowledge/dose-band';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits';
import { gatherEvidence, type EvidenceRequest } from '../knowledge/evidence';
import { exportModel, type ExportedModel } from '../knowledge/export-model';
import { FiringIndex, type FiringRequest } from '../knowledge/firing';
import { logitLens, type LensRequest } from '../knowledge/lens';
import { activationByPosition, type PositionsRequest } from '../knowledge/positions';
import { pythonScript, type PythonRequest } from '../knowledge/python';
import { readPair } from '../knowledge/reading';
import { BertSession } from '../knowledge/session';
import type { BackendPreference, ChosenRuntime } from '../runtime/choose';
import type {
  ActivationsResult,
  AttributeRequest,
  AttributionProgress,
  AttributionResult,
  BackendInfo,
  DoseRequest,
  DoseResult,
  EngineApi,
  LoadProgress,
  ModelInfo,
  ModelPreview,
  ModelSource,
  NeuronSays,
  OnWork,
  PredictRequest,
  PredictResult,
  StoredModel,
  TargetLookup,
  Tokenized,
} from './api';
import { Jobs } from './jobs';

/** What differs between a browser's worker and a test. */
export interface EngineParts {
  openRuntime(preference: BackendPreference): Promise<ChosenRuntime>;
  loadSource(source: ModelSource, onProgress: (progress: LoadProgress) => void): Promise<LoadedModel>;
}

/** A prompt that every BERT can read, to have everything compiled before the visitor's own. */
const WARM_UP = '[MASK].';

export class Engine implements EngineApi {
  readonly #jobs = new Jobs();
  #session: BertSession | null = null;
  #firing: FiringIndex | null = null;
  /** Loading is one at a time: the runtimes of two models must never run side by side. */
  #loading: Promise<unknown> = Promise.resolve();

  constructor(readonly parts: EngineParts) {}

  load(source: ModelSource, backend: BackendPreference, onProgress: (progress: LoadProgress) => void): Promise<ModelInfo> {
    const load = this.#loading.catch(() => {}).then(() => this.#load(source, backend, onProgress));
    this.#loading = load;
    return explained(load);
  }

  cancelLoad(): void {
    // Files that come with the page or from the visitor's disk are there at once.
  }

  inspect(source: ModelSource): Promise<ModelPreview> {
    return Promise.reject(new EngramError('download', `Models of the kind "${source.kind}" cannot be inspected yet.`));
  }

  storedModels(): Promise<readonly StoredModel[]> {
    return Promise.resolve([]);
  }

  deleteStored(id: string, commit: string): Promise<void> {
    return Promise.reject(new EngramError('download', `${id}@${commit} is not stored in this browser.`));
  }

  tokenize(prompt: string): Promise<Tokenized> {
    return explained(this.#open().then(({ tokenizer }) => {
      const { tokens, masks, problem } = tokenizer.tokenize(prompt);
      return { tokens, masks, problem };
    }));
  }

  lookUp(word: string): Promise<TargetLookup> {
    return explained(this.#open().then(({ tokenizer }) => tokenizer.lookUp(word)));
  }

  predict(job: string, { prompt, edits, top, watch }: PredictRequest): Promise<PredictResult> {
    return this.#answer(job, async (session, signal) => {
      const { cloze, before, after } = await session.predict(prompt, edits, { signal, lane: 'interactive' });
      const readings = readPair(before, after, { top, watch }, (id) => session.tokenizer.token(id));
      return { tokens: cloze.tokens, maskIndex: cloze.maskIndex, ...readings };
    });
  }

  activations(job: string, prompt: string, edits: EditsDocument): Promise<ActivationsResult> {
    return this.#answer(job, (session, signal) => session.activations(prompt, edits, { signal }));
  }

  attribute(
    job: string,
    { prompt, target, ...quadrature }: AttributeRequest,
    onProgress: (progress: AttributionProgress) => void,
  ): Promise<AttributionResult> {
    return this.#answer(job, async (session, signal) => {
      const { cloze, probability, ...attribution } = await session.attribute(prompt, target, quadrature, { signal, onProgress });
      return { ...attribution, maskIndex: cloze.maskIndex, target: { id: target, token: session.tokenizer.token(target), probability } };
    });
  }

  says(job: string, layer: number, neuron: number, edits: EditsDocument, count: number): Promise<NeuronSays> {
    return this.#answer(job, (session, signal) => session.says(layer, neuron, edits, count, { signal }));
  }

  dose(job: string, { prompt, ...dose }: DoseRequest): Promise<DoseResult> {
    return this.#answer(job, async (session, signal) => ({
      gains: dose.gains,
      probabilities: await session.dose(prompt, dose, { signal }),
    }));
  }

  lookUpAll(words: readonly string[]): Promise<readonly (number | null)[]> {
    return explained(this.#open().then(({ tokenizer }) => words.map((word) => {
      const found = tokenizer.lookUp(word);
      return found.ok ? found.token.id : null;
    })));
  }

  evidence(job: string, request: EvidenceRequest, onProgress: OnWork) {
    return this.#answer(job, async (session, signal) => ({ evidence: await gatherEvidence(session, request, { signal, onProgress }) }));
  }

  compare(job: string, request: CompareRequest, onProgress: OnWork) {
    return this.#answer(job, (session, signal) => compare(session, request, { signal, onProgress }));
  }

  doseBand(job: string, request: DoseBandRequest, onProgress: OnWork) {
    return this.#answer(job, (session, signal) => doseBand(session, request, { signal, onProgress }));
  }

  firing(job: string, request: FiringRequest, onProgress: OnWork) {
    return this.#answer(job, (session, signal) => {
      if (this.#firing?.session !== session) this.#firing = new FiringIndex(session);
      return this.#firing.search(request, { signal, onProgress });
    });
  }

  positions(job: string, request: PositionsRequest) {
    return this.#answer(job, (session, signal) => activationByPosition(session, request, { signal }));
  }

  hears(job: string, layer: number, neuron: number, count: number) {
    return this.#answer(job, (session, signal) => session.hears(layer, neuron, count, { signal }));
  }

  lens(job: string, request: LensRequest) {
    return this.#answer(job, (session, signal) => logitLens(session, request, { signal }));
  }

  attention(job: string, request: AttentionRequest, onProgress: OnWork) {
    return this.#answer(job, (session, signal) => attributeAttention(session, request, { signal, onProgress }));
  }

  exportModel(edits: EditsDocument): Promise<ExportedModel> {
    return explained(this.#open().then((session) => {
      const exported = exportModel(session, edits);
      return transfer(exported, [exported.bytes.buffer]);
    }));
  }

  python(request: PythonRequest): Promise<string> {
    return explained(this.#open().then(({ tokenizer }) => pythonScript(request, tokenizer)));
  }

  cancel(job: string): void {
    this.#jobs.cancel(job);
  }

  async #load(source: ModelSource, preference: BackendPreference, onProgress: (progress: LoadProgress) => void): Promise<ModelInfo> {
    // The first time the backend starts during the download; later only when the old model has let go of it.
    const early = this.#session ? null : this.parts.openRuntime(preference);
    early?.catch(() => {});
    let model: LoadedModel;
    try {
      model = await this.parts.loadSource(source, onProgress);
    } catch (error) {
      await early?.then(({ runtime }) => runtime.dispose()).catch(() => {});
      throw error;
    }
    onProgress({ stage: 'backend', fraction: null });
    await this.#close();
    const { runtime, adapter, reason } = await (early ?? this.parts.openRuntime(preference));
    try {
      const warm = (fraction: number) => onProgress({ stage: 'warm-up', fraction });
      const session = await BertSession.open(runtime, model.checkpoint, model.tokenizer, warm);
      await session.predict(WARM_UP, NO_EDITS);
      this.#session = session;
    } catch (error) {
      await runtime.dispose().catch(() => {});
      throw error;
    }
    const backend: BackendInfo = {
      backend: runtime.backend === 'webgpu' ? 'webgpu' : 'wasm',
      threads: runtime.threads,
      reason,
      ...(adapter === undefined ? {} : { adapter }),
    };
    const { id, name, hash, checkpoint } = model;
    return {
      id,
      name,
      origin: source.kind === 'builtin' ? { kind: 'builtin' } : { kind: 'files' },
      hash,
      config: checkpoint.config,
      parameters: checkpoint.parameters,
      precision: 'float32',
      memory: { weightsFile: 4 * checkpoint.parameters, running: 12 * checkpoint.parameters },
      backend,
      notices: [],
    };
  }

  async #close(): Promise<void> {
    this.#jobs.cancelAll();
    const session = this.#session;
    this.#session = null;
    this.#firing = null;
    await session?.close();
  }

  async #open(): Promise<BertSession> {
    if (!this.#session) throw new EngramError('runtime', 'No model is loaded yet.');
    return this.#session;
  }

  /** Runs a job and adds how long it took. A lost device ends it, since its own calls may then hang. */
  #answer<T extends object>(job: string, work: (session: BertSession, signal: AbortSignal) => Promise<T>): Promise<T & { milliseconds: number }> {
    return explained(
      this.#jobs.run(job, async (signal) => {
        const session = await this.#open();
        const began = performance.now();
        const answer = await Promise.race([work(session, signal), session.kernels.runtime.lost]);
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
    throw new EngramError('runtime', `The engine failed: ${messageOf(error)}. Load the model again to go on.`, { cause: error });
  }
}
