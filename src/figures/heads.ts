/** Attention heads by how much of the answer comes through each, and the one whose arcs are shown. */
import type { HeadScores } from '../state/answer-values';
import { lastOf } from '../state/memo';
import type { ViewSlice } from '../state/view';

/** By head, layer after layer: the sum of its scores. */
export const sumsOfHeads = lastOf(({ layers, heads, scores, tokens }: HeadScores): readonly number[] => {
  const size = tokens.length ** 2;
  return Array.from({ length: layers * heads }, (_, head) =>
    scores.slice(head * size, (head + 1) * size).reduce((sum, score) => sum + score, 0),
  );
});

/** Which head is looked at: the chosen one where there is such a head, else the one that matters most. */
export function headInView(value: HeadScores, { head }: Pick<ViewSlice, 'head'>): number {
  const sums = sumsOfHeads(value);
  if (head !== null && head < sums.length) return head;
  return sums.reduce((best, sum, index) => (Math.abs(sum) > Math.abs(sums[best] ?? 0) ? index : best), 0);
}

/** Index of the token whose arcs alone are shown, where there is such a token. */
export function queryInView({ tokens }: HeadScores, { arcsOf }: Pick<ViewSlice, 'arcsOf'>): number | null {
  return arcsOf !== null && arcsOf < tokens.length ? arcsOf : null;
}

/** [T, T] row-major. */
export function scoresOfHead({ tokens, scores }: HeadScores, head: number): readonly number[] {
  const size = tokens.length ** 2;
  return scores.slice(head * size, (head + 1) * size);
}
