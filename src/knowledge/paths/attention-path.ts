/**
 * The path of one layer's attention maps (Hao et al. 2021): `Attr_h(A) = A_h * integral_0^1 dP/dA_h (alpha A) d alpha`,
 * with A the maps of ALL heads of the layer, scaled together. Its scores sum to P(A) - P(0), and how far they miss it is
 * reported.
 */
import { throwIfCancelled } from '../../errors';
import type { DeviceTensor, HostTensor, Operand } from '../../runtime/runtime';
import type { EditsByLayer, ForwardPass, RunOptions } from '../passes/forward';
import type { BertKernels, LayerStage } from '../passes/kernels';
import { sampleOperands } from '../passes/layer-operands';
import { disposing, readAll } from '../passes/tensors';
import {
  completenessOf,
  joined,
  LAST_RESORT,
  refinePanels,
  unknownPoints,
  WHOLE_PATH,
  type Completeness,
  type Panel,
  type PathPoint,
} from './panels';
import { Tape, type TapeOptions } from './tape';
import { samplesThatFit } from './wave-plan';

export interface AttentionScores extends Completeness {
  /** [H, T, T], in probability. */
  readonly scores: Float32Array;
}

export interface AttentionSubject {
  readonly kernels: BertKernels;
  /** The prompt's forward pass under the edits. */
  readonly base: ForwardPass;
  readonly edits: EditsByLayer;
  readonly layer: number;
  readonly target: number;
  /** [H, T, T]. */
  readonly maps: Float32Array;
  readonly path: LayerStage;
}

interface Sample extends PathPoint {
  /** dP/dA, [H, rows, T]. */
  readonly gradient: Float32Array;
}

/** Every layer's attention maps of a prompt, [H, T, T]. */
export function attentionMaps(
  kernels: BertKernels,
  { batch, residuals }: ForwardPass,
  { signal, lane = 'background' }: RunOptions,
): Promise<Float32Array[]> {
  const { bias } = sampleOperands(batch, [0]);
  return disposing(async (owned) => {
    const maps: DeviceTensor[] = [];
    for (const [layer, x] of residuals.entries()) {
      throwIfCancelled(signal);
      const { weights } = await kernels.withAttention(layer, [], async (map) =>
        (await map()).run({ x, bias }, { lane }),
      );
      maps.push(owned.own(weights!));
    }
    return readAll(maps);
  });
}

/** The path of one layer's attention maps from 0 to what they are. */
export class AttentionPath {
  readonly #samples = new Map<number, Sample>();

  constructor(
    readonly subject: AttentionSubject,
    readonly options: TapeOptions,
  ) {}

  /** More samples where the path needs them, until the scores sum to what they should. */
  async integrate(tolerance: number): Promise<AttentionScores> {
    const maps = this.#queryRows(this.subject.maps);
    const { panels, completeness } = await this.#converge(maps, tolerance, WHOLE_PATH);
    const integral = this.#weighted(panels, maps.length);
    return { scores: this.#placed(maps.map((weight, i) => weight * integral[i]!)), ...completeness };
  }

  async #converge(
    maps: Float32Array,
    share: number,
    panels: readonly Panel[],
  ): Promise<{ readonly panels: readonly Panel[]; readonly completeness: Completeness }> {
    await this.#sample(unknownPoints(panels, this.#samples), maps);
    const tolerance = share * this.#samples.get(1)!.probability;
    const completeness = completenessOf(panels, this.#samples, tolerance);
    if (completeness.converged || panels === LAST_RESORT) return { panels, completeness };
    return this.#converge(maps, share, refinePanels(panels, this.#samples, tolerance) ?? LAST_RESORT);
  }

  async #sample(missing: readonly number[], maps: Float32Array): Promise<void> {
    const size = samplesThatFit(this.subject.kernels.config, this.subject.base.batch.tokens);
    for (let from = 0; from < missing.length; from += size) {
      const alphas = missing.slice(from, from + size);
      const tape = new Tape(this.options);
      try {
        const { probabilities, gradients } = await this.#sweep(tape, alphas, maps);
        alphas.forEach((alpha, i) => {
          const gradient = gradients.slice(i * maps.length, (i + 1) * maps.length);
          const slope = gradient.reduce((sum, partial, j) => sum + partial * maps[j]!, 0);
          this.#samples.set(alpha, { probability: probabilities[i]!, slope, gradient });
        });
      } finally {
        tape.dispose();
      }
    }
  }

