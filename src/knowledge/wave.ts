/**
 * The wave: one forward and one backward sweep through the layers for the samples of ALL layers' attribution paths.
 *
 * A sample of layer l is the base prompt with the [MASK] row of layer l's output moved to y_p(alpha), where the layer's
 * F activations at [MASK] are scaled by alpha together. It shares everything up to layer l with the base prompt, so it
 * joins the batch there: at layer k the batch holds the samples of all layers l < k. Going back, the gradient of a
 * layer's own samples leaves the batch where they joined it.
 *
 * At its own layer a sample needs no matrix product, since what the neurons write is linear in alpha: w(alpha) =
 * alpha a V. The sweeps give, for each layer, sum_j weight_j dP/dw (alpha_j), a direction in the residual stream; its
 * product with each value vector is that neuron's integrated gradient per unit of activation (see attribution.ts).
 */
import type { DeviceTensor, HostTensor, Operand } from '../runtime/runtime';
import type { EditsByLayer, ForwardPass } from './forward';
import type { BertKernels } from './kernels';
import { editOperands, sampleOperands } from './layer-operands';
import { Tape, type TapeOptions } from './tape';

/** The samples of one layer's path. */
export interface PathSamples {
  readonly layer: number;
  readonly alphas: readonly number[];
  /** Quadrature weight of each sample. */
  readonly weights: readonly number[];
}

/** The model, the prompt's forward pass under the edits, and the target [1, V], one-hot. */
export interface WaveSubject {
  readonly kernels: BertKernels;
  readonly base: ForwardPass;
  readonly edits: EditsByLayer;
  readonly target: HostTensor;
}

export interface WaveResult {
  /** By layer: the target's probability at each of its alphas. */
  readonly probabilities: ReadonlyMap<number, readonly number[]>;
  /** By layer: sum_j weight_j dP/dw (alpha_j), [D]. Empty where the wave does not differentiate. */
  readonly directions: ReadonlyMap<number, Float64Array>;
}

export async function runWave(subject: WaveSubject, samples: readonly PathSamples[], options: TapeOptions): Promise<WaveResult> {
  const tape = new Tape(options);
  try {
    const sweeps = new Sweeps(subject, samples, tape);
    const probabilities = await sweeps.forward();
    return { probabilities, directions: options.differentiate ? await sweeps.backward() : new Map() };
  } finally {
    tape.dispose();
  }
}

class Sweeps {
  /** Ascending by layer, which is the order of joining and so that of the batch. */
  readonly #paths: ReadonlyMap<number, PathSamples>;

  constructor(
    readonly subject: WaveSubject,
    samples: readonly PathSamples[],
    readonly tape: Tape,
  ) {
    this.#paths = new Map(samples.toSorted((a, b) => a.layer - b.layer).map((path) => [path.layer, path]));
  }

  async forward(): Promise<ReadonlyMap<number, readonly number[]>> {
    const { subject: { kernels, target }, tape } = this;
    let batch: DeviceTensor | null = null;
    for (let layer = 0; layer < kernels.config.layers; layer++) {
      const carried: DeviceTensor | null = batch && (await tape.forward(kernels.layer(layer), this.#layerOperands(layer, batch), 'y'));
      const path = this.#paths.get(layer);
      const joining = path ? await this.#join(path) : null;
      batch = carried && joining ? tape.own(await kernels.runtime.concat([carried, joining])) : (carried ?? joining);
    }
    if (!batch) return new Map();
    const h = await tape.forward(kernels.transform(), { x: batch }, 'h');
    const scores = await tape.forward(kernels.decoder(), { h }, 'scores');
    const probability = await tape.forward(kernels.probability(), { scores, target }, 'probability');
    return this.#byLayer(await probability.read());
  }

  async backward(): Promise<ReadonlyMap<number, Float64Array>> {
    const { subject: { kernels }, tape } = this;
    const weights = [...this.#paths.values()].flatMap((path) => path.weights);
    const seed: HostTensor = { data: Float32Array.from(weights), shape: [weights.length, 1] };
    const dScores = await tape.backward(kernels.probability(), 'probability', seed, 'scores');
    const dH = await tape.backward(kernels.decoder(), 'scores', dScores, 'h');
    let gradient = await tape.backward(kernels.transform(), 'h', dH, 'x');

    const directions = new Map<number, Float64Array>();
    for (let layer = kernels.config.layers - 1; layer >= 0; layer--) {
      const leaving = this.#paths.get(layer)?.alphas.length ?? 0;
      const staying = gradient.shape[0]! - leaving;
      if (leaving > 0) directions.set(layer, await this.#leave(layer, await this.#slice(gradient, staying, staying + leaving)));
      if (staying === 0) break;
      gradient = await tape.backward(kernels.layer(layer), 'y', await this.#slice(gradient, 0, staying), 'x');
    }
    return directions;
  }

  /** The samples that start at a layer: its output with the [MASK] row at each alpha. */
  async #join({ layer, alphas }: PathSamples): Promise<DeviceTensor> {
    const { subject: { kernels, base }, tape } = this;
    const { y, attended, written } = base.layers[layer]!;
    const whole = await written.read();
    const D = whole.length;
    const scaled = Float32Array.from({ length: alphas.length * D }, (_, i) => alphas[Math.floor(i / D)]! * whole[i % D]!);
    const operands: Record<string, Operand> = { scaled: { data: scaled, shape: [alphas.length, D] }, attended };
    if (kernels.rows(layer) === 'all') {
      const { tokens, maskIndex } = base.cloze;
      const place = Float32Array.from({ length: tokens }, (_, i) => (i === maskIndex ? 1 : 0));
      Object.assign(operands, { base: y, place: { data: place, shape: [1, tokens, 1] } });
    }
    return tape.forward(kernels.path(layer), operands, 'y');
  }

  /** The weighted gradients of a layer's own samples with respect to what its neurons write, summed over the samples. */
  async #leave(layer: number, dy: DeviceTensor): Promise<Float64Array> {
    const { subject: { kernels }, tape } = this;
    const rows = await (await tape.backward(kernels.path(layer), 'y', dy, 'scaled')).read();
    const sum = new Float64Array(kernels.config.hiddenSize);
    rows.forEach((value, i) => (sum[i % sum.length]! += value));
    return sum;
  }

  #layerOperands(layer: number, x: DeviceTensor): Record<string, Operand> {
    const { kernels, base, edits } = this.subject;
    const samples = x.shape[0]!;
    return { x, ...sampleOperands(base.cloze, samples), ...editOperands(kernels.config, base.cloze, kernels.rows(layer), samples, [edits.get(layer)]) };
  }

  async #slice(tensor: DeviceTensor, from: number, to: number): Promise<DeviceTensor> {
    if (from === 0 && to === tensor.shape[0]) return tensor;
    return this.tape.own(await this.subject.kernels.runtime.slice(tensor, from, to));
  }

  #byLayer(values: Float32Array): ReadonlyMap<number, readonly number[]> {
    let offset = 0;
    return new Map([...this.#paths.values()].map(({ layer, alphas }) => [layer, Array.from(values.subarray(offset, (offset += alphas.length)))]));
  }
}
