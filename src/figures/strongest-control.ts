/** Of all draws of the controls, the one that does most of what the edits do. */
import type { ControlKind } from '../experiments/controls';
import type { ReadControl } from '../state/answer-values';

interface StrongestControl {
  readonly kind: ControlKind;
  /** The probability that it leads to. */
  readonly value: number;
  /** Whether it moves the answer as far as the edits do, or further, and the same way. */
  readonly reaches: boolean;
}

/** The draw that moves the answer furthest in the direction of the edits. */
export function strongestControl(
  control: readonly ReadControl[],
  before: number,
  after: number,
): StrongestControl | null {
  const direction = Math.sign(after - before);
  const draws = control.flatMap(({ kind, probabilities }) => probabilities.map((value) => ({ kind, value })));
  const [strongest] = draws.toSorted((a, b) => direction * (b.value - a.value));
  return strongest ? { ...strongest, reaches: direction * (strongest.value - after) >= 0 } : null;
}
