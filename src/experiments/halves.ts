/**
 * Wordings in two halves: one finds a fact's neurons, the other only measures what editing them does. Neurons that were
 * chosen by the very prompts that they are measured on would look better than they are.
 */
import { neuronKey, type NeuronRef } from '../knowledge/edits/edits';

export interface Halves<T> {
  readonly finding: readonly T[];
  /** Empty where there is only one wording. */
  readonly held: readonly T[];
}

/** Every other wording, the first one finds; the library's order spreads each half over the templates. */
export function halvesOf<T>(wordings: readonly T[]): Halves<T> {
  return { finding: wordings.filter((_, i) => i % 2 === 0), held: wordings.filter((_, i) => i % 2 === 1) };
}

/** Whether a list of neurons holds this one. */
export function isAmong(neurons: readonly NeuronRef[], ref: NeuronRef): boolean {
  return neurons.some((own) => neuronKey(own) === neuronKey(ref));
}
