/**
 * A forward pass over one prompt or several, layer by layer, with what later work needs of it kept on the device: the
 * residual stream before every layer (so that an edit in layer l re-runs layers l.. only) and, at [MASK], the
 * activations and the two halves of every layer's output (where attribution starts). Nothing of it is read until it is
 * asked for.
 */
import type { DeviceTensor, HostTensor, Lane } from '../../runtime/runtime';
import { throwIfCancelled } from '../../errors';
import type { RankedRow, RankRequest } from '../../runtime/ranks';
import { positionRows } from '../../bert/position-rows';
import { embeddingWeight } from '../../bert/suite';
import type { LayerEdits } from '../edits/resolve';
import type { BertKernels } from './kernels';
import { sampleOperands, type PromptBatch, type SampleEdits } from './layer-operands';
import { disposing, OwnedTensors } from './tensors';

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
}

/** A stretch that reaches the head. */
interface WholeStretch extends Stretch {
  /** [P, V], without the decoder's bias. */
  readonly scores: DeviceTensor;
}

export class ForwardPass {
  readonly batch: PromptBatch;
  /** [0]: the embeddings; [l]: before layer l; [P, T, D] each. */
  readonly residuals: readonly DeviceTensor[];
  readonly layers: readonly LayerResults[];
  /** [P, V], the head's, without the decoder's bias. */
  readonly scores: DeviceTensor;
  readonly #kernels: BertKernels;
  /** What this pass made itself; the layers below belong to the pass it started from. */
  readonly #owned: OwnedTensors;
  #logits: Promise<readonly Float32Array[]> | null = null;

  private constructor(kernels: BertKernels, { batch, residuals, layers, scores }: WholeStretch, owned: OwnedTensors) {
    this.batch = batch;
    this.residuals = residuals;
    this.layers = layers;
    this.scores = scores;
    this.#kernels = kernels;
    this.#owned = owned;
  }

