/**
 * The integrals along the attribution paths of every prompt and layer. A path's samples are kept until it has converged, so that a rule
 * of higher degree asks only for the nodes that are new; the waves in between take the open paths of all layers at once.
 *
 * With w = a V what a layer's neurons write at [MASK], `integral of dP/dw` is a direction in the residual stream; its product with w
 * is the sum of all the layer's scores, which completeness checks, and its product with each value vector, times the activation, is
 * that neuron's score.
 */
import { valueBias } from '../../checkpoint/weight-names';
import { arcOf, STRAIGHT, type PathCoordinate } from './arc';
import type { Attribution, AttributionOptions, Quadrature } from './attribution';
import {
  completenessOf,
  joined,
  LAST_RESORT,
  panelOf,
  refinePanels,
  unknownPoints,
  WHOLE_PATH,
  type Completeness,
  type Panel,
  type PathPoint,
} from './panels';
import { quadratureRule } from './quadrature';
import { samplesThatFit, wavesOf, type PathIndex } from './wave-plan';
import { runWave, type PathSamples, type WaveSubject } from './wave';

interface Sample extends PathPoint {
  /** dP/dw, [D]. */
  readonly gradient: Float32Array;
  /** dalpha/du. */
  readonly rate: number;
}

/** What is known of the path of one prompt and layer so far. */
interface Path extends PathIndex {
  coordinate: PathCoordinate;
  /** What the layer's neurons write at [MASK], w, [D]. */
  readonly written: Float32Array;
  /** By u. */
  readonly samples: Map<number, Sample>;
  /** What it is to be sampled for; null where it is done. */
  next: readonly Panel[] | null;
  /** Of the panels that have all their samples. */
  points: number;
  /** The integral of dP/dw over alpha, [D]. */
  direction: Float64Array;
  completeness: Completeness;
}

