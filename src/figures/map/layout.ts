/**
 * Where each neuron's cell lies on the screen: one band per layer, in the grid of the model (see grid.ts). Only the size of
 * the cells follows the area: whole device pixels, so that the map is crisp, unless that would leave much of it empty.
 */
import { gridOf, type Grid } from './grid';

export interface LayerBand {
  readonly layer: number;
  readonly y: number;
  readonly height: number;
}

export interface MapLayout extends Grid {
  /** F: neurons in a band. */
  readonly neurons: number;
  readonly bands: readonly LayerBand[];
  /** CSS pixels from one cell to the next. */
  readonly cell: Size;
  readonly width: number;
  readonly height: number;
}

/** CSS pixels, of the map or of the screen. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Area extends Size {
  /** Device pixels in a CSS pixel. */
  readonly density: number;
}

export interface Layers {
  /** L and F. */
  readonly layers: number;
  readonly neurons: number;
  /** One that is shown alone, or null for all of them. */
  readonly alone: number | null;
}

/** CSS pixels kept free around the cells, for the rings of those at the edges. */
export const INSET = 6;
/** CSS pixels between two bands: at least, and at most where there is room to spare. */
const GAP = { least: 4, most: 28 } as const;
/** Whole pixels may cost this share of the area where pixels are large; the finer they are, the less it is worth. */
const LOSS = 0.2;
/** Cells that are taller than wide by no more than this are made squares. */
const NEARLY = 1.25;
/** How much longer than its other side a cell's side may be; a layer alone may have its cells taller, for a finger. */
const LONGEST = 2;
const TALLEST = 40;

export function layOut({ layers, neurons, alone }: Layers, area: Area): MapLayout {
  const { density } = area;
  const shown = alone === null ? Array.from({ length: layers }, (_, layer) => layer) : [alone];
  const { columns, rows } = gridOf(layers, neurons);
  const room = area.height - 2 * INSET;
  const cell = cellIn(
    {
      width: (area.width - 2 * INSET) / columns,
      height: (room - GAP.least * (shown.length - 1)) / (rows * shown.length),
    },
    alone === null ? null : TALLEST,
    density,
  );
  const height = rows * cell.height;
  const spare = (room - height * shown.length) / Math.max(1, shown.length - 1);
  const gap = Math.floor(Math.min(spare, GAP.most) * density) / density;
  const bands = shown.map((layer, place) => ({ layer, y: INSET + place * (height + gap), height }));
  const last = bands.at(-1);
  return {
    neurons,
    bands,
    cell,
    columns,
    rows,
    width: columns * cell.width + 2 * INSET,
    height: (last ? last.y + last.height : 0) + INSET,
  };
}

/** The cell for the room that there is for one. @param tallest CSS pixels, where its height need not follow its width */
function cellIn(room: Size, tallest: number | null, density: number): Size {
  const whole = (size: number) => {
    const pixels = size * density;
    return (Math.floor(pixels) >= pixels * (1 - LOSS / density ** 2) ? Math.floor(pixels) : pixels) / density;
  };
  const [width, height] = [whole(Math.max(room.width, 0)), whole(Math.max(room.height, 0))];
  if (height >= width && height <= width * NEARLY) return { width, height: width };
  return {
    width: Math.min(width, height * LONGEST),
    height: Math.min(height, tallest === null ? width * LONGEST : Math.max(width, tallest)),
  };
}

/** Top left corner of the neuron's cell, or null where its layer is not shown. */
export function placeOf(layout: MapLayout, index: number): Point | null {
  const layer = Math.floor(index / layout.neurons);
  const band = layout.bands.find((candidate) => candidate.layer === layer);
  if (!band) return null;
  const neuron = index % layout.neurons;
  return {
    x: INSET + (neuron % layout.columns) * layout.cell.width,
    y: band.y + Math.floor(neuron / layout.columns) * layout.cell.height,
  };
}

/** The neuron at a point of the unzoomed map. */
export function neuronAt(layout: MapLayout, { x, y }: Point): number | null {
  const band = layout.bands.find((candidate) => y >= candidate.y && y < candidate.y + candidate.height);
  const column = Math.floor((x - INSET) / layout.cell.width);
  if (!band || column < 0 || column >= layout.columns) return null;
  const neuron = Math.floor((y - band.y) / layout.cell.height) * layout.columns + column;
  return neuron < layout.neurons ? band.layer * layout.neurons + neuron : null;
}

/** Of the neurons in a box, the one with the largest value: what a finger means. */
export function strongestIn(layout: MapLayout, values: Float32Array, box: Box): number | null {
  const near = neuronsIn(layout, box);
  const size = (index: number) => Math.abs(values[index] ?? 0);
  return near.reduce<number | null>((best, index) => (best === null || size(index) > size(best) ? index : best), null);
}

export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Every neuron whose cell's middle lies in the box. */
export function neuronsIn(layout: MapLayout, box: Box): readonly number[] {
  const found: number[] = [];
  const { cell, columns, neurons } = layout;
  const first = Math.max(0, Math.ceil((box.x0 - INSET) / cell.width - 0.5));
  const last = Math.min(columns - 1, Math.floor((box.x1 - INSET) / cell.width - 0.5));
  for (const band of layout.bands) {
    const top = Math.max(0, Math.ceil((box.y0 - band.y) / cell.height - 0.5));
    const bottom = Math.min(layout.rows - 1, Math.floor((box.y1 - band.y) / cell.height - 0.5));
    for (let row = top; row <= bottom; row++) {
      for (let column = first; column <= last; column++) {
        const neuron = row * columns + column;
        if (neuron < neurons) found.push(band.layer * neurons + neuron);
      }
    }
  }
  return found;
}
