/** A worker of the benchmark's own: the engine without the page, and what it is compared with. */
import { held } from './held';
import { countRuns, metered } from './counts';
import { expose } from 'comlink';
import { loadCheckpoint, type LoadedModel } from '../../src/checkpoint/load';
import type { Quadrature } from '../../src/knowledge/paths/attribution';
import { NO_EDITS } from '../../src/knowledge/edits/edits';
import { BertModel } from '../../src/knowledge/bert-model';
import { softmaxOf } from '../../src/knowledge/passes/softmax';
import { openWebRuntime, type BackendPreference } from '../../src/runtime/choose';
import type { Runtime } from '../../src/runtime/runtime';
import { carryErrors } from '../../src/worker/crossing';
import { ask, likeliest, PROMPT, type Asked, type QuestionName, type Repetitions } from '../asking';
import { measureJax, type JaxMeasured, type JaxRequest } from '../jax/measure';
import { measureMatMul } from '../matmul';
import { modelFiles, type ModelName } from '../models';
import { readFrom } from './read';
import { soak, type Held, type Soaked, type SoakPlan } from '../soak';

export interface AttributionAnswer {
  readonly milliseconds: number;
  readonly target: { readonly id: number; readonly token: string };
  /** [L * F] row-major. */
  readonly scores: Float32Array;
}

export type PeerRequest = Pick<JaxRequest, 'backend' | 'style' | 'targetId' | 'rule' | 'runs'>;

export interface JaxAsked extends JaxMeasured {
  readonly asked: readonly Asked[];
}

export class BenchWorker {
  #bert: BertModel | null = null;

  /**
   * Opens a model, closing the one before it.
   * @throws Error where it does not run where it was to.
   */
  async open(model: ModelName, backend: BackendPreference, folder: string): Promise<void> {
    await this.#bert?.close();
    const { checkpoint, tokenizer } = await load(model, folder);
    const runtime = await openRuntime(backend);
    countRuns(runtime);
    this.#bert = await BertModel.open(runtime, checkpoint, tokenizer);
  }

  /** GFLOP/s of a plain matrix product, on a runtime of its own; before any model is open. */
  async matmul(backend: BackendPreference, runs: number, inARow?: number): Promise<number[]> {
    const runtime = await openRuntime(backend);
    const rates = await measureMatMul(runtime, runs, inARow);
    await runtime.dispose();
    return rates;
  }

  /** The likeliest answer. */
  async predict(): Promise<{ token: string; probability: number; milliseconds: number }> {
    const bert = this.#open();
    const began = performance.now();
    const { before } = await bert.predict(PROMPT, NO_EDITS);
    const milliseconds = performance.now() - began;
    const best = before.indexOf(Math.max(...before));
    return { token: bert.tokenizer.token(best), probability: softmaxOf(before)[best]!, milliseconds };
  }

  /** Attributes the likeliest answer. */
  async attribute(quadrature: Quadrature): Promise<AttributionAnswer> {
    const bert = this.#open();
    const target = await likeliest(bert, PROMPT);
    const began = performance.now();
    const { scores } = await bert.attribute(PROMPT, target, quadrature);
    const milliseconds = performance.now() - began;
    return { milliseconds, target: { id: target, token: bert.tokenizer.token(target) }, scores };
  }

  /** The same attribution by jax-js. */
  async jax(model: ModelName, folder: string, request: PeerRequest): Promise<JaxAsked> {
    const { checkpoint, tokenizer, config } = await load(model, folder);
    const { ids, maskIndex } = tokenizer.encodeCloze(PROMPT);
    const asked: Asked[] = [];
    const around = async (attribute: () => Promise<unknown>) => asked.push(await metered(attribute));
    return { ...(await measureJax({ ...request, config, weights: checkpoint, ids, maskIndex, around })), asked };
  }

  /** What a question costs, of each of its repetitions. */
  ask(question: QuestionName, repetitions: Repetitions): Promise<Asked[]> {
    return ask(this.#open(), question, repetitions, metered);
  }

  soak(plan: SoakPlan): Promise<Soaked> {
    return soak(this.#open(), plan, held);
  }

  held(): Held {
    return held();
  }

  #open(): BertModel {
    if (!this.#bert) throw new Error('No model is open.');
    return this.#bert;
  }
}

async function openRuntime(backend: BackendPreference): Promise<Runtime> {
  const { runtime, reason } = await openWebRuntime(backend);
  if (backend !== 'auto' && runtime.backend !== backend)
    throw new Error(`expected ${backend}, found ${runtime.backend}. ${reason}`);
  return runtime;
}

async function load(model: ModelName, folder: string): Promise<LoadedModel> {
  return loadCheckpoint(await modelFiles(model, readFrom(folder)), model);
}

carryErrors();
expose(new BenchWorker());
