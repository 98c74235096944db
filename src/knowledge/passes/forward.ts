/**
 * A forward pass over one prompt or several, layer by layer, with what later work needs of it kept on the device: the
 * residual stream before every layer (so that an edit in layer l re-runs layers l.. only) and, at [MASK], the
 * activations and the two halves of every layer's output (where attribution starts).
 */
import type { DeviceTensor, HostTensor, Lane } from '../../runtime/runtime';
import { throwIfCancelled } from '../../errors';
import { positionRows } from '../../bert/position-rows';
import { embeddingWeight } from '../../bert/suite';
import type { LayerEdits } from '../edits/resolve';
import type { BertKernels } from './kernels';
import { editOperands, sampleOperands, type PromptBatch } from './layer-operands';

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

/** A prompt's token ids, [CLS] and [SEP] included. */
export interface PromptIds {
  readonly ids: readonly number[];
  readonly maskIndex: number;
}

/** Layers of a pass, from the first on. */
interface Stretch {
  readonly batch: PromptBatch;
  readonly residuals: readonly DeviceTensor[];
  readonly layers: readonly LayerResults[];
  /** The tensors among them that are this pass's to dispose of. */
  readonly own: readonly DeviceTensor[];
}

export class ForwardPass {
  /** The layers that this pass ran itself; those below belong to the pass it started from. */
  readonly #own: readonly DeviceTensor[];

  readonly batch: PromptBatch;
  /** [0]: the embeddings; [l]: before layer l; [P, T, D] each. */
  readonly residuals: readonly DeviceTensor[];
  readonly layers: readonly LayerResults[];

  private constructor(
    { batch, residuals, layers, own }: Stretch,
    /** By prompt: [V], with the decoder's bias. */
    readonly logits: readonly Float32Array[],
  ) {
    this.batch = batch;
    this.residuals = residuals;
    this.layers = layers;
    this.#own = own;
  }

  /** Shorter prompts are padded to the longest. */
  static async run(
    kernels: BertKernels,
    prompts: readonly PromptIds[],
    edits: EditsByLayer,
    options: RunOptions = {},
  ): Promise<ForwardPass> {
    const batch = {
      tokens: Math.max(...prompts.map(({ ids }) => ids.length)),
      prompts: prompts.map(({ ids, maskIndex }) => ({ length: ids.length, maskIndex })),
    };
    const embedded = await embed(kernels, prompts, batch.tokens, options);
    return ForwardPass.#runFrom(kernels, { batch, residuals: [embedded], layers: [], own: [embedded] }, edits, options);
  }

  /** The same prompts with other edits, from the first layer that they touch. */
  async rerun(kernels: BertKernels, edits: EditsByLayer, options: RunOptions = {}): Promise<ForwardPass> {
    const first = Math.min(kernels.config.layers - 1, ...edits.keys());
    const below: Stretch = {
      batch: this.batch,
      residuals: this.residuals.slice(0, first + 1),
      layers: this.layers.slice(0, first),
      own: [],
    };
    return ForwardPass.#runFrom(kernels, below, edits, options);
  }

  dispose(): void {
    for (const tensor of this.#own) tensor.dispose();
  }

  /** Goes on from the layers that have run already. */
  static async #runFrom(
    kernels: BertKernels,
    below: Stretch,
    edits: EditsByLayer,
    options: RunOptions,
  ): Promise<ForwardPass> {
    const { batch } = below;
    const residuals = [...below.residuals];
    const layers = [...below.layers];
    const own = [...below.own];
    const owners = batch.prompts.map((_, prompt) => prompt);
    for (let layer = layers.length; layer < kernels.config.layers; layer++) {
      throwIfCancelled(options.signal);
      const run = { layer, batch, owners, x: residuals[layer]!, edits: [edits.get(layer)] };
      const results = await runLayer(kernels, run, options);
      own.push(results.y, results.activation, results.attended, results.written);
      layers.push(results);
      if (layer < kernels.config.layers - 1) residuals.push(results.y);
    }
    const logits = await logitsOf(kernels, layers.at(-1)!.y, options);
    return new ForwardPass({ batch, residuals, layers, own }, logits);
  }
}

/** The token of a padded position; its row is computed and never read. */
const PAD = 0;

async function embed(
  kernels: BertKernels,
  prompts: readonly PromptIds[],
  tokens: number,
  { lane }: RunOptions,
): Promise<DeviceTensor> {
  const { embeddingSize, firstPosition, typeVocabSize } = kernels.config;
  const places = Array.from({ length: tokens }, (_, place) => place);
  const gather = (name: string, rows: readonly number[]): HostTensor => ({
    data: kernels.weights.rows(embeddingWeight(`${name}_embeddings.weight`), rows),
    shape: [prompts.length, tokens, embeddingSize],
  });
  const kernel = await kernels.embedding();
  const { y } = await kernel.run(
    {
      word: gather(
        'word',
        prompts.flatMap(({ ids }) => places.map((i) => ids[i] ?? PAD)),
      ),
      position: gather(
        'position',
        prompts.flatMap(({ ids }) => positionRows(ids, tokens, firstPosition)),
      ),
      ...(typeVocabSize > 0
        ? {
            type: gather(
              'token_type',
              prompts.flatMap(() => places.map(() => 0)),
            ),
          }
        : {}),
    },
    lane ? { lane } : {},
  );
  return y!;
}

/** One layer on B samples. */
export interface LayerRun {
  readonly layer: number;
  readonly batch: PromptBatch;
  /** Each sample's prompt. */
  readonly owners: readonly number[];
  /** [B, T, D]. */
  readonly x: DeviceTensor;
  /** One entry for all samples, or one a sample. */
  readonly edits: readonly (LayerEdits | undefined)[];
}

export async function runLayer(
  kernels: BertKernels,
  { layer, batch, owners, x, edits }: LayerRun,
  { lane }: RunOptions,
): Promise<LayerResults> {
  const editing = editOperands(kernels.config, { batch, owners, rows: kernels.rows(layer) }, edits);
  const kernel = await kernels.layer(layer).forward();
  const { y, activation, attended, written } = await kernel.run(
    { x, ...sampleOperands(batch, owners), ...editing },
    { fetch: ['y', 'activation', 'attended', 'written'], ...(lane ? { lane } : {}) },
  );
  return { y: y!, activation: activation!, attended: attended!, written: written! };
}

/** The head on the last layer's y [B, 1, D]: each sample's logits [V], bias included. */
export async function logitsOf(kernels: BertKernels, x: DeviceTensor, { lane }: RunOptions): Promise<Float32Array[]> {
  const options = lane ? { lane } : {};
  const { h } = await (await kernels.transform().forward()).run({ x }, { fetch: ['h'], ...options });
  const { scores } = await (await kernels.decoder().forward()).run({ h: h! }, { fetch: ['scores'], ...options });
  const values = await scores!.read();
  const bias = kernels.decoderBias;
  const logits = Array.from({ length: x.shape[0]! }, (_, i) => bias.map((b, id) => b + values[i * bias.length + id]!));
  h!.dispose();
  scores!.dispose();
  return logits;
}
