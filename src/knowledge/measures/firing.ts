/**
 * Which prompts fire a neuron most and least at [MASK]. The activations of all neurons are kept once a prompt has been
 * run, so that the next neuron is answered without running anything.
 */
import type { NeuronRef } from '../edits/edits';
import { FIRING_BYTES } from '../protocol';
import { visitActivations } from './mask-activations';
import type { BertModel } from '../bert-model';
import type { WorkOptions, WorkProgress } from '../passes/work';

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
    { onProgress, ...options }: WorkOptions,
    take: (prompt: string, activations: Float32Array) => void,
  ): Promise<void> {
    const { layers, intermediateSize: F } = this.bert.checkpoint.config;
    const missing = prompts.filter((prompt) => !this.#kept.has(prompt));
    for (const prompt of prompts) {
      const kept = this.#kept.get(prompt);
      if (kept) take(prompt, kept);
    }
    const most = Math.floor(FIRING_BYTES / (4 * layers * F));
    const found = prompts.length - missing.length;
    const counted = {
      ...options,
      onProgress: ({ done }: WorkProgress) => onProgress?.({ done: found + done, total: prompts.length }),
    };
    await visitActivations(this.bert, missing, counted, (prompt, activations) => {
      if (this.#kept.size < most) this.#kept.set(prompt, activations);
      take(prompt, activations);
    });
  }
}
