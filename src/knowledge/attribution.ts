/**
 * Attribution of a prediction to every feed-forward neuron by integrated gradients (Dai et al. 2022, equation 4):
 * `IG_i = a_i * integral_0^1 dP/da_i (alpha a) d alpha`, all F activations of one layer at [MASK] scaled together, one
 * layer at a time. Completeness (Sundararajan et al. 2017): a layer's scores sum to P(a) - P(0); how far they miss it
 * is the error of the quadrature, and it is reported.
 */
import type { HostTensor, Lane } from '../runtime/runtime';
import type { EditsByLayer, ForwardPass } from './forward';
import type { BertKernels } from './kernels';
import { PathIntegrals } from './path-integrals';
import type { FixedMethod, QuadratureMethod } from './quadrature';
import { softmax } from './softmax';

export type Quadrature = {
  /** Largest completeness residual that counts as converged, as a share of P(a). */
  readonly tolerance: number;
} & (
  { readonly method: 'adaptive' } | { readonly method: FixedMethod; /** Points a layer. */ readonly points: number }
);

export interface AttributionProgress {
  /** 0..1 of the work as now foreseen. */
  readonly fraction: number;
  /** Layers, of all prompts together, whose residual already meets the tolerance. */
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
 * Attributes a target of each of a pass's prompts, all in the same waves.
 * @param base the prompts' forward pass under `edits`: the scores are those of the edited model.
 * @param targetIds by prompt.
 * @returns by prompt.
 */
export async function attribute(
  kernels: BertKernels,
  base: ForwardPass,
  edits: EditsByLayer,
  targetIds: readonly number[],
  quadrature: Quadrature,
  options: AttributionOptions = {},
): Promise<Attribution[]> {
  const subject = { kernels, base, edits, targets: oneHotRows(targetIds, kernels.config.vocabSize) };
  const probabilities = base.logits.map((logits, prompt) => softmax(logits)[targetIds[prompt]!]!);
  return new PathIntegrals(subject, probabilities, quadrature, options).run();
}

/** [P, V] with a 1 at each row's index. */
function oneHotRows(indices: readonly number[], size: number): HostTensor {
  const data = new Float32Array(indices.length * size);
  indices.forEach((index, row) => (data[row * size + index] = 1));
  return { data, shape: [indices.length, size] };
}