  /** Shorter prompts are padded to the longest. */
  static run(
    kernels: BertKernels,
    prompts: readonly PromptIds[],
    edits: EditsByLayer,
    options: RunOptions = {},
  ): Promise<ForwardPass> {
    const batch = {
      tokens: Math.max(...prompts.map(({ ids }) => ids.length)),
      prompts: prompts.map(({ ids, maskIndex }) => ({ length: ids.length, maskIndex })),
    };
    return ForwardPass.#make(async (owned) => {
      const embedded = owned.own(await embed(kernels, prompts, batch.tokens, options));
      const start = { batch, residuals: [embedded], layers: [] };
      return new ForwardPass(kernels, await runToEnd(kernels, start, { edits, owned, ...options }), owned);
    });
  }

  /** The same prompts with other edits, from the first layer that they touch. */
  rerun(edits: EditsByLayer, options: RunOptions = {}): Promise<ForwardPass> {
    const kernels = this.#kernels;
    const first = firstEdited(kernels, [edits]);
    const below: Stretch = {
      batch: this.batch,
      residuals: this.residuals.slice(0, first + 1),
      layers: this.layers.slice(0, first),
    };
    return ForwardPass.#make(
      async (owned) => new ForwardPass(kernels, await runToEnd(kernels, below, { edits, owned, ...options }), owned),
    );
  }

  /** The head's scores [P, V] of the same prompts under other edits, from the first layer that they touch; the caller's to dispose of. */
  scoresUnder(edits: EditsByLayer, options: RunOptions = {}): Promise<DeviceTensor> {
    const { batch } = this;
    const layer = firstEdited(this.#kernels, [edits]);
    const owners = batch.prompts.map((_, prompt) => prompt);
    return scoresFrom(this.#kernels, { layer, batch, owners, x: this.residuals[layer]!, edits: [edits] }, options);
  }

  /** By prompt: [V], with the decoder's bias. They are read when they are first asked for, and the same arrays then on. */
  logits(): Promise<readonly Float32Array[]> {
    if (!this.#logits) {
      const reading = readLogits(this.#kernels, this.scores);
      reading.catch(() => (this.#logits = null));
      this.#logits = reading;
    }
    return this.#logits;
  }

  /** By prompt: what is asked of the logits, without reading the rest of them. */
  ranked(request: Omit<RankRequest, 'bias'>): Promise<readonly RankedRow[]> {
    const { decoderBias, runtime } = this.#kernels;
    return runtime.rank(this.scores, { ...request, bias: decoderBias });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** A pass owns what it made; one that comes to nothing leaves nothing. */
  static async #make(work: (owned: OwnedTensors) => Promise<ForwardPass>): Promise<ForwardPass> {
    const owned = new OwnedTensors();
    try {
      return await work(owned);
    } catch (error) {
      owned.dispose();
      throw error;
    }
  }
}

/** Goes on from the layers that have run already, up to the head. */
async function runToEnd(
  kernels: BertKernels,
  below: Stretch,
  { edits, owned, ...options }: RunOptions & { readonly edits: EditsByLayer; readonly owned: OwnedTensors },
): Promise<WholeStretch> {
  const { batch } = below;
  const residuals = [...below.residuals];
  const layers = [...below.layers];
  const owners = batch.prompts.map((_, prompt) => prompt);
  for (let layer = layers.length; layer < kernels.config.layers; layer++) {
    throwIfCancelled(options.signal);
    const run = { layer, batch, owners, x: residuals[layer]!, edits: [edits.get(layer)] };
    const results = await runLayer(kernels, run, ['y', 'activation', 'attended', 'written'], options);
    Object.values(results).forEach((tensor) => owned.own(tensor));
    layers.push(results);
    if (layer < kernels.config.layers - 1) residuals.push(results.y);
  }
  const scores = owned.own(await headScores(kernels, layers.at(-1)!.y, options));
  return { batch, residuals, layers, scores };
}

/** The first layer that some edits touch; the last one where they touch none. */
export function firstEdited({ config }: Pick<BertKernels, 'config'>, edits: readonly EditsByLayer[]): number {
  return Math.min(config.layers - 1, ...edits.flatMap((layers) => [...layers.keys()]));
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
interface LayerRun {
  readonly layer: number;
  readonly batch: PromptBatch;
  /** Each sample's prompt. */
  readonly owners: readonly number[];
  /** [B, T, D]. */
  readonly x: DeviceTensor;
  readonly edits: SampleEdits;
}

/** Runs a layer for the results that are named. */
async function runLayer<Name extends keyof LayerResults>(
  kernels: BertKernels,
  { layer, batch, owners, x, edits }: LayerRun,
  names: readonly Name[],
  { lane }: RunOptions,
): Promise<Pick<LayerResults, Name>> {
  const stage = kernels.layer(layer, edits);
  const kernel = await stage.forward();
  const results = await kernel.run(
    { x, ...sampleOperands(batch, owners), ...stage.editing({ batch, owners }) },
    { fetch: names, ...(lane ? { lane } : {}) },
  );
  return results as Pick<LayerResults, Name>;
}

/** The way of B samples from a layer to the head. */
interface RestRun extends Omit<LayerRun, 'edits'> {
  /** One for all samples, or one a sample. */
  readonly edits: readonly EditsByLayer[];
}

/** Runs the layers from one on, and the head: its scores [B, V]. Nothing of what lies between is kept. */
export function scoresFrom(
  kernels: BertKernels,
  { layer: first, x, edits, ...samples }: RestRun,
  options: RunOptions,
): Promise<DeviceTensor> {
  return disposing(async (owned) => {
    let y = x;
    for (let layer = first; layer < kernels.config.layers; layer++) {
      throwIfCancelled(options.signal);
      const run = { layer, ...samples, x: y, edits: edits.map((layers) => layers.get(layer)) };
      const results = await runLayer(kernels, run, ['y'], options);
      owned.drop(y);
      y = owned.own(results.y);
    }
    return headScores(kernels, y, options);
  });
}

/** The head on the last layer's y [B, 1, D]: scores [B, V], without the decoder's bias. */
export async function headScores(kernels: BertKernels, x: DeviceTensor, { lane }: RunOptions): Promise<DeviceTensor> {
  const options = lane ? { lane } : {};
  return disposing(async (owned) => {
    const { h } = await (await kernels.transform().forward()).run({ x }, { fetch: ['h'], ...options });
    const operands = { h: owned.own(h!) };
    const { scores } = await (await kernels.decoder().forward()).run(operands, { fetch: ['scores'], ...options });
    return scores!;
  });
}

/** Each sample's logits [V] of the head's scores [B, V]: with the decoder's bias. */
export async function readLogits({ decoderBias }: BertKernels, scores: DeviceTensor): Promise<Float32Array[]> {
  const values = await scores.read();
  return Array.from({ length: scores.shape[0]! }, (_, i) =>
    decoderBias.map((bias, id) => bias + values[i * decoderBias.length + id]!),
  );
}

/** The head on the last layer's y [B, 1, D]: each sample's logits [V]. */
export function logitsOf(kernels: BertKernels, x: DeviceTensor, options: RunOptions): Promise<Float32Array[]> {
  return disposing(async (owned) => readLogits(kernels, owned.own(await headScores(kernels, x, options))));
}
