/**
 * The wave: one forward and one backward sweep through the layers for the samples of ALL attribution paths, those of
 * every layer and of every prompt.
 *
 * A sample of layer l is a prompt with the [MASK] row of layer l's output moved to y_p(alpha), where the layer's F
 * activations at [MASK] are scaled by alpha together. It shares everything up to layer l with the prompt itself, so it
 * joins the batch there: at layer k the batch holds the samples of all layers l < k. Going back, the gradient of a
 * layer's own samples leaves the batch where they joined it.
 *
 * At its own layer a sample needs no matrix product, since what the neurons write is linear in alpha: w(alpha) =
 * alpha a V. The sweeps give dP/dw (alpha) of each sample, a direction in the residual stream, which path-integral.ts sums
 * and turns into scores.
 *
 * Nothing is read on the way: what the sweeps give is asked for together behind them.
 *
 * At alpha = 1 the samples of all layers are one and the same, the prompt itself. It is one row, the *end*, that goes through every layer
 * first in the batch, and gives each layer's gradient on its way back.
 */
import type { DeviceTensor, HostTensor, Operand } from '../../runtime/runtime';
import type { EditsByLayer, ForwardPass } from '../passes/forward';
import type { BertKernels, LayerStage } from '../passes/kernels';
import { sampleOperands } from '../passes/layer-operands';
import { readAll } from '../passes/tensors';
import type { LayerStart } from './starts';
import { Tape, type TapeOptions } from './tape';

/** Samples along the path of one prompt and layer. */
export interface PathSamples {
  /** Index into the base pass. */
  readonly prompt: number;
  readonly layer: number;
  readonly alphas: readonly number[];
}

export interface WaveRequest {
  readonly paths: readonly PathSamples[];
  /** Prompts whose gradients at alpha = 1 are wanted, for every layer. */
  readonly ends: readonly number[];
}

export interface WaveSubject {
  readonly kernels: BertKernels;
  /** The prompts' forward pass under the edits. */
  readonly base: ForwardPass;
  readonly edits: EditsByLayer;
  /** Of the base pass, by layer. */
  readonly starts: readonly LayerStart[];
  /** [P, V], one-hot: a target a prompt. */
  readonly targets: HostTensor;
}

export interface WaveResult {
  readonly paths: readonly {
    readonly path: PathSamples;
    /** The target's probability at each alpha. */
    readonly probabilities: readonly number[];
    /** dP/dw at each alpha, [D]. */
    readonly gradients: readonly Float32Array[];
  }[];
  readonly ends: readonly {
    readonly prompt: number;
    /** P(a). */
    readonly probability: number;
    /** dP/dw at alpha = 1, [D], of each layer. */
    readonly gradients: readonly Float32Array[];
  }[];
}

export async function runWave(subject: WaveSubject, request: WaveRequest, options: TapeOptions): Promise<WaveResult> {
  const tape = new Tape(options);
  try {
    return await new Sweeps(subject, request, tape).run();
  } finally {
    tape.dispose();
  }
}

class Sweeps {
  /** In the order of joining, which is that of the batch behind the ends: ascending by layer. */
  readonly #paths: readonly PathSamples[];
  readonly #ends: readonly number[];
  /** dP/dw of each layer's path, a row a sample: the ends, then the layer's own. */
  readonly #gradients = new Map<number, DeviceTensor>();

  constructor(
    readonly subject: WaveSubject,
    { paths, ends }: WaveRequest,
    readonly tape: Tape,
  ) {
    this.#paths = paths.toSorted((a, b) => a.layer - b.layer);
    this.#ends = ends;
  }

