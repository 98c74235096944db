/**
 * The engine without the page, on a runtime that the test chooses. Answers are plain arrays, so that they cross from the
 * browser to the test.
 */
import { metered } from '../../bench/page/counts';
import { held } from '../../bench/page/held';
import { ask, type Asked, type QuestionName } from '../../bench/asking';
import { randomModel } from '../../bench/shapes';
import { expose } from 'comlink';
import { soak, type Soaked, type SoakPlan } from '../../bench/soak';
import { decoderParts } from '../../src/bert/decoder-parts';
import { programsOf, relativeError } from '../../src/fixtures/programs';
import { loadCheckpoint, type ModelFiles } from '../../src/checkpoint/load';
import { attributeAttention } from '../../src/knowledge/measures/attention';
import type { Quadrature } from '../../src/knowledge/paths/attribution';
import { NO_EDITS, type EditsDocument } from '../../src/knowledge/edits/edits';
import { logitLens } from '../../src/knowledge/measures/lens';
import { wordsOfNeurons, type NeuronWords } from '../../src/knowledge/measures/neuron-words';
import { BertModel } from '../../src/knowledge/bert-model';
import { openWebRuntime, type BackendPreference } from '../../src/runtime/choose';
import type { Precision } from '../../src/runtime/runtime';
import { carryErrors } from '../../src/worker/crossing';
import { compareOnLargeCard, resultsOf } from './large-card';

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
    edits: EditsDocument = NO_EDITS,
  ): Promise<{ scores: number[]; activations: number[]; expected: number[] }> {
    const { scores, activations, completeness } = await this.#open().attribute(prompt, target, quadrature, { edits });
    return { scores: [...scores], activations: [...activations], expected: [...completeness.expected] };
  }

  /** The words of the first neurons of layer 0. */
  words(neurons: number): Promise<NeuronWords> {
    const refs = Array.from({ length: neurons }, (_, neuron) => ({ layer: 0, neuron }));
    return wordsOfNeurons(this.#open(), { neurons: refs, count: 3 });
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

  /**
   * Runs every program that the engine can generate for the open model on WebGPU and in WebAssembly, for B samples of random operands.
   * @returns by program, the largest difference as a share of the largest number.
   */
  async compareAll(samples: number): Promise<(readonly [name: string, error: number])[]> {
    const { runtime: gpu, config } = this.#open().kernels;
    const { runtime: cpu } = await openWebRuntime('wasm');
    const errors: (readonly [string, number])[] = [];
    for (const program of programsOf(config)) {
      const bindings = { B: samples, T: 7, R: 2, K: 2, P: 3 };
      const [found, expected] = await Promise.all([gpu, cpu].map((runtime) => resultsOf(runtime, program, bindings)));
      errors.push([program.name, Math.max(...found!.map((values, i) => relativeError(values, expected![i]!)))]);
    }
    await cpu.dispose();
    return errors;
  }

  compareOnLargeCard(): ReturnType<typeof compareOnLargeCard> {
    return compareOnLargeCard();
  }

  /** What a question about the tiny shape of the benchmark costs, once it has been asked a few times. */
  async ask(name: QuestionName, preference: BackendPreference, files: ModelFiles): Promise<Asked> {
    await this.open(preference, randomModel('tiny', files));
    const [asked] = await ask(this.#open(), name, { warmUp: 4, runs: 1 }, metered);
    return asked!;
  }

  #open(): BertModel {
    if (!this.#bert) throw new Error('No model is open.');
    return this.#bert;
  }
}

carryErrors();
expose(new Harness());
