/**
 * Attribution of a prediction to every feed-forward neuron by integrated gradients (Dai et al. 2022, equation 4):
 * `IG_i = a_i * integral_0^1 dP/da_i (alpha a) d alpha`, all F activations of one layer at [MASK] scaled together, one
 * layer at a time. Completeness (Sundararajan et al. 2017): a layer's scores sum to P(a) - P(0); how far they miss it
 * is the error of the quadrature, and it is reported. This is what is asked and answered; attribute.ts computes it.
 */
import type { Lane } from '../../runtime/runtime';
import type { FixedMethod, QuadratureMethod } from './quadrature';

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