  async run(): Promise<WaveResult> {
    const probability = await this.#forward();
    if (!probability) return { paths: [], ends: [] };
    await this.#backward();
    const { layers, hiddenSize: D } = this.subject.kernels.config;
    const [probabilities, ...left] = await readAll([probability, ...this.#gradients.values()]);
    const rowsByLayer = new Map([...this.#gradients.keys()].map((layer, i) => [layer, left[i]!]));
    const gradient = (layer: number, row: number) => rowsByLayer.get(layer)!.slice(row * D, (row + 1) * D);

    let sample = this.#ends.length;
    const rowsTaken = new Map<number, number>();
    const paths = this.#paths.map((path) => {
      const count = path.alphas.length;
      const row = rowsTaken.get(path.layer) ?? this.#ends.length;
      rowsTaken.set(path.layer, row + count);
      const gradients = path.alphas.map((_, i) => gradient(path.layer, row + i));
      return { path, probabilities: Array.from(probabilities!.subarray(sample, (sample += count))), gradients };
    });
    const ends = this.#ends.map((prompt, row) => ({
      prompt,
      probability: probabilities![row]!,
      gradients: Array.from({ length: layers }, (_, layer) => gradient(layer, row)),
    }));
    return { paths, ends };
  }

  /** The target's probability for every sample, [B, 1], in the order of the batch; null where there is none. */
  async #forward(): Promise<DeviceTensor | null> {
    const {
      subject: { kernels, targets },
      tape,
    } = this;
    let batch: DeviceTensor | null = null;
    for (let layer = 0; layer < kernels.config.layers; layer++) {
      const carried: DeviceTensor | null =
        batch && (await tape.forward(this.#layer(layer), this.#layerOperands(layer, batch), 'y'));
      const joining = await this.#join(layer);
      batch = carried && joining ? tape.own(await kernels.runtime.concat([carried, joining])) : (carried ?? joining);
    }
    if (!batch) return null;
    const h = await tape.forward(kernels.transform(), { x: batch }, 'h');
    const scores = await tape.forward(kernels.decoder(), { h }, 'scores');
    const operands = { scores, targets, owner: this.#ownerOperand(this.#ownersBelow(kernels.config.layers)) };
    return tape.forward(kernels.probability(), operands, 'probability');
  }

  async #backward(): Promise<void> {
    const {
      subject: { kernels },
      tape,
    } = this;
    const samples = this.#ownersBelow(kernels.config.layers).length;
    const seed: HostTensor = { data: new Float32Array(samples).fill(1), shape: [samples, 1] };
    const dScores = await tape.backward(kernels.probability(), 'probability', seed, 'scores');
    const dH = await tape.backward(kernels.decoder(), 'scores', dScores, 'h');
    let gradient = await tape.backward(kernels.transform(), 'h', dH, 'x');
    for (let layer = kernels.config.layers - 1; layer >= 0; layer--) {
      const below = layer === 0 ? 0 : this.#ownersBelow(layer).length;
      const left = await this.#leave(layer, gradient, below);
      if (left) this.#gradients.set(layer, left);
      if (below === 0) break;
      gradient = await tape.backward(this.#layer(layer), 'y', await this.#slice(gradient, 0, below), 'x');
    }
  }

  /** The samples that start at a layer, its output with the [MASK] row at each alpha; with the first come the ends. */
  async #join(layer: number): Promise<DeviceTensor | null> {
    const {
      subject: { kernels, base, starts },
      tape,
    } = this;
    const { hiddenSize: D } = kernels.config;
    const paths = this.#pathsOf(layer);
    const owners = [...this.#ends, ...ownersOf(paths)];
    if (owners.length === 0) return null;
    const { y, attended } = base.layers[layer]!;
    const whole = starts[layer]!.written;
    const scaled = new Float32Array(owners.length * D);
    [...this.#ends.map(() => 1), ...paths.flatMap(({ alphas }) => alphas)].forEach((alpha, sample) => {
      for (let d = 0; d < D; d++) scaled[sample * D + d] = alpha * whole[owners[sample]! * D + d]!;
    });
    const operands: Record<string, Operand> = {
      scaled: { data: scaled, shape: [owners.length, D] },
      attended,
      owner: this.#ownerOperand(owners),
    };
    if (kernels.rows(layer) === 'all') Object.assign(operands, { base: y, at: sampleOperands(base.batch, owners).at });
    const started = await tape.forward(kernels.path(layer), operands, 'y');
    if (layer === 0) return started;
    // The ends are in the batch already; here they only leave what the way back needs.
    return owners.length === this.#ends.length ? null : this.#slice(started, this.#ends.length, owners.length);
  }

  /** The gradients of the ends and of a layer's own samples with respect to what its neurons write. */
  async #leave(layer: number, dy: DeviceTensor, below: number): Promise<DeviceTensor | null> {
    const {
      subject: { kernels },
      tape,
    } = this;
    const all = dy.shape[0]!;
    // At layer 0 nothing is below, and the ends are among the samples that leave.
    const parts = [...(layer === 0 ? [] : [[0, this.#ends.length] as const]), [below, all] as const].filter(
      ([from, to]) => to > from,
    );
    const leaving: DeviceTensor[] = [];
    for (const [from, to] of parts) leaving.push(await this.#slice(dy, from, to));
    if (leaving.length === 0) return null;
    const own = leaving.length === 1 ? leaving[0]! : tape.own(await kernels.runtime.concat(leaving));
    return tape.backward(kernels.path(layer), 'y', own, 'scaled');
  }

  #pathsOf(layer: number): readonly PathSamples[] {
    return this.#paths.filter((path) => path.layer === layer);
  }

  /** The prompt of each sample that joined below a layer, in the order of the batch. */
  #ownersBelow(layer: number): number[] {
    return [...this.#ends, ...ownersOf(this.#paths.filter((path) => path.layer < layer))];
  }

  #layer(layer: number): LayerStage {
    const { kernels, edits } = this.subject;
    return kernels.layer(layer, [edits.get(layer)]);
  }

  #layerOperands(layer: number, x: DeviceTensor): Record<string, Operand> {
    const { batch } = this.subject.base;
    const owners = this.#ownersBelow(layer);
    return { x, ...sampleOperands(batch, owners), ...this.#layer(layer).editing({ batch, owners }) };
  }

  #ownerOperand(owners: readonly number[]): HostTensor {
    const P = this.subject.base.batch.prompts.length;
    const data = new Float32Array(owners.length * P);
    owners.forEach((owner, sample) => (data[sample * P + owner] = 1));
    return { data, shape: [owners.length, P] };
  }

  async #slice(tensor: DeviceTensor, from: number, to: number): Promise<DeviceTensor> {
    if (from === 0 && to === tensor.shape[0]) return tensor;
    return this.tape.own(await this.subject.kernels.runtime.slice(tensor, from, to));
  }
}

/** The prompt of each sample, in the order of the paths. */
function ownersOf(paths: readonly PathSamples[]): number[] {
  return paths.flatMap(({ prompt, alphas }) => alphas.map(() => prompt));
}
