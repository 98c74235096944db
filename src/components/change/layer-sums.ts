/** Attributions of some neurons added up, a layer at a time: each layer is attributed by itself, so sums across layers mean nothing. */
import { rollups } from 'd3';
import { refOf } from '../../state/neurons';

/** @param width neurons a layer. */
export function sumsByLayer(
  indices: readonly number[],
  scores: ArrayLike<number>,
  width: number,
): readonly { readonly layer: number; readonly sum: number }[] {
  return rollups(
    indices,
    (own) => own.reduce((sum, index) => sum + (scores[index] ?? 0), 0),
    (index) => refOf(index, width).layer,
  )
    .map(([layer, sum]) => ({ layer, sum }))
    .sort((a, b) => a.layer - b.layer);
}
