/** Of all draws of the controls, the one that does most of what the edits do. */
import type { ControlKind } from '../experiments/controls';
import type { ReadControl } from '../state/answer-values';

/** The draw that moves the answer furthest in the direction of the edits. */
export function nearestControl(
  control: readonly ReadControl[],
  before: number,
  after: number,
): { readonly kind: ControlKind; readonly value: number } | null {
  const direction = Math.sign(after - before);
  const draws = control.flatMap(({ kind, probabilities }) => probabilities.map((value) => ({ kind, value })));
  const [nearest] = draws.toSorted((a, b) => direction * (b.value - a.value));
  return nearest ?? null;
}
