/**
 * The place of the one model that answers, and its exchange for another. The new model is found, fetched, verified and
 * read while the old one answers on. Only then the old one's runtime is closed and the new one's opened, so that memory
 * never holds both; if that fails, the old one comes back from its files, which are still in memory.
 */
import { EngramError, messageOf, throwIfCancelled } from '../errors';
import { BertModel } from '../knowledge/bert-model';
import type { BackendPreference, ChosenRuntime } from '../runtime/choose';
import type { Precision } from '../runtime/runtime';
import type { BackendInfo, LoadProgress, ModelInfo, ModelSource } from './api';
import { memoryOf, type SourcedModel } from './folder';
import { precisionFor } from './memory';
import type { Waiting } from './source';

export interface PlaceParts {
  openRuntime(preference: BackendPreference, precision?: Precision): Promise<ChosenRuntime>;
  loadSource(source: ModelSource, preference: BackendPreference, waiting: Waiting): Promise<SourcedModel>;
}

interface Running {
  readonly bert: BertModel;
  readonly model: SourcedModel;
  readonly preference: BackendPreference;
  readonly backend: BackendInfo;
  /** Of starting it here. */
  readonly notices: readonly string[];
}

const NARROWED =
  'The graphics memory has no room for the weights as 32-bit floats, so they are held as 16-bit ones: probabilities may be off in their third digit. WebAssembly computes with all digits.';

export class ModelPlace {
  #running: Running | null = null;
  /** Loading is one at a time: the runtimes of two models must never run side by side. */
  #loading: Promise<unknown> = Promise.resolve();
  #controller = new AbortController();
  /** While one model takes another's place; questions wait for it. */
  #exchange: Promise<unknown> = Promise.resolve();

  /** @param onClose is called when the model that answers is about to go. */
  constructor(
    readonly parts: PlaceParts,
    readonly onClose: () => void,
  ) {}

  /**
   * The model that answers.
   * @throws EngramError('runtime') where there is none.
   */
  async bert(): Promise<BertModel> {
    await this.#exchange;
    if (!this.#running) throw new EngramError('runtime', 'No model is loaded yet.');
    return this.#running.bert;
  }

  /** Cancels the load before it, if that is under way. */
  load(
    source: ModelSource,
    preference: BackendPreference,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<ModelInfo> {
    this.cancelLoad();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const load = this.#loading.catch(() => {}).then(() => this.#load(source, preference, { signal, onProgress }));
    this.#loading = load;
    return load;
  }

  cancelLoad(): void {
    this.#controller.abort();
  }

  async #load(source: ModelSource, preference: BackendPreference, waiting: Waiting): Promise<ModelInfo> {
    throwIfCancelled(waiting.signal);
    // The first time the backend starts during the download; later only when the old model has let go of it.
    const early = this.#running ? null : this.parts.openRuntime(preference);
    early?.catch(() => {});
    let model: SourcedModel;
    try {
      model = await this.parts.loadSource(source, preference, waiting);
      throwIfCancelled(waiting.signal);
    } catch (error) {
      await early?.then(({ runtime }) => runtime.dispose()).catch(() => {});
      throw error;
    }
    const exchange = this.#replace(model, model.only ?? preference, early, waiting);
    this.#exchange = exchange.catch(() => {});
    return infoOf(await exchange);
  }

  async #replace(
    model: SourcedModel,
    preference: BackendPreference,
    early: Promise<ChosenRuntime> | null,
    waiting: Waiting,
  ): Promise<Running> {
    const before = this.#running;
    this.onClose();
    this.#running = null;
    await before?.bert.close();
    try {
      this.#running = await this.#start(model, preference, early, waiting);
    } catch (error) {
      if (before) await this.#restore(before, error);
      throw error;
    }
    return this.#running;
  }

  async #restore({ model, preference }: Running, failure: unknown): Promise<void> {
    const waiting = { signal: new AbortController().signal, onProgress: () => {} };
    try {
      this.#running = await this.#start(model, preference, null, waiting);
    } catch (error) {
      throw new EngramError(
        'stopped',
        `${messageOf(failure)} The model before it could not be started again either (${messageOf(error)}).`,
        { cause: failure },
      );
    }
  }

  /** Starts a model in the precision that suits it, or in the lesser one where a GPU has no room for it. */
  async #start(
    model: SourcedModel,
    preference: BackendPreference,
    early: Promise<ChosenRuntime> | null,
    waiting: Waiting,
  ): Promise<Running> {
    const precision = precisionFor(model.checkpoint);
    try {
      return await this.#open(model, preference, await this.#runtime(model, preference, precision, early), waiting);
    } catch (error) {
      if (precision === 'float16' || !(error instanceof EngramError && error.code === 'memory')) throw error;
      return {
        ...(await this.#open(model, preference, await this.#runtime(model, preference, 'float16', null), waiting)),
        notices: [NARROWED],
      };
    }
  }

  async #runtime(
    model: SourcedModel,
    preference: BackendPreference,
    precision: Precision,
    early: Promise<ChosenRuntime> | null,
  ): Promise<ChosenRuntime> {
    return (await usable(early, model, precision)) ?? this.parts.openRuntime(preference, precision);
  }

  async #open(
    model: SourcedModel,
    preference: BackendPreference,
    { runtime, adapter, reason }: ChosenRuntime,
    { signal, onProgress }: Waiting,
  ): Promise<Running> {
    onProgress({ stage: 'backend', fraction: null });
    try {
      const bert = await BertModel.open(runtime, model.checkpoint, model.tokenizer, {
        onProgress: (fraction) => {
          throwIfCancelled(signal);
          onProgress({ stage: 'warm-up', fraction });
        },
      });
      await bert.warmUp();
      throwIfCancelled(signal);
      const backend = runtime.backend === 'webgpu' ? 'webgpu' : 'wasm';
      return {
        bert,
        model,
        preference,
        backend: { backend, threads: runtime.threads, reason, ...(adapter === undefined ? {} : { adapter }) },
        notices: [],
      };
    } catch (error) {
      await runtime.dispose().catch(() => {});
      throw error;
    }
  }
}

/** The runtime that was opened early, unless the model turned out to need another. */
async function usable(
  early: Promise<ChosenRuntime> | null,
  { only }: SourcedModel,
  precision: Precision,
): Promise<ChosenRuntime | null> {
  const chosen = await early;
  if (chosen?.runtime.backend !== 'webgpu' || (only === undefined && precision === 'float32')) return chosen;
  await chosen.runtime.dispose();
  return null;
}

function infoOf({ model, bert, backend, notices }: Running): ModelInfo {
  const { id, name, origin, hash, checkpoint } = model;
  const { precision } = bert.kernels.runtime;
  const { config, parameters } = checkpoint;
  return {
    id,
    name,
    origin,
    hash,
    config,
    parameters,
    precision,
    memory: memoryOf(model, backend.backend, precision),
    backend,
    notices: [...model.notices, ...notices],
  };
}
