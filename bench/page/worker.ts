/** A worker of the benchmark's own: the engine without the page, and what it is compared with. */
import { held } from './held';
import { expose } from 'comlink';
import { loadCheckpoint } from '../../src/checkpoint/load';
import type { Quadrature } from '../../src/knowledge/attribution';
import { NO_EDITS } from '../../src/knowledge/edits';
import { BertSession } from '../../src/knowledge/session';
import { openWebRuntime, type BackendPreference } from '../../src/runtime/choose';
import { carryErrors } from '../../src/worker/crossing';
import { measureMatMul } from '../matmul';
import { modelFiles, type ModelName } from '../models';
import { soak, type Held, type Soaked, type SoakPlan } from '../soak';
import { PROMPTS } from '../workload';

export class BenchWorker {
  #session: BertSession | null = null;

  /** Opens a model, closing the one before it; resolves to the backend that it got, and why. */
  async open(model: ModelName, backend: BackendPreference, folder: string): Promise<{ backend: string; reason: string }> {
    await this.#session?.close();
    const read = async (name: string) => new Uint8Array(await (await fetch(new URL(name, folder))).arrayBuffer());
    const { checkpoint, tokenizer } = await loadCheckpoint(await modelFiles(model, read), model);
    const { runtime, reason } = await openWebRuntime(backend);
    this.#session = await BertSession.open(runtime, checkpoint, tokenizer);
    return { backend: runtime.backend, reason };
  }

  /** GFLOP/s of a plain matrix product, on a runtime of its own; before any model is open. */
  async matmul(backend: BackendPreference, runs: number): Promise<number[]> {
    const { runtime } = await openWebRuntime(backend);
    const rates = await measureMatMul(runtime, runs);
    await runtime.dispose();
    return rates;
  }

  /** Attributes the first prompt's likeliest answer. */
  async attribute(quadrature: Quadrature): Promise<{ milliseconds: number; target: string; residual: number }> {
    const session = this.#open();
    const { before } = await session.predict(PROMPTS[0], NO_EDITS);
    const target = before.indexOf(Math.max(...before));
    const began = performance.now();
    const { completeness, probability } = await session.attribute(PROMPTS[0], target, quadrature);
    return { milliseconds: performance.now() - began, target: session.tokenizer.token(target), residual: completeness.residual / probability };
  }

  soak(plan: SoakPlan): Promise<Soaked> {
    return soak(this.#open(), plan, held);
  }

  held(): Held {
    return held();
  }

  #open(): BertSession {
    if (!this.#session) throw new Error('No model is open.');
    return this.#session;
  }
}

carryErrors();
expose(new BenchWorker());