  /** Forward from this layer with its maps scaled, and back to them. */
  async #sweep(
    tape: Tape,
    alphas: readonly number[],
    maps: Float32Array,
  ): Promise<{ readonly probabilities: Float32Array; readonly gradients: Float32Array }> {
    const { kernels, base, layer, target, path } = this.subject;
    const { layers, vocabSize } = kernels.config;
    const m = alphas.length;
    const owners = alphas.map(() => 0);
    const seed: HostTensor = { data: new Float32Array(m).fill(1), shape: [m, 1] };
    const targets: HostTensor = { data: new Float32Array(vocabSize), shape: [1, vocabSize] };
    targets.data[target] = 1;

    const x = tape.own(await kernels.runtime.concat(owners.map(() => base.residuals[layer]!)));
    let y: DeviceTensor = await tape.forward(
      path,
      { x, weights: this.#scaled(alphas, maps), ...this.#operands(owners) },
      'y',
    );
    for (let above = layer + 1; above < layers; above++) {
      const stage = this.#layer(above);
      const operands = { x: y, ...sampleOperands(base.batch, owners), ...stage.editing({ batch: base.batch, owners }) };
      y = await tape.forward(stage, operands, 'y');
    }
    const h = await tape.forward(kernels.transform(), { x: y }, 'h');
    const scores = await tape.forward(kernels.decoder(), { h }, 'scores');
    const probability = await tape.forward(kernels.probability(), { scores, targets, owner: seed }, 'probability');

    const dScores = await tape.backward(kernels.probability(), 'probability', seed, 'scores');
    const dH = await tape.backward(kernels.decoder(), 'scores', dScores, 'h');
    let gradient = await tape.backward(kernels.transform(), 'h', dH, 'x');
    for (let above = layers - 1; above > layer; above--)
      gradient = await tape.backward(this.#layer(above), 'y', gradient, 'x');
    const slopes = await tape.backward(path, 'y', gradient, 'weights');
    const [probabilities, gradients] = await readAll([probability, slopes]);
    return { probabilities: probabilities!, gradients: gradients! };
  }

  #scaled(alphas: readonly number[], maps: Float32Array): HostTensor {
    const { heads } = this.subject.kernels.config;
    const { tokens } = this.subject.base.batch;
    const data = new Float32Array(alphas.length * maps.length);
    alphas.forEach((alpha, i) =>
      data.set(
        maps.map((weight) => alpha * weight),
        i * maps.length,
      ),
    );
    return { data, shape: [alphas.length, heads, maps.length / heads / tokens, tokens] };
  }

  /** The path's, besides x and the weights. */
  #operands(owners: readonly number[]): Readonly<Record<string, Operand>> {
    const { kernels, base, layer, path } = this.subject;
    const { batch } = base;
    const selects = kernels.rows(layer) === 'selected';
    return { ...path.editing({ batch, owners }), ...(selects ? { at: sampleOperands(batch, owners).at } : {}) };
  }

  #layer(layer: number): LayerStage {
    const { kernels, edits } = this.subject;
    return kernels.layer(layer, [edits.get(layer)]);
  }

  /** sum_j weight_j dP/dA (alpha_j A). */
  #weighted(panels: readonly Panel[], size: number): Float64Array {
    const { points, weights } = joined(panels);
    const sum = new Float64Array(size);
    points.forEach((alpha, j) =>
      this.#samples.get(alpha)!.gradient.forEach((slope, i) => (sum[i]! += weights[j]! * slope)),
    );
    return sum;
  }

  /** The rows of the maps [H, T, T] that the layer computes: all, or that of [MASK], [H, 1, T]. */
  #queryRows(whole: Float32Array): Float32Array {
    if (this.subject.kernels.rows(this.subject.layer) === 'all') return whole;
    const { heads } = this.subject.kernels.config;
    const T = this.subject.base.batch.tokens;
    const rows = new Float32Array(heads * T);
    for (let head = 0; head < heads; head++)
      rows.set(whole.subarray(this.#rowAt(head), this.#rowAt(head) + T), head * T);
    return rows;
  }

  /** The computed rows back in their place in [H, T, T]. */
  #placed(rows: Float32Array): Float32Array {
    if (this.subject.kernels.rows(this.subject.layer) === 'all') return rows;
    const { heads } = this.subject.kernels.config;
    const T = this.subject.base.batch.tokens;
    const whole = new Float32Array(heads * T * T);
    for (let head = 0; head < heads; head++) whole.set(rows.subarray(head * T, (head + 1) * T), this.#rowAt(head));
    return whole;
  }

  /** Where the row of [MASK] begins in a head's map. */
  #rowAt(head: number): number {
    const { tokens: T, prompts } = this.subject.base.batch;
    return (head * T + prompts[0]!.maskIndex) * T;
  }
}
