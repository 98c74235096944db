/**
 * What the zoom does to the map: it scales and shifts it. All layers grow as a whole; of a layer alone the height is kept,
 * and its cells only widen, so that a finger or a key pans it along one line.
 */
import type { MapLayout, Point } from '../../../figures/map/layout';

export interface MapView {
  readonly scale: { readonly x: number; readonly y: number };
  /** CSS pixels. */
  readonly shift: { readonly x: number; readonly y: number };
}

export const WHOLE: MapView = { scale: { x: 1, y: 1 }, shift: { x: 0, y: 0 } };

export function viewOf(
  { bands }: MapLayout,
  { k, x, y }: { readonly k: number; readonly x: number; readonly y: number },
): MapView {
  return bands.length === 1
    ? { scale: { x: k, y: 1 }, shift: { x, y: 0 } }
    : { scale: { x: k, y: k }, shift: { x, y } };
}

export function toScreen({ scale, shift }: MapView, { x, y }: Point): Point {
  return { x: x * scale.x + shift.x, y: y * scale.y + shift.y };
}

/** From the screen to the unzoomed map. */
export function toMap({ scale, shift }: MapView, { x, y }: Point): Point {
  return { x: (x - shift.x) / scale.x, y: (y - shift.y) / scale.y };
}
