/**
 * A model in use: prompts, edits and targets in, numbers out; the measures are built on it. Questions about one prompt
 * share its forward pass; an edited pass starts at the first edited layer.
 */
import type { RowRange } from '../bert/decoder-parts';
import type { BertCheckpoint } from '../checkpoint/bert-weights';
import type { Cloze, ClozeTokenizer } from '../checkpoint/tokenizer';
import { valueMatrix } from '../checkpoint/weight-names';
import { throwIfCancelled } from '../errors';
import type { Runtime } from '../runtime/runtime';
import { attribute } from './paths/attribute';
import type { Attribution, AttributionOptions, Quadrature } from './paths/attribution';
import { NO_EDITS, type EditsDocument } from './edits/edits';
import { resolveEdits } from './edits/resolve';
import { ForwardPass, type EditsByLayer, type RunOptions } from './passes/forward';
import { BertKernels } from './passes/kernels';
import { PassCache } from './passes/pass-cache';
import { readAll } from './passes/tensors';

/** Passes to keep: the visitor's prompt, with and without edits, and a few before it. */
const KEPT_PASSES = 6;

const WARM_UP = '[MASK].';

export interface OpenOptions {
  /** Told the share that is prepared, 0..1. */
  readonly onProgress?: (fraction: number) => void;
  /** Parts of the decoder's matrix; by default one, or as many as its size asks for. */
  readonly decoderRows?: readonly RowRange[];
}

export interface PredictionLogits {
  readonly cloze: Cloze;
  /** [V] at [MASK], unedited. */
  readonly before: Float32Array;
  /** [V] with the edits; the same array as `before` where no edit is on. */
  readonly after: Float32Array;
}

export class BertModel {
  readonly #passes = new PassCache(KEPT_PASSES);

  private constructor(
    readonly kernels: BertKernels,
    readonly checkpoint: BertCheckpoint,
    readonly tokenizer: ClozeTokenizer,
  ) {}

  /** Prepares a model for predictions; what attribution needs more is prepared when it is first asked for. */
  static async open(
    runtime: Runtime,
    checkpoint: BertCheckpoint,
    tokenizer: ClozeTokenizer,
    { onProgress, decoderRows }: OpenOptions = {},
  ): Promise<BertModel> {
    const kernels = new BertKernels(runtime, checkpoint, decoderRows);
    await kernels.preparePrediction(onProgress);
    return new BertModel(kernels, checkpoint, tokenizer);
  }

  /**
   * Answers a prompt that every BERT can read, so that everything is compiled before the visitor's own; where edited layers
   * run programs of their own, under an edit too.
   */
  async warmUp(): Promise<void> {
    await this.predict(WARM_UP, NO_EDITS);
    const { runtime, config } = this.kernels;
    if (!runtime.sharesWeights) return;
    const neurons = [0, config.layers - 1].map((layer) => ({ layer, neuron: 0, gain: 2, at: 'mask' as const }));
    const cloze = this.tokenizer.encodeCloze(WARM_UP);
    await this.withPasses(cloze, { ...NO_EDITS, neurons }, {}, (_, after) => after.ranked({ top: 1, ids: [0] }));
  }

  /**
   * Logits at [MASK] before and after the edits.
   * @throws EngramError('prompt' | 'edits' | 'runtime' | 'cancelled').
   */
  async predict(prompt: string, edits: EditsDocument, options: RunOptions = {}): Promise<PredictionLogits> {
    const cloze = this.tokenizer.encodeCloze(prompt);
    return this.withPasses(cloze, edits, options, async (before, after) => {
      const [unedited, edited] = await Promise.all([before.logits(), after.logits()]);
      return { cloze, before: unedited[0]!, after: edited[0]! };
    });
  }

