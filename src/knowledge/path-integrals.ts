/**
 * The integrals along the attribution paths of every prompt and layer. A path's samples are kept until it has converged, so that a rule
 * of higher degree asks only for the nodes that are new; the waves in between take the open paths of all layers at once.
 *
 * With w = a V what a layer's neurons write at [MASK], `integral of dP/dw` is a direction in the residual stream; its product with w
 * is the sum of all the layer's scores, which completeness checks, and its product with each value vector, times the activation, is
 * that neuron's score.
 */
import { valueMatrix } from '../checkpoint/weight-names';
import type { Attribution, AttributionOptions, Quadrature } from './attribution';
import { completenessOf, type PathPoint } from './completeness';
import { LADDER, quadratureRule, type QuadratureRule } from './quadrature';
import { samplesThatFit, wavesOf, type PathIndex } from './wave-plan';
import { runWave, type WaveSubject } from './wave';

interface Sample extends PathPoint {
  /** dP/dw, [D]. */
  readonly gradient: Float32Array;
}

/** What is known of the path of one prompt and layer so far. */
interface Path extends PathIndex {
  /** By alpha. */
  readonly samples: Map<number, Sample>;
  points: number;
  /** sum_j weight_j dP/dw (alpha_j), [D]. */
  direction: Float64Array;
  /** w . direction, the integral of dP/dalpha. */
  sum: number;
  /** P(a) - P(0); NaN as long as neither is known. */
  expected: number;
  done: boolean;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export class PathIntegrals {
  /** Prompt by prompt, layer by layer. */
  readonly #paths: readonly Path[];
  #passesDone = 0;
  #passesForeseen = 1;
  #fraction = 0;

  constructor(
    readonly subject: WaveSubject,
    /** P(a), by prompt. */
    readonly probabilities: readonly number[],
    readonly quadrature: Quadrature,
    readonly options: AttributionOptions,
  ) {
    const layers = subject.base.layers.map((_, layer) => layer);
    this.#paths = probabilities.flatMap((_, prompt) =>
      layers.map((layer) => ({ prompt, layer, samples: new Map(), points: 0, direction: new Float64Array(), sum: 0, expected: NaN, done: false })),
    );
  }

  async run(): Promise<Attribution[]> {
    const { quadrature } = this;
    const written = await Promise.all(this.subject.base.layers.map((layer) => layer.written.read()));
    for (const rule of quadrature.method === 'adaptive' ? LADDER : [quadratureRule(quadrature.method, quadrature.points)]) {
      const open = this.#paths.filter((path) => !path.done);
      if (open.length === 0) break;
      await this.#sample(open, rule, written);
      for (const path of open) this.#integrate(path, rule);
      this.#report();
    }
    const activations = await Promise.all(this.subject.base.layers.map(({ activation }) => activation.read()));
    return this.probabilities.map((_, prompt) => this.#result(prompt, activations));
  }

  /**
   * Runs the samples of a rule that the paths do not have yet, and those at 0 and 1, since completeness needs P(0) and P(a). The latter is known already,
   * but float32 softmax is off by some 1e-5 of P, always to the same side: in a difference of two that went the same way it cancels.
   * @param written each layer's w, [P, D]; dP/dalpha = w . dP/dw.
   */
  async #sample(open: readonly Path[], { points }: QuadratureRule, written: readonly Float32Array[]): Promise<void> {
    const { signal, lane } = this.options;
    const D = this.subject.kernels.config.hiddenSize;
    const alphas = [...new Set([0, ...points])].filter((alpha) => alpha < 1);
    const missing = open.map(({ prompt, layer, samples }) => ({ prompt, layer, alphas: alphas.filter((alpha) => !samples.has(alpha)) }));
    const ends = [...new Set(open.filter(({ samples }) => !samples.has(1)).map(({ prompt }) => prompt))];
    const waves = wavesOf(missing, ends, samplesThatFit(this.subject.kernels.config, this.subject.base.batch.tokens));
    this.#passesForeseen = Math.max(this.#passesForeseen, this.#passesDone + this.#passes(missing));
    const onRun = (samples: number) => {
      this.#passesDone += samples;
      this.#report();
    };
    const keep = (prompt: number, layer: number, alpha: number, probability: number, gradient: Float32Array) => {
      const w = written[layer]!.subarray(prompt * D, (prompt + 1) * D);
      this.#paths[prompt * written.length + layer]!.samples.set(alpha, { probability, slope: dot(gradient, w), gradient });
    };
    for (const wave of waves) {
      const result = await runWave(this.subject, wave, { onRun, ...(signal ? { signal } : {}), ...(lane ? { lane } : {}) });
      for (const { path: { prompt, layer, alphas }, probabilities, gradients } of result.paths) {
        alphas.forEach((alpha, i) => keep(prompt, layer, alpha, probabilities[i]!, gradients[i]!));
      }
      for (const { prompt, probability, gradients } of result.ends) {
        gradients.forEach((gradient, layer) => keep(prompt, layer, 1, probability, gradient));
      }
    }
  }

