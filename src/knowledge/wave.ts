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
 * alpha a V. The sweeps give, for each path, sum_j weight_j dP/dw (alpha_j), a direction in the residual stream; its
 * product with each value vector is that neuron's integrated gradient per unit of activation (see attribution.ts).
 */
import type { DeviceTensor, HostTensor, Operand } from '../runtime/runtime';
import type { EditsByLayer, ForwardPass } from './forward';
import type { BertKernels } from './kernels';
import { editOperands, sampleOperands } from './layer-operands';
import { Tape, type TapeOptions } from './tape';

/** Samples along the path of one prompt and layer. */
export interface PathSamples {
  /** Index into the base pass. */
  readonly prompt: number;
  readonly layer: number;
  readonly alphas: readonly number[];
  /** Quadrature weight of each sample. */
  readonly weights: readonly number[];
}

export interface WaveSubject {
  readonly kernels: BertKernels;
  /** The prompts' forward pass under the edits. */
  readonly base: ForwardPass;
  readonly edits: EditsByLayer;
  /** [P, V], one-hot: a target a prompt. */
  readonly targets: HostTensor;
}

export interface PathResult {
  readonly path: PathSamples;
  /** The target's probability at each alpha. */
  readonly probabilities: readonly number[];
  /** sum_j weight_j dP/dw (alpha_j), [D]; null where the wave does not differentiate. */
  readonly direction: Float64Array | null;
}

export async function runWave(subject: WaveSubject, paths: readonly PathSamples[], options: TapeOptions): Promise<PathResult[]> {
  const tape = new Tape(options);
  try {
    const sweeps = new Sweeps(subject, paths, tape);
    const probabilities = await sweeps.forward();
    const directions = options.differentiate ? await sweeps.backward() : null;
    return paths.map((path) => ({ path, probabilities: probabilities.get(path)!, direction: directions?.get(path) ?? null }));
  } finally {
    tape.dispose();
  }
}

class Sweeps {
  /** In the order of joining, which is that of the batch: ascending by layer. */
  readonly #paths: readonly PathSamples[];

  constructor(
    readonly subject: WaveSubject,
    paths: readonly PathSamples[],
    readonly tape: Tape,
  ) {
    this.#paths = paths.toSorted((a, b) => a.layer - b.layer);
  }

  async forward(): Promise<ReadonlyMap<PathSamples, readonly number[]>> {
    const { subject: { kernels, targets }, tape } = this;
    let batch: DeviceTensor | null = null;
    for (let layer = 0; layer < kernels.config.layers; layer++) {
      const carried: DeviceTensor | null = batch && (await tape.forward(kernels.layer(layer), this.#layerOperands(layer, batch), 'y'));
      const joining = this.#pathsOf(layer).length > 0 ? await this.#join(layer) : null;
      batch = carried && joining ? tape.own(await kernels.runtime.concat([carried, joining])) : (carried ?? joining);
    }
    if (!batch) return new Map();
    const h = await tape.forward(kernels.transform(), { x: batch }, 'h');
    const scores = await tape.forward(kernels.decoder(), { h }, 'scores');
    const operands = { scores, targets, owner: this.#ownerOperand(ownersOf(this.#paths)) };
    const values = await (await tape.forward(kernels.probability(), operands, 'probability')).read();
    return this.#split(Array.from(values));
  }

  async backward(): Promise<ReadonlyMap<PathSamples, Float64Array>> {
    const { subject: { kernels }, tape } = this;
    const weights = this.#paths.flatMap((path) => path.weights);
    const seed: HostTensor = { data: Float32Array.from(weights), shape: [weights.length, 1] };
    const dScores = await tape.backward(kernels.probability(), 'probability', seed, 'scores');
    const dH = await tape.backward(kernels.decoder(), 'scores', dScores, 'h');
    let gradient = await tape.backward(kernels.transform(), 'h', dH, 'x');

    const directions = new Map<PathSamples, Float64Array>();
    for (let layer = kernels.config.layers - 1; layer >= 0; layer--) {
      const leaving = ownersOf(this.#pathsOf(layer)).length;
      const staying = gradient.shape[0]! - leaving;
      if (leaving > 0) await this.#leave(layer, await this.#slice(gradient, staying, staying + leaving), directions);
      if (staying === 0) break;
      gradient = await tape.backward(kernels.layer(layer), 'y', await this.#slice(gradient, 0, staying), 'x');
    }
    return directions;
  }

  /** The samples that start at a layer: its output with the [MASK] row at each alpha. */
  async #join(layer: number): Promise<DeviceTensor> {
    const { subject: { kernels, base }, tape } = this;
    const { hiddenSize: D } = kernels.config;
    const paths = this.#pathsOf(layer);
    const owners = ownersOf(paths);
    const { y, attended, written } = base.layers[layer]!;
    const whole = await written.read();
    const scaled = new Float32Array(owners.length * D);
    paths.flatMap(({ alphas }) => alphas).forEach((alpha, sample) => {
      for (let d = 0; d < D; d++) scaled[sample * D + d] = alpha * whole[owners[sample]! * D + d]!;
    });
    const operands: Record<string, Operand> = { scaled: { data: scaled, shape: [owners.length, D] }, attended, owner: this.#ownerOperand(owners) };
    if (kernels.rows(layer) === 'all') Object.assign(operands, { base: y, at: sampleOperands(base.batch, owners).at });
    return tape.forward(kernels.path(layer), operands, 'y');
  }

  /** The weighted gradients of a layer's own samples with respect to what its neurons write, summed over each path. */
  async #leave(layer: number, dy: DeviceTensor, directions: Map<PathSamples, Float64Array>): Promise<void> {
    const { subject: { kernels }, tape } = this;
    const { hiddenSize: D } = kernels.config;
    const rows = await (await tape.backward(kernels.path(layer), 'y', dy, 'scaled')).read();
    let row = 0;
    for (const path of this.#pathsOf(layer)) {
      const sum = new Float64Array(D);
      for (const end = row + path.alphas.length; row < end; row++) for (let d = 0; d < D; d++) sum[d]! += rows[row * D + d]!;
      directions.set(path, sum);
    }
  }

  #pathsOf(layer: number): readonly PathSamples[] {
    return this.#paths.filter((path) => path.layer === layer);
  }

  #layerOperands(layer: number, x: DeviceTensor): Record<string, Operand> {
    const { kernels, base, edits } = this.subject;
    const owners = ownersOf(this.#paths.filter((path) => path.layer < layer));
    return { x, ...sampleOperands(base.batch, owners), ...editOperands(kernels.config, base.batch, owners, kernels.rows(layer), [edits.get(layer)]) };
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

  #split(values: readonly number[]): ReadonlyMap<PathSamples, readonly number[]> {
    let offset = 0;
    return new Map(this.#paths.map((path) => [path, values.slice(offset, (offset += path.alphas.length))]));
  }
}

/** The prompt of each sample, in the order of the paths. */
function ownersOf(paths: readonly PathSamples[]): number[] {
  return paths.flatMap(({ prompt, alphas }) => alphas.map(() => prompt));
}
