/**
 * Which prompts fire a neuron most and least at [MASK]. The activations of all neurons are kept once a prompt has been
 * run, so that the next neuron is answered without running anything.
 */
import { throwIfCancelled } from '../../errors';
import type { NeuronRef } from '../edits/edits';
import { ForwardPass } from '../passes/forward';
import { readAll } from '../passes/tensors';
import { FIRING_BYTES } from '../protocol';
import { inBatches } from './probes';
import type { BertModel } from '../bert-model';
import type { WorkOptions } from '../passes/work';

export interface FiringRequest extends NeuronRef {
  readonly prompts: readonly string[];
  /** How many to name at each end. */
  readonly count: number;
}

export interface FiringPrompt {
  readonly prompt: string;
  readonly activation: number;
}

export interface Firing {
  /** Highest activation first. */
  readonly most: readonly FiringPrompt[];
  /** Lowest first. */
  readonly least: readonly FiringPrompt[];
  /** Mean over all the prompts. */
  readonly mean: number;
}

export class FiringIndex {
  /** By prompt, [L * F]. */
  readonly #kept = new Map<string, Float32Array>();

  constructor(readonly bert: BertModel) {}

  async search({ layer, neuron, prompts, count }: FiringRequest, options: WorkOptions = {}): Promise<Firing> {
    const { intermediateSize: F } = this.bert.checkpoint.config;
    const place = layer * F + neuron;
    const found: FiringPrompt[] = [];
    await this.#visit([...new Set(prompts)], options, (prompt, activations) =>
      found.push({ prompt, activation: activations[place]! }),
    );
    found.sort((a, b) => b.activation - a.activation);
    return {
      most: found.slice(0, count),
      least: found.slice(-count).reverse(),
      mean: found.reduce((sum, { activation }) => sum + activation, 0) / Math.max(1, found.length),
    };
  }

  /** Hands over every prompt's activations, [L * F], those that are kept first. */
  async #visit(
    prompts: readonly string[],
    { signal, lane = 'background', onProgress }: WorkOptions,
    take: (prompt: string, activations: Float32Array) => void,
  ): Promise<void> {
    const { layers, intermediateSize: F } = this.bert.checkpoint.config;
    const missing = prompts.filter((prompt) => !this.#kept.has(prompt));
    for (const prompt of prompts) {
      const kept = this.#kept.get(prompt);
      if (kept) take(prompt, kept);
    }
    const most = Math.floor(FIRING_BYTES / (4 * layers * F));
    const clozes = missing.map((prompt) => this.bert.tokenizer.encodeCloze(prompt));
    let done = prompts.length - missing.length;
    for (const batch of inBatches(clozes, this.bert.kernels.together.firing)) {
      throwIfCancelled(signal);
      const asked = batch.map((index) => clozes[index]!);
      const pass = await ForwardPass.run(this.bert.kernels, asked, new Map(), {
        lane,
        ...(signal ? { signal } : {}),
      });
      try {
        const rows = await readAll(pass.layers.map(({ activation }) => activation));
        batch.forEach((index, row) => {
          const activations = new Float32Array(layers * F);
          rows.forEach((values, layer) => activations.set(values.subarray(row * F, (row + 1) * F), layer * F));
          if (this.#kept.size < most) this.#kept.set(missing[index]!, activations);
          take(missing[index]!, activations);
        });
      } finally {
        pass.dispose();
      }
      onProgress?.({ done: (done += batch.length), total: prompts.length });
    }
  }
}
