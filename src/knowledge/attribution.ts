/**
 * Attribution of a prediction to every feed-forward neuron by integrated gradients (Dai et al. 2022, equation 4):
 * `IG_i = a_i * integral_0^1 dP/da_i (alpha a) d alpha`, all F activations of one layer at [MASK] scaled together, one
 * layer at a time. Completeness (Sundararajan et al. 2017): a layer's scores sum to P(a) - P(0); how far they miss it
 * is the error of the quadrature, and it is reported.
 */
import type { HostTensor, Lane } from '../runtime/runtime';
import { throwIfCancelled, type EditsByLayer, type ForwardPass } from './forward';
import type { BertKernels } from './kernels';
import { quadratureRule, type QuadratureMethod } from './quadrature';
import { softmax } from './softmax';
import { runWave, type WaveSubject } from './wave';

export interface Quadrature {
  readonly method: QuadratureMethod;
  /** Points a layer; null: as few as meet the tolerance, chosen layer by layer. */
  readonly points: number | null;
  /** Largest completeness residual to accept where points is null, as a share of P(a). */
  readonly tolerance: number;
}

export interface AttributionProgress {
  /** 0..1 of the work as now foreseen. */
  readonly fraction: number;
  /** Layers whose residual already meets the tolerance. */
  readonly layersDone: number;
  readonly layers: number;
}

export interface AttributionOptions {
  readonly signal?: AbortSignal;
  readonly lane?: Lane;
  readonly onProgress?: (progress: AttributionProgress) => void;
}

export interface Attribution {
  /** P(a). */
  readonly probability: number;
  readonly method: QuadratureMethod;
  /** [L] points used in each layer. */
  readonly points: readonly number[];
  /** [L * F] row-major: activations at [MASK]. */
  readonly activations: Float32Array;
  /** [L * F] row-major, in probability. */
  readonly scores: Float32Array;
  readonly completeness: {
    /** [L] P(a) - P(0). */
    readonly expected: readonly number[];
    /** [L] sum of the layer's scores. */
    readonly sum: readonly number[];
    /** Largest |sum - expected| over the layers. */
    readonly residual: number;
    /** Whether the tolerance was met in every layer. */
    readonly converged: boolean;
  };
}

/**
 * Numbers of Gauss-Legendre points to try, each layer going up until it converges. Of 144 layers of facts on a trained
 * 6-layer BERT 88 % met a residual of 1e-3 P with 3 points and 98 % with 4; for 1e-5 P 5 points served 81 %.
 */
const RUNGS = [3, 5, 8, 12, 20, 32, 48];

/** Memory that the kept intermediates of one wave may take; more samples run in several waves. */
const WAVE_BYTES = 512 * 2 ** 20;

/** @param base the prompt's forward pass under `edits`, which scores are then those of. */
export async function attribute(
  kernels: BertKernels,
  base: ForwardPass,
  edits: EditsByLayer,
  targetId: number,
  quadrature: Quadrature,
  options: AttributionOptions = {},
): Promise<Attribution> {
  const subject = { kernels, base, edits, target: oneHot(targetId, kernels.config.vocabSize) };
  return new Integrator(subject, softmax(base.logits)[targetId]!, quadrature, options).run();
}

/** What is known of one layer so far. */
interface LayerState {
  points: number;
  expected: number;
  sum: number;
  scores: Float64Array;
  activations: Float32Array;
  done: boolean;
}

class Integrator {
  readonly #layers: LayerState[] = [];
  #passesDone = 0;
  #passesForeseen = 1;
  #fraction = 0;

  constructor(
    readonly subject: WaveSubject,
    /** P(a). */
    readonly probability: number,
    readonly quadrature: Quadrature,
    readonly options: AttributionOptions,
  ) {}

  async run(): Promise<Attribution> {
    await this.#measureBaselines();
    const { method, points } = this.quadrature;
    for (const count of points === null ? RUNGS : [points]) {
      const open = this.#layers.flatMap((layer, l) => (layer.done ? [] : [l]));
      if (open.length > 0) await this.#integrate(open, method, count);
    }
    return this.#result();
  }

