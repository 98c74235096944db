/**
 * The kernels of one model on one runtime, each prepared when it is first asked for and kept. A layer has one forward
 * kernel, which serves predictions and attributions alike, and one backward kernel: two copies of its weights on the
 * CPU. On the GPU, where kernels share their weights, it has two more, for when it is not edited. What depends on whether
 * weights are shared is decided here.
 */
import { firstSharing, type BertConfig } from '../../bert/config';
import type { RowRange } from '../../bert/decoder-parts';
import type { Edits, Rows } from '../../bert/programs';
import { bertSuite, embeddingWeight, headWeight, layerWeight, type BertSuite } from '../../bert/suite';
import type { BertCheckpoint } from '../../checkpoint/bert-weights';
import { valueMatrix } from '../../checkpoint/weight-names';
import type { Linearized } from '../../graph/linearize';
import type { Program } from '../../graph/program';
import type { DeviceTensor, HostTensor, Kernel, Lane, Runtime } from '../../runtime/runtime';
import { TOGETHER } from '../protocol';
import { editOperands, type SampleEdits, type Samples } from './layer-operands';
import { disposing, readAll } from './tensors';

type Together = (typeof TOGETHER)[keyof typeof TOGETHER];

/** A program that can be run forward and, with what the forward run keeps, backward. */
export interface Stage {
  readonly name: string;
  /** Results of the forward kernel that the backward one needs. */
  readonly residuals: readonly string[];
  forward(): Promise<Kernel>;
  backward(): Promise<Kernel>;
}

/** A layer under some edits. */
export interface LayerStage extends Stage {
  /** The operands by which they enter; none where its program takes none. */
  readonly editing: (samples: Samples) => Readonly<Record<string, HostTensor>>;
}

export class BertKernels {
  readonly config: BertConfig;
  /** [V], added to the decoder's scores. */
  readonly decoderBias: Float32Array;
  readonly #suite: BertSuite;
  readonly #store: KernelStore;

  constructor(
    readonly runtime: Runtime,
    readonly weights: BertCheckpoint,
    decoderRows?: readonly RowRange[],
  ) {
    this.#store = new KernelStore(runtime, weights);
    this.config = weights.config;
    this.#suite = bertSuite(weights.config, decoderRows);
    this.decoderBias = weights.weight(headWeight('bias')).data;
  }

  /** How many run at once here. */
  get together(): Together {
    return TOGETHER[this.runtime.backend === 'webgpu' ? 'gpu' : 'cpu'];
  }

  /** The last layer computes one row a sample: nothing reads the others. */
  rows(layer: number): Rows {
    return layer === this.config.layers - 1 ? 'selected' : 'all';
  }

  embedding = (): Promise<Kernel> => this.#kernel('embedding', this.#suite.embedding, embeddingWeight);
  layer = (layer: number, edits: SampleEdits): LayerStage =>
    this.#underEdits(this.#layerVariant(layer, this.#variant(edits)), layer, edits);
  path = (layer: number): Stage => this.#layerStage('path', layer, this.#suite.path[this.rows(layer)]);
  transform = (): Stage => this.#stage('transform', this.#suite.transform, headWeight);
  decoder = (): Stage => this.#stage('decoder', this.#suite.decoder, headWeight);
  probability = (): Stage => this.#stage('probability', this.#suite.probability, headWeight);

