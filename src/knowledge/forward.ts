/**
 * A forward pass over one prompt, layer by layer, with what later work needs of it kept on the device: the residual
 * stream before every layer (so that an edit in layer l re-runs layers l.. only) and, at [MASK], the activations and
 * the two halves of every layer's output (where attribution starts).
 */
import type { DeviceTensor, HostTensor, Lane } from '../runtime/runtime';
import { EngramError } from '../errors';
import type { LayerEdits } from './edits';
import type { BertKernels } from './kernels';
import { editOperands, sampleOperands, type ClozeShape } from './layer-operands';

/** One layer's results; `y` is [B, T, D], and [B, 1, D] in the last layer. */
export interface LayerResults {
  readonly y: DeviceTensor;
  /** a' [B, F]. */
  readonly activation: DeviceTensor;
  /** h [B, D]. */
  readonly attended: DeviceTensor;
  /** a' V [B, D], without b_V. */
  readonly written: DeviceTensor;
}

/** Edits by layer; a layer that is absent has none. */
export type EditsByLayer = ReadonlyMap<number, LayerEdits>;

export interface RunOptions {
  readonly lane?: Lane;
  readonly signal?: AbortSignal;
}

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngramError('cancelled', 'The work was cancelled.');
}

export class ForwardPass {
  /** The layers that this pass ran itself; those below belong to the pass it started from. */
  readonly #own: DeviceTensor[] = [];

  private constructor(
    readonly cloze: ClozeShape,
    /** [0]: the embeddings; [l]: before layer l; [1, T, D] each. */
    readonly residuals: readonly DeviceTensor[],
    readonly layers: readonly LayerResults[],
    /** [V], with the decoder's bias. */
    readonly logits: Float32Array,
    own: readonly DeviceTensor[],
  ) {
    this.#own.push(...own);
  }

  /** @param ids the prompt's token ids, [CLS] and [SEP] included. */
  static async run(kernels: BertKernels, ids: readonly number[], maskIndex: number, edits: EditsByLayer, options: RunOptions = {}): Promise<ForwardPass> {
    const embedded = await embed(kernels, ids, options);
    return ForwardPass.#runFrom(kernels, { tokens: ids.length, maskIndex }, [embedded], [], edits, [embedded], options);
  }

  /** The same prompt with other edits, from the first layer that they touch. */
  async rerun(kernels: BertKernels, edits: EditsByLayer, options: RunOptions = {}): Promise<ForwardPass> {
    const first = Math.min(kernels.config.layers - 1, ...edits.keys());
    return ForwardPass.#runFrom(kernels, this.cloze, this.residuals.slice(0, first + 1), this.layers.slice(0, first), edits, [], options);
  }

  dispose(): void {
    for (const tensor of this.#own) tensor.dispose();
  }

  static async #runFrom(
    kernels: BertKernels,
    cloze: ClozeShape,
    residuals: readonly DeviceTensor[],
    layers: readonly LayerResults[],
    edits: EditsByLayer,
    own: readonly DeviceTensor[],
    options: RunOptions,
  ): Promise<ForwardPass> {
    const allResiduals = [...residuals];
    const allLayers = [...layers];
    const made = [...own];
    for (let layer = layers.length; layer < kernels.config.layers; layer++) {
      throwIfCancelled(options.signal);
      const results = await runLayer(kernels, layer, cloze, allResiduals[layer]!, [edits.get(layer)], options);
      made.push(results.y, results.activation, results.attended, results.written);
      allLayers.push(results);
      if (layer < kernels.config.layers - 1) allResiduals.push(results.y);
    }
    const logits = await logitsOf(kernels, allLayers.at(-1)!.y, options);
    return new ForwardPass(cloze, allResiduals, allLayers, logits, made);
  }
}

async function embed(kernels: BertKernels, ids: readonly number[], { lane }: RunOptions): Promise<DeviceTensor> {
  const { hiddenSize } = kernels.config;
  const rows = (name: string, indices: readonly number[]): HostTensor => ({
    data: kernels.weights.rows(`bert.embeddings.${name}_embeddings.weight`, indices),
    shape: [indices.length, hiddenSize],
  });
  const kernel = await kernels.embedding();
  const { y } = await kernel.run(
    { word: rows('word', ids), position: rows('position', ids.map((_, i) => i)), type: rows('token_type', ids.map(() => 0)) },
    lane ? { lane } : {},
  );
  return y!;
}

/** Runs layer l on B samples of one prompt. `edits`: one entry for all samples, or one a sample. */
export async function runLayer(
  kernels: BertKernels,
  layer: number,
  cloze: ClozeShape,
  x: DeviceTensor,
  edits: readonly (LayerEdits | undefined)[],
  { lane }: RunOptions,
): Promise<LayerResults> {
  const samples = x.shape[0]!;
  const kernel = await kernels.layer(layer).forward();
  const results = await kernel.run(
    { x, ...sampleOperands(cloze, samples), ...editOperands(kernels.config, cloze, kernels.rows(layer), samples, edits) },
    { fetch: ['y', 'activation', 'attended', 'written'], ...(lane ? { lane } : {}) },
  );
  return results as unknown as LayerResults;
}

/** The head on the last layer's y [B, 1, D]: logits [B * V], bias included. */
export async function logitsOf(kernels: BertKernels, x: DeviceTensor, { lane }: RunOptions): Promise<Float32Array> {
  const options = lane ? { lane } : {};
  const { h } = await (await kernels.transform().forward()).run({ x }, { fetch: ['h'], ...options });
  const { scores } = await (await kernels.decoder().forward()).run({ h: h! }, { fetch: ['scores'], ...options });
  const bias = kernels.decoderBias;
  const logits = Float32Array.from(await scores!.read(), (score, i) => score + bias[i % bias.length]!);
  h!.dispose();
  scores!.dispose();
  return logits;
}
