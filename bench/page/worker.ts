/** A worker of the benchmark's own: the engine without the page, and what it is compared with. */
import { held } from './held';
import { expose } from 'comlink';
import { loadCheckpoint, type LoadedModel } from '../../src/checkpoint/load';
import type { Quadrature } from '../../src/knowledge/paths/attribution';
import { NO_EDITS } from '../../src/knowledge/edits/edits';
import type { QuadratureRule } from '../../src/knowledge/paths/quadrature';
import { BertModel } from '../../src/knowledge/bert-model';
import { softmaxOf } from '../../src/knowledge/passes/softmax';
import { openWebRuntime, type BackendPreference } from '../../src/runtime/choose';
import { carryErrors } from '../../src/worker/crossing';
import type { Style } from '../jax/bert';
import { measureJax, type JaxBackend, type JaxMeasured } from '../jax/measure';
import { measureMatMul } from '../matmul';
import { modelFiles, type ModelName } from '../models';
import { soak, type Held, type Soaked, type SoakPlan } from '../soak';
import { PROMPTS } from '../workload';

/** One that no model is sure of: where P is near 1, its gradient is what is left of a difference, and float32 leaves little. */
const PROMPT = PROMPTS[4];

export interface AttributionAnswer {
  readonly milliseconds: number;
  readonly target: { readonly id: number; readonly token: string };
  /** [L * F] row-major. */
  readonly scores: Float32Array;
}

export class BenchWorker {
  #bert: BertModel | null = null;

  /** Opens a model, closing the one before it; resolves to the backend that it got, and why. */
  async open(
    model: ModelName,
    backend: BackendPreference,
    folder: string,
  ): Promise<{ backend: string; reason: string }> {
    await this.#bert?.close();
    const { checkpoint, tokenizer } = await load(model, folder);
    const { runtime, reason } = await openWebRuntime(backend);
    this.#bert = await BertModel.open(runtime, checkpoint, tokenizer);
    return { backend: runtime.backend, reason };
  }

  /** GFLOP/s of a plain matrix product, on a runtime of its own; before any model is open. */
  async matmul(backend: BackendPreference, runs: number): Promise<number[]> {
    const { runtime } = await openWebRuntime(backend);
    const rates = await measureMatMul(runtime, runs);
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
    const { before } = await bert.predict(PROMPT, NO_EDITS);
    const target = before.indexOf(Math.max(...before));
    const began = performance.now();
    const { scores } = await bert.attribute(PROMPT, target, quadrature);
    const milliseconds = performance.now() - began;
    return { milliseconds, target: { id: target, token: bert.tokenizer.token(target) }, scores };
  }

  /** The same attribution by jax-js. */
  async jax(
    model: ModelName,
    backend: JaxBackend,
    style: Style,
    folder: string,
    targetId: number,
    rule: QuadratureRule,
    runs: number,
  ): Promise<JaxMeasured> {
    const { checkpoint, tokenizer, config } = await load(model, folder);
    const { ids, maskIndex } = tokenizer.encodeCloze(PROMPT);
    return measureJax({ backend, style, config, weights: checkpoint, ids, maskIndex, targetId, rule, runs });
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

async function load(model: ModelName, folder: string): Promise<LoadedModel> {
  const read = async (name: string) => new Uint8Array(await (await fetch(new URL(name, folder))).arrayBuffer());
  return loadCheckpoint(await modelFiles(model, read), model);
}

carryErrors();
expose(new BenchWorker());