  /** Every neuron's activation at [MASK], [L * F] row-major, before and after the edits. */
  async activations(
    prompt: string,
    edits: EditsDocument,
    options: RunOptions = {},
  ): Promise<{ before: Float32Array; after: Float32Array }> {
    const cloze = this.tokenizer.encodeCloze(prompt);
    return this.withPasses(cloze, edits, options, async (before, after) => {
      const [unedited, edited] = await Promise.all([this.#activationsOf(before), this.#activationsOf(after)]);
      return { before: unedited, after: edited };
    });
  }

  /** Attribution of the target's probability to every neuron; of the edited model where edits are given. */
  async attribute(
    prompt: string,
    targetId: number,
    quadrature: Quadrature,
    options: AttributionOptions & { readonly edits?: EditsDocument } = {},
  ): Promise<Attribution & { readonly cloze: Cloze }> {
    const cloze = this.tokenizer.encodeCloze(prompt);
    const { edits = NO_EDITS, ...rest } = options;
    return this.withPasses(cloze, edits, rest, async (_, after, resolved) => {
      const pass = { kernels: this.kernels, base: after, edits: resolved, targetIds: [targetId] };
      const [attribution] = await attribute(pass, quadrature, rest);
      return { cloze, ...attribution! };
    });
  }

  /** Like `attribute`, for several prompts in the same waves. */
  async attributeAll(
    questions: readonly { readonly prompt: string; readonly targetId: number }[],
    quadrature: Quadrature,
    options: AttributionOptions & { readonly edits?: EditsDocument } = {},
  ): Promise<(Attribution & { readonly cloze: Cloze })[]> {
    const clozes = questions.map(({ prompt }) => this.tokenizer.encodeCloze(prompt));
    const { edits = NO_EDITS, ...rest } = options;
    const resolved = this.resolve(edits);
    const targetIds = questions.map(({ targetId }) => targetId);
    const base = await ForwardPass.run(this.kernels, clozes, resolved, rest);
    try {
      const pass = { kernels: this.kernels, base, edits: resolved, targetIds };
      const attributions = await attribute(pass, quadrature, rest);
      return attributions.map((attribution, i) => ({ cloze: clozes[i]!, ...attribution }));
    } finally {
      base.dispose();
    }
  }

  /** Frees what the model keeps, and the runtime with it. */
  async close(): Promise<void> {
    await this.#passes.clear();
    await this.kernels.runtime.dispose();
  }

  /**
   * Works with a prompt's forward passes, without edits and with them (the same one where no edit is on). They are kept
   * for the next question, and stay alive until the work is done.
   */
  async withPasses<T>(
    cloze: Cloze,
    edits: EditsDocument,
    options: RunOptions,
    work: (before: ForwardPass, after: ForwardPass, resolved: EditsByLayer) => Promise<T>,
  ): Promise<T> {
    const { signal, lane = 'interactive' } = options;
    throwIfCancelled(signal);
    const resolved = this.resolve(edits);
    const key = cloze.ids.join(' ');
    return this.#passes.use(
      key,
      () => ForwardPass.run(this.kernels, [cloze], new Map(), { lane }),
      (before, lease) => {
        throwIfCancelled(signal);
        if (resolved.size === 0) return work(before, before, resolved);
        const editedKey = `${key} ${JSON.stringify([edits.neurons, edits.values])}`;
        return this.#passes.use(
          editedKey,
          () => before.rerun(resolved, { lane }),
          (after) => work(before, after, resolved),
          lease,
        );
      },
    );
  }

  /**
   * The edits by layer, ready for the layers' programs.
   * @throws EngramError('edits') where they do not fit the model.
   */
  resolve(edits: EditsDocument): EditsByLayer {
    const layers = resolveEdits(edits, {
      config: this.checkpoint.config,
      tokenDirection: (id) => this.checkpoint.tokenDirection(id),
      valueVector: (layer, neuron) => this.valueVector(layer, neuron),
      tokenId: (token) => {
        const found = this.tokenizer.lookUp(token);
        return found.ok ? found.token.id : undefined;
      },
    });
    return new Map(layers.map((layer) => [layer.layer, layer]));
  }

  /** [D], unedited. */
  valueVector(layer: number, neuron: number): Float32Array {
    return this.checkpoint.column(valueMatrix(layer), neuron);
  }

  async #activationsOf(pass: ForwardPass): Promise<Float32Array> {
    const F = this.checkpoint.config.intermediateSize;
    const all = new Float32Array(pass.layers.length * F);
    const byLayer = await readAll(pass.layers.map(({ activation }) => activation));
    byLayer.forEach((activations, l) => all.set(activations, l * F));
    return all;
  }
}