  #integrate(path: Path, rule: QuadratureRule): void {
    const D = this.subject.kernels.config.hiddenSize;
    const direction = new Float64Array(D);
    rule.points.forEach((alpha, j) => {
      const { gradient } = path.samples.get(alpha)!;
      for (let d = 0; d < D; d++) direction[d]! += rule.weights[j]! * gradient[d]!;
    });
    const { expected, sum, converged } = completenessOf(path.samples, rule, this.quadrature.tolerance);
    Object.assign(path, { points: rule.points.length, direction, expected, sum, done: converged });
    if (converged) path.samples.clear();
  }

  /** @param activations of each layer, [P, F]. */
  #result(prompt: number, activations: readonly Float32Array[]): Attribution {
    const layers = this.#paths.filter((path) => path.prompt === prompt);
    const F = this.subject.kernels.config.intermediateSize;
    const scores = new Float32Array(layers.length * F);
    const ofPrompt = new Float32Array(layers.length * F);
    layers.forEach((path, layer) => {
      const own = activations[layer]!.subarray(prompt * F, (prompt + 1) * F);
      ofPrompt.set(own, layer * F);
      this.#perUnit(path).forEach((slope, i) => (scores[layer * F + i] = slope * own[i]!));
    });
    return {
      probability: this.probabilities[prompt]!,
      method: this.quadrature.method,
      points: layers.map((path) => path.points),
      activations: ofPrompt,
      scores,
      completeness: {
        expected: layers.map((path) => path.expected),
        sum: layers.map((path) => path.sum),
        residual: Math.max(...layers.map(({ sum, expected }) => Math.abs(sum - expected))),
        converged: layers.every((path) => path.done),
      },
    };
  }

  /** `v_i . direction` for each neuron, with v_i its value vector under the edits, [F]: the integral of dP/da_i per unit of activation. */
  #perUnit({ layer, direction }: Path): Float64Array {
    const { kernels, edits } = this.subject;
    const perUnit = kernels.weights.combineRows(valueMatrix(layer), direction);
    for (const { neuron, delta } of edits.get(layer)?.valueDeltas ?? []) delta.forEach((value, d) => (perUnit[neuron]! += value * direction[d]!));
    return perUnit;
  }

  /** Samples times kernels, forward and backward: the unit of progress. */
  #passes(missing: readonly (PathIndex & { readonly alphas: readonly number[] })[]): number {
    const L = this.subject.kernels.config.layers;
    return missing.reduce((sum, { layer, alphas }) => sum + alphas.length * 2 * (L - layer + 3), 0);
  }

  #report(): void {
    this.#fraction = Math.max(this.#fraction, Math.min(0.99, this.#passesDone / this.#passesForeseen));
    const layersDone = this.#paths.filter((path) => path.done).length;
    this.options.onProgress?.({ fraction: this.#fraction, layersDone, layers: this.#paths.length });
  }
}