  /** Prepares what a prediction needs, so that the first one does not wait; `onProgress` gets 0..1. */
  async preparePrediction(onProgress: (fraction: number) => void = () => {}): Promise<void> {
    // Where weights are shared, the first edit need not wait either.
    const variants: readonly Edits[] = this.runtime.sharesWeights ? ['unedited', 'edited'] : ['edited'];
    const layers = variants.flatMap((variant) =>
      Array.from({ length: this.config.layers }, (_, layer) => this.#layerVariant(layer, variant)),
    );
    // The largest first: while onnxruntime takes a matrix over it holds several copies, which the heap would grow for.
    const needed = [
      ...[this.decoder(), ...layers, this.transform()].map((stage) => () => stage.forward()),
      this.embedding,
    ];
    for (const [i, prepare] of needed.entries()) {
      await prepare();
      onProgress((i + 1) / needed.length);
    }
  }

  /**
   * `v_i . direction` for every neuron's value vector, unedited.
   * @param directions by layer, then by prompt, [D].
   * @returns by layer, then by prompt, [F].
   */
  async valueProducts(
    directions: readonly (readonly Float64Array[])[],
    lane: Lane = 'background',
  ): Promise<readonly (readonly Float64Array[])[]> {
    // A kernel with a copy of its own of the value matrices would cost more memory than it saves time.
    if (!this.runtime.sharesWeights) {
      return directions.map((own, layer) =>
        own.map((direction) => this.weights.combineRows(valueMatrix(layer), direction)),
      );
    }
    const { hiddenSize: D, intermediateSize: F } = this.config;
    return disposing(async (owned) => {
      const made: DeviceTensor[] = [];
      for (const [layer, own] of directions.entries()) {
        const first = firstSharing(this.config, layer);
        const kernel = await this.#kernel(`valueProducts.${first}`, this.#suite.valueProducts, layerWeight(first));
        const data = new Float32Array(own.length * D);
        own.forEach((direction, prompt) => data.set(direction, prompt * D));
        const { products } = await kernel.run({ directions: { data, shape: [own.length, D] } }, { lane });
        made.push(owned.own(products!));
      }
      const values = await readAll(made);
      return directions.map((own, layer) =>
        own.map((_, prompt) => Float64Array.from(values[layer]!.subarray(prompt * F, (prompt + 1) * F))),
      );
    });
  }

  /**
   * The kernels of a layer's attention for one piece of work. Where a kernel holds a copy of its weights, that is too much
   * for what is seldom asked: there they are released behind the work.
   */
  async withAttention<T>(
    layer: number,
    edits: SampleEdits,
    work: (map: () => Promise<Kernel>, path: LayerStage) => Promise<T>,
  ): Promise<T> {
    const copies = !this.runtime.sharesWeights;
    const store = copies ? new KernelStore(this.runtime, this.weights) : this.#store;
    const bind = layerWeight(firstSharing(this.config, layer));
    const variant = this.#variant(edits);
    const path = this.#suite.attentionPath[this.rows(layer)][variant];
    try {
      return await work(
        () => store.kernel(`attentionMap.${layer}`, this.#suite.attentionMap, bind),
        this.#underEdits(stageOf(store, `attentionPath.${layer}.${variant}`, path, bind), layer, edits),
      );
    } finally {
      if (copies) await store.release();
    }
  }

  /** A kernel that takes edits does for a layer without any too; one of its own costs nothing only where weights are shared. */
  #variant(edits: SampleEdits): Edits {
    return this.runtime.sharesWeights && edits.every((own) => !own) ? 'unedited' : 'edited';
  }

  #layerVariant(layer: number, variant: Edits): Stage {
    return this.#layerStage(`layer.${variant}`, layer, this.#suite.layer[this.rows(layer)][variant]);
  }

  #underEdits(stage: Stage, layer: number, edits: SampleEdits): LayerStage {
    const rows = this.rows(layer);
    const isEdited = this.#variant(edits) === 'edited';
    return { ...stage, editing: (samples) => (isEdited ? editOperands(this.config, { ...samples, rows }, edits) : {}) };
  }

  /** Layers that share their weights share the kernels too; the stages stay apart, each with its own name on the tape. */
  #layerStage(kind: string, layer: number, linearized: Linearized): Stage {
    const first = firstSharing(this.config, layer);
    const kernelName = `${kind}.${first}.${this.rows(layer)}`;
    return { ...this.#stage(kernelName, linearized, layerWeight(first)), name: `${kind}.${layer}` };
  }

  #stage(name: string, linearized: Linearized, bind: (param: string) => string): Stage {
    return stageOf(this.#store, name, linearized, bind);
  }

  #kernel(key: string, program: Program, bind: (param: string) => string): Promise<Kernel> {
    return this.#store.kernel(key, program, bind);
  }
}

function stageOf(
  store: KernelStore,
  name: string,
  { forward, backward, residuals }: Linearized,
  bind: (param: string) => string,
): Stage {
  return {
    name,
    residuals,
    forward: () => store.kernel(name, forward, bind),
    backward: () => store.kernel(`${name}.backward`, backward, bind),
  };
}

/** Kernels by name, each prepared once. */
class KernelStore {
  readonly #kernels = new Map<string, Promise<Kernel>>();

  constructor(
    readonly runtime: Runtime,
    readonly weights: BertCheckpoint,
  ) {}

  kernel(key: string, program: Program, bind: (param: string) => string): Promise<Kernel> {
    let kernel = this.#kernels.get(key);
    if (!kernel) {
      kernel = this.runtime.kernel(program, this.weights, bind);
      this.#kernels.set(key, kernel);
      kernel.catch(() => this.#kernels.delete(key));
    }
    return kernel;
  }

  async release(): Promise<void> {
    const made = await Promise.allSettled(this.#kernels.values());
    this.#kernels.clear();
    for (const kernel of made) if (kernel.status === 'fulfilled') await kernel.value.release();
  }
}
