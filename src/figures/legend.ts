/** What the marks of a picture mean: swatches with their names, in as many lines as they need. */
import { INK, SIZES } from './ink';
import { element, Markup, shifted, rectAt, textAt, type Attributes } from './svg';
import { widthOf } from './text-width';

export interface LegendEntry {
  readonly name: string;
  /** A filled box 14 by 8, or a mark that is drawn around (7, 4). */
  readonly swatch: Attributes | Markup;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const LINE = 18;
const SWATCH = 14;
const GAP = { inside: 6, between: 18 } as const;

export function legendOf(
  entries: readonly LegendEntry[],
  { x, y, width }: Place,
): { readonly body: Markup; readonly height: number } {
  let [left, top] = [0, 0];
  const drawn = entries.map(({ name, swatch }) => {
    const own = SWATCH + GAP.inside + widthOf(name, { size: SIZES.small });
    if (left > 0 && left + own > width) [left, top] = [0, top + LINE];
    const mark = swatch instanceof Markup ? swatch : rectAt({ x: 0, y: 0, width: SWATCH, height: 8 }, swatch);
    const entry = shifted(left, top, [
      shifted(0, 3, mark),
      textAt(name, { x: SWATCH + GAP.inside, y: 11, size: SIZES.small, fill: INK.ink2 }),
    ]);
    left += own + GAP.between;
    return entry;
  });
  return { body: shifted(x, y, drawn), height: entries.length === 0 ? 0 : top + LINE };
}

/** Marks for legends and pictures, around a point. */
export const MARKS = {
  dot: (x: number, y: number, fill: string) => element('circle', { cx: x, cy: y, r: 4.5, fill, stroke: INK.paper }),
  ring: (x: number, y: number) =>
    element('circle', { cx: x, cy: y, r: 4, fill: INK.paper, stroke: INK.ink2, 'stroke-width': 1.5 }),
  square: (x: number, y: number) =>
    rectAt({ x: x - 3.5, y: y - 3.5, width: 7, height: 7 }, { fill: INK.paper, stroke: INK.ink2, 'stroke-width': 1.5 }),
  diamond: (x: number, y: number) =>
    element('path', {
      d: `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`,
      fill: INK.paper,
      stroke: INK.ink2,
      'stroke-width': 1.5,
    }),
  tick: (x: number, y: number) => rectAt({ x: x - 1, y: y - 5, width: 2, height: 10 }, { fill: INK.ink3 }),
} as const;
