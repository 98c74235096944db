/**
 * The engine without the page, on a runtime that the test chooses. Answers are plain arrays, so that they cross from the
 * browser to the test.
 */
import { held } from '../../bench/page/held';
import { expose } from 'comlink';
import { soak, type Soaked, type SoakPlan } from '../../bench/soak';
import { decoderParts } from '../../src/bert/decoder-parts';
import { bertSuite } from '../../src/bert/suite';
import { loadCheckpoint, type ModelFiles } from '../../src/checkpoint/load';
import type { Linearized } from '../../src/graph/linearize';
import type { Program } from '../../src/graph/program';
import { attributeAttention } from '../../src/knowledge/measures/attention';
import type { Quadrature } from '../../src/knowledge/paths/attribution';
import type { EditsDocument } from '../../src/knowledge/edits/edits';
import { logitLens } from '../../src/knowledge/measures/lens';
import { BertModel } from '../../src/knowledge/bert-model';
import { openWebRuntime, type BackendPreference } from '../../src/runtime/choose';
import type { Precision, Runtime, WeightSource } from '../../src/runtime/runtime';
import { carryErrors } from '../../src/worker/crossing';

export class Harness {
  #bert: BertModel | null = null;

  /** Opens a model, closing the one before it; resolves to the backend that it got. `decoderBytes`: most bytes in a part of the decoder's matrix. */
  async open(
    preference: BackendPreference,
    files: ModelFiles,
    decoderBytes?: number,
    precision?: Precision,
  ): Promise<{ backend: string; threads: number; reason: string }> {
    await this.close();
    const { runtime, reason } = await openWebRuntime(preference, precision);
    const { checkpoint, tokenizer } = await loadCheckpoint(files, 'reference');
    this.#bert = await BertModel.open(runtime, checkpoint, tokenizer, {
      decoderRows: decoderParts(checkpoint.config, decoderBytes),
    });
    return { backend: runtime.backend, threads: runtime.threads, reason };
  }

  async close(): Promise<void> {
    await this.#bert?.close();
    this.#bert = null;
  }

  async predict(prompt: string, edits: EditsDocument): Promise<{ before: number[]; after: number[] }> {
    const { before, after } = await this.#open().predict(prompt, edits);
    return { before: [...before], after: [...after] };
  }

  async attribute(
    prompt: string,
    target: number,
    quadrature: Quadrature,
  ): Promise<{ scores: number[]; activations: number[]; expected: number[] }> {
    const { scores, activations, completeness } = await this.#open().attribute(prompt, target, quadrature);
    return { scores: [...scores], activations: [...activations], expected: [...completeness.expected] };
  }

  soak(plan: SoakPlan): Promise<Soaked> {
    return soak(this.#open(), plan, held);
  }

  async attention(
    prompt: string,
    target: number,
    tolerance: number,
  ): Promise<{ scores: number[]; weights: number[]; residual: number }> {
    const { scores, weights, residual } = await attributeAttention(this.#open(), { prompt, target, tolerance });
    return { scores: [...scores], weights: [...weights], residual };
  }

  /** The target's probability after every layer. */
  async lens(prompt: string, edits: EditsDocument, target: number): Promise<number[]> {
    const { layers } = await logitLens(this.#open(), { prompt, edits, top: 1, target });
    return layers.map(({ after }) => after.target!.probability);
  }

  /** Compiles every program that the engine can generate for the open model; resolves to their names. */
  async compileAll(): Promise<string[]> {
    const { runtime, config } = this.#open().kernels;
    const programs = [
      ...programsIn(bertSuite(config)),
      ...programsIn(bertSuite(config, decoderParts(config, 4 * 64 * config.embeddingSize)).decoder),
    ];
    for (const program of programs) await compile(runtime, program);
    return programs.map(({ name }) => name);
  }

  #open(): BertModel {
    if (!this.#bert) throw new Error('No model is open.');
    return this.#bert;
  }
}

type Suite = Program | Linearized | { readonly [part: string]: Suite };

function* programsIn(suite: Suite | ReturnType<typeof bertSuite>): Generator<Program> {
  if ('graph' in suite) {
    yield suite as Program;
    return;
  }
  for (const part of Object.values(suite))
    if (typeof part === 'object' && !Array.isArray(part)) yield* programsIn(part as Suite);
}

async function compile(runtime: Runtime, program: Program): Promise<void> {
  const zeros: WeightSource = {
    weight(name) {
      const shape = (program.params.get(name) ?? []).map(Number);
      return { data: new Float32Array(shape.reduce((n, dim) => n * dim, 1)), shape };
    },
  };
  const kernel = await runtime.kernel(program, zeros, (param) => param);
  await kernel.release();
}

carryErrors();
expose(new Harness());