  #result(): Attribution {
    const layers = this.#layers;
    const F = this.subject.kernels.config.intermediateSize;
    const scores = new Float32Array(layers.length * F);
    const activations = new Float32Array(layers.length * F);
    layers.forEach((layer, l) => {
      scores.set(layer.scores, l * F);
      activations.set(layer.activations, l * F);
    });
    const residuals = layers.map(({ sum, expected }) => Math.abs(sum - expected));
    return {
      probability: this.probability,
      method: this.quadrature.method,
      points: layers.map((layer) => layer.points),
      activations,
      scores,
      completeness: {
        expected: layers.map((layer) => layer.expected),
        sum: layers.map((layer) => layer.sum),
        residual: Math.max(...residuals),
        converged: layers.every((layer) => layer.done),
      },
    };
  }

  /** P(a) - P(0) of every layer, with one forward sweep for the P(0) of all. */
  async #measureBaselines(): Promise<void> {
    const { base } = this.subject;
    const all = base.layers.map((_, layer) => layer);
    this.#passesForeseen = this.#passes(all, 0.5 + (this.quadrature.points ?? RUNGS[1]!));
    const baselines = all.map((layer) => ({ layer, alphas: [0], weights: [0] }));
    const { probabilities } = await runWave(this.subject, baselines, this.#tapeOptions(false));
    for (const layer of all) {
      const activations = Float32Array.from(await base.layers[layer]!.activation.read());
      const expected = this.probability - probabilities.get(layer)![0]!;
      this.#layers.push({ points: 0, expected, sum: 0, scores: new Float64Array(), activations, done: false });
    }
  }

  async #integrate(open: readonly number[], method: QuadratureMethod, count: number): Promise<void> {
    const rule = quadratureRule(method, count);
    this.#passesForeseen = Math.max(this.#passesForeseen, this.#passesDone + this.#passes(open, count));
    const directions = new Map(open.map((l) => [l, new Float64Array(this.subject.kernels.config.hiddenSize)]));
    const perWave = Math.max(1, Math.floor(this.#largestWave() / open.length));
    for (let from = 0; from < count; from += perWave) {
      const alphas = rule.points.slice(from, from + perWave);
      const weights = rule.weights.slice(from, from + perWave);
      const wave = await runWave(this.subject, open.map((layer) => ({ layer, alphas, weights })), this.#tapeOptions(true));
      for (const [l, direction] of wave.directions) direction.forEach((value, d) => (directions.get(l)![d]! += value));
    }
    for (const l of open) await this.#score(l, directions.get(l)!, count);
    this.#report();
  }

  /** `IG_i = a_i (v_i . direction)`, with v_i the value vector under the edits. */
  async #score(l: number, direction: Float64Array, count: number): Promise<void> {
    const { kernels, edits } = this.subject;
    const layer = this.#layers[l]!;
    const readout = await kernels.readout(l);
    throwIfCancelled(this.options.signal);
    const { neurons } = await readout.run({ direction: { data: Float32Array.from(direction), shape: [1, direction.length] } });
    const perUnit = Float64Array.from(await neurons!.read());
    neurons!.dispose();
    for (const { neuron, delta } of edits.get(l)?.valueDeltas ?? []) delta.forEach((value, d) => (perUnit[neuron]! += value * direction[d]!));
    layer.scores = perUnit.map((value, i) => value * layer.activations[i]!);
    layer.sum = layer.scores.reduce((sum, score) => sum + score, 0);
    layer.points = count;
    layer.done = Math.abs(layer.sum - layer.expected) <= this.quadrature.tolerance * this.probability;
  }

  /** Samples whose intermediates fit the budget: about 6 D + 2 F + H T numbers a token and layer, over half the layers. */
  #largestWave(): number {
    const { kernels, base } = this.subject;
    const { hiddenSize: D, intermediateSize: F, heads: H, layers: L } = kernels.config;
    const perSample = 4 * base.cloze.tokens * (6 * D + 2 * F + H * base.cloze.tokens) * Math.max(1, L / 2);
    return Math.max(1, Math.floor(WAVE_BYTES / perSample));
  }

  #tapeOptions(differentiate: boolean) {
    const { signal, lane } = this.options;
    const onRun = (samples: number) => {
      this.#passesDone += samples;
      this.#report();
    };
    return { differentiate, onRun, ...(signal ? { signal } : {}), ...(lane ? { lane } : {}) };
  }

  /** Samples times kernels of a wave over some layers' paths, forward and backward: the unit of progress. */
  #passes(layers: readonly number[], points: number): number {
    const L = this.subject.kernels.config.layers;
    return layers.reduce((sum, layer) => sum + points * 2 * (L - layer + 3), 0);
  }

  #report(): void {
    this.#fraction = Math.max(this.#fraction, Math.min(0.99, this.#passesDone / this.#passesForeseen));
    const layersDone = this.#layers.filter((layer) => layer.done).length;
    this.options.onProgress?.({ fraction: this.#fraction, layersDone, layers: this.subject.kernels.config.layers });
  }
}

function oneHot(index: number, size: number): HostTensor {
  const data = new Float32Array(size);
  data[index] = 1;
  return { data, shape: [1, size] };
}
