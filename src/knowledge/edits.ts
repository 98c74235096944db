/**
 * The edits document: what a visitor changed, as plain data. Links, exports and the command line carry this same shape.
 * Base weights are never written; an edit is an input to the layer programs, so taking it away restores the model exactly.
 */

/** Layers and neurons count from 0. */
export interface NeuronRef {
  readonly layer: number;
  readonly neuron: number;
}

/** Scales the neuron's activation, or sets it to a fixed value, at the [MASK] position or at all positions. */
export type NeuronEdit = NeuronRef & {
  readonly at: 'mask' | 'all';
  /** Kept in the list, but without effect. */
  readonly off?: boolean;
} & ({ readonly gain: number; readonly value?: undefined } | { readonly value: number; readonly gain?: undefined });

/**
 * One step in rewriting a value vector v. `erase` sets it to zero; `add` adds lambda * |v| / |E[t]| * E[t] (|v| of the
 * unedited vector, E the word embeddings; Dai et al. 2022, section 5.1).
 */
export type ValueOp =
  | { readonly erase: true }
  | { readonly add: { readonly token: string; readonly lambda: number } | { readonly tokenId: number; readonly lambda: number } };

/** Rewrites the value vector of a neuron, by steps in order. */
export type ValueEdit = NeuronRef & { readonly off?: boolean; readonly ops: readonly ValueOp[] };

export interface EditsDocument {
  readonly version: 1;
  readonly neurons: readonly NeuronEdit[];
  readonly values: readonly ValueEdit[];
}

export const NO_EDITS: EditsDocument = { version: 1, neurons: [], values: [] };