/** Samples that a path asks for. */
interface Wanted extends PathSamples {
  readonly path: Path;
  /** The coordinate of each alpha. */
  readonly at: readonly number[];
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export class PathIntegrals {
  /** Prompt by prompt, layer by layer. */
  #paths: readonly Path[] = [];
  #passesDone = 0;
  #passesForeseen = 1;
  #fraction = 0;

  constructor(
    readonly subject: WaveSubject,
    /** P(a), by prompt. */
    readonly probabilities: readonly number[],
    readonly quadrature: Quadrature,
    readonly options: AttributionOptions,
  ) {}

  async run(): Promise<Attribution[]> {
    const layers = this.subject.starts.map((_, layer) => this.#pathsOf(layer));
    this.#paths = this.probabilities.flatMap((_, prompt) => layers.map((paths) => paths[prompt]!));
    for (let open = this.#paths; open.length > 0; open = open.filter(({ next }) => next !== null)) {
      await this.#sample(open);
      for (const path of open) this.#integrate(path);
      this.#report();
    }
    const slopes = await this.#slopes();
    return this.probabilities.map((_, prompt) => this.#result(prompt, slopes));
  }

  /** The paths through one layer, prompt by prompt. */
  #pathsOf(layer: number): readonly Path[] {
    const { kernels, starts } = this.subject;
    const { hiddenSize: D, layerNormEps } = kernels.config;
    const { written, attended } = starts[layer]!;
    const bias = kernels.weights.weight(valueBias(layer)).data;
    const { quadrature } = this;
    return this.probabilities.map((_, prompt): Path => {
      const w = written.subarray(prompt * D, (prompt + 1) * D);
      const start = attended.subarray(prompt * D, (prompt + 1) * D).map((value, d) => value + bias[d]!);
      const adaptive = quadrature.method === 'adaptive';
      return {
        prompt,
        layer,
        coordinate: adaptive ? arcOf(start, w, layerNormEps) : STRAIGHT,
        written: w,
        samples: new Map(),
        next: adaptive ? WHOLE_PATH : [panelOf(quadratureRule(quadrature.method, quadrature.points))],
        points: 0,
        direction: new Float64Array(D),
        completeness: { expected: NaN, sum: 0, converged: false },
      };
    });
  }

  /**
   * Runs the samples that the paths do not have yet, and those at 0 and 1, since completeness needs P(0) and P(a). The latter is known already,
   * but float32 softmax is off by some 1e-5 of P, always to the same side: in a difference of two that went the same way it cancels.
   */
  async #sample(open: readonly Path[]): Promise<void> {
    const { signal, lane } = this.options;
    const wanted = open.map((path): Wanted => {
      const at = unknownPoints(path.next!, path.samples).filter((u) => u < 1);
      return { path, prompt: path.prompt, layer: path.layer, at, alphas: at.map((u) => path.coordinate.at(u).alpha) };
    });
    const ends = [...new Set(open.filter(({ samples }) => !samples.has(1)).map(({ prompt }) => prompt))];
    const waves = wavesOf(wanted, ends, samplesThatFit(this.subject.kernels.config, this.subject.base.batch.tokens));
    this.#passesForeseen = Math.max(this.#passesForeseen, this.#passesDone + this.#passes(wanted));
    const onRun = (samples: number) => {
      this.#passesDone += samples;
      this.#report();
    };
    const keep = ({ samples, written, coordinate }: Path, u: number, probability: number, gradient: Float32Array) => {
      const { rate } = coordinate.at(u);
      samples.set(u, { probability, slope: rate * dot(gradient, written), gradient, rate });
    };
    for (const wave of waves) {
      const result = await runWave(this.subject, wave, {
        onRun,
        ...(signal ? { signal } : {}),
        ...(lane ? { lane } : {}),
      });
      for (const {
        path: { prompt, layer, alphas },
        probabilities,
        gradients,
      } of result.paths) {
        const { path, at, alphas: all } = wanted.find((own) => own.prompt === prompt && own.layer === layer)!;
        alphas.forEach((alpha, i) => keep(path, at[all.indexOf(alpha)]!, probabilities[i]!, gradients[i]!));
      }
      for (const { prompt, probability, gradients } of result.ends) {
        for (const path of this.#paths) if (path.prompt === prompt) keep(path, 1, probability, gradients[path.layer]!);
      }
    }
  }

  #integrate(path: Path): void {
    const panels = path.next!;
    const tolerance = this.quadrature.tolerance * path.samples.get(1)!.probability;
    const { points, weights } = joined(panels);
    path.direction = new Float64Array(path.written.length);
    points.forEach((u, j) => {
      const { gradient, rate } = path.samples.get(u)!;
      for (let d = 0; d < gradient.length; d++) path.direction[d]! += weights[j]! * rate * gradient[d]!;
    });
    path.points = points.length;
    path.completeness = completenessOf(panels, path.samples, tolerance);
    const isLast = this.quadrature.method !== 'adaptive' || path.completeness.converged || panels === LAST_RESORT;
    path.next = isLast ? null : refinePanels(panels, path.samples, tolerance);
    if (path.next) return;
    path.samples.clear();
    if (!isLast) Object.assign(path, { coordinate: STRAIGHT, next: LAST_RESORT });
  }

  /** @param slopes by layer, then by prompt, [F]. */
  #result(prompt: number, slopes: readonly (readonly Float64Array[])[]): Attribution {
    const layers = this.#paths.filter((path) => path.prompt === prompt);
    const F = this.subject.kernels.config.intermediateSize;
    const scores = new Float32Array(layers.length * F);
    const ofPrompt = new Float32Array(layers.length * F);
    layers.forEach((_, layer) => {
      const own = this.subject.starts[layer]!.activation.subarray(prompt * F, (prompt + 1) * F);
      ofPrompt.set(own, layer * F);
      slopes[layer]![prompt]!.forEach((slope, i) => (scores[layer * F + i] = slope * own[i]!));
    });
    return {
      probability: this.probabilities[prompt]!,
      method: this.quadrature.method,
      points: layers.map((path) => path.points),
      activations: ofPrompt,
      scores,
      completeness: {
        expected: layers.map(({ completeness }) => completeness.expected),
        sum: layers.map(({ completeness }) => completeness.sum),
        residual: Math.max(...layers.map(({ completeness: { sum, expected } }) => Math.abs(sum - expected))),
        converged: layers.every(({ completeness }) => completeness.converged),
      },
    };
  }

  /**
   * `v_i . direction` for each neuron, with v_i its value vector under the edits: the integral of dP/da_i per unit of activation.
   * By layer, then by prompt, [F].
   */
  async #slopes(): Promise<readonly (readonly Float64Array[])[]> {
    const { kernels, edits } = this.subject;
    const byLayer = this.subject.starts.map((_, layer) => this.#paths.filter((path) => path.layer === layer));
    const slopes = await kernels.valueProducts(
      byLayer.map((paths) => paths.map(({ direction }) => direction)),
      this.options.lane,
    );
    for (const { layer, prompt, direction } of this.#paths) {
      const own = slopes[layer]![prompt]!;
      for (const { neuron, delta } of edits.get(layer)?.valueDeltas ?? [])
        delta.forEach((value, d) => (own[neuron]! += value * direction[d]!));
    }
    return slopes;
  }

  /** Samples times kernels, forward and backward: the unit of progress. */
  #passes(missing: readonly (PathIndex & { readonly alphas: readonly number[] })[]): number {
    const L = this.subject.kernels.config.layers;
    return missing.reduce((sum, { layer, alphas }) => sum + alphas.length * 2 * (L - layer + 3), 0);
  }

  #report(): void {
    this.#fraction = Math.max(this.#fraction, Math.min(0.99, this.#passesDone / this.#passesForeseen));
    const layersDone = this.#paths.filter(({ next }) => next === null).length;
    this.options.onProgress?.({ fraction: this.#fraction, layersDone, layers: this.#paths.length });
  }
}
