/** The values of answers that the state keeps in a form of its own: shorter than what the engine gives, or put together. */
import type { ControlKind } from '../experiments/controls';
import type { NeuronRef } from '../knowledge/edits/edits';
import type { Firing } from '../knowledge/measures/firing';
import type { Token } from '../worker/api';

/** Attribution to attention, as it is shown and kept. */
export interface HeadScores {
  readonly tokens: readonly Token[];
  readonly layers: number;
  readonly heads: number;
  /** [L, H, T, T] row-major: query, key. */
  readonly scores: readonly number[];
  /** Largest |sum - expected| over the layers, in probability. */
  readonly residual: number;
}

/** What the target's probability becomes under the same edits on other neurons. */
export interface ReadControl {
  readonly kind: ControlKind;
  /** By draw. */
  readonly probabilities: readonly number[];
}

/** Which prompts of the library fire some neurons most and least. */
export interface Firings {
  /** How many prompts were run. */
  readonly prompts: number;
  /** The latest last. */
  readonly neurons: readonly (NeuronRef & Firing)[];
}
