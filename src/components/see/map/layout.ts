/**
 * Where each neuron's cell lies: one band per layer, cells in rows. Cells are as large as the area allows, in whole
 * device pixels, so that the map is crisp; among the columns that fit, a divisor of F is preferred, for full rows.
 */
export interface LayerBand {
  readonly layer: number;
  readonly y: number;
  readonly height: number;
}

export interface MapLayout {
  /** F: neurons in a band. */
  readonly neurons: number;
  readonly bands: readonly LayerBand[];
  /** CSS pixels from one cell to the next. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
  /** Device pixels in a CSS pixel. */
  readonly density: number;
}

/** CSS pixels kept free around the cells, for the rings of those at the edges. */
export const INSET = 6;
/** CSS pixels between two bands. */
const GAP = 8;
/** A row may stay this much emptier for the sake of full rows. */
const SLACK = 0.86;

export function layOut(layers: readonly number[], neurons: number, area: Area): MapLayout {
  const { density } = area;
  const width = area.width - 2 * INSET;
  const height = area.height - 2 * INSET;
  const room = height - GAP * (layers.length - 1);
  let best = { step: 1, columns: Math.max(1, Math.floor(width * density)) };
  for (let step = 1; step <= width * density; step++) {
    const most = Math.min(neurons, Math.floor((width * density) / step));
    const columns = fullRows(neurons, most);
    const fits = (candidate: number) => Math.ceil(neurons / candidate) * step * layers.length <= room * density;
    if (most >= 1 && fits(columns)) best = { step, columns };
    else if (most >= 1 && fits(most)) best = { step, columns: most };
    else if (step > 1) break;
  }
  const cell = best.step / density;
  const rows = Math.ceil(neurons / best.columns);
  // What is left over goes between the bands, up to a limit.
  const spare = layers.length > 1 ? (height - rows * cell * layers.length) / (layers.length - 1) : GAP;
  const gap = Math.floor(Math.max(2, Math.min(spare, 28)) * density) / density;
  const bands = layers.map((layer, index) => ({ layer, y: INSET + index * (rows * cell + gap), height: rows * cell }));
  const last = bands.at(-1);
  return {
    neurons,
    bands,
    cell,
    columns: best.columns,
    rows,
    width: best.columns * cell + 2 * INSET,
    height: (last ? last.y + last.height : 0) + INSET,
  };
}

/** The largest divisor of F that is at most `most`, unless it would leave much of the row empty. */
function fullRows(neurons: number, most: number): number {
  for (let columns = most; columns >= most * SLACK && columns >= 1; columns--) {
    if (neurons % columns === 0) return columns;
  }
  return most;
}

/** Top left corner of the neuron's cell, or null where its layer is not shown. */
export function placeOf(layout: MapLayout, index: number): { readonly x: number; readonly y: number } | null {
  const layer = Math.floor(index / layout.neurons);
  const band = layout.bands.find((candidate) => candidate.layer === layer);
  if (!band) return null;
  const neuron = index % layout.neurons;
  return {
    x: INSET + (neuron % layout.columns) * layout.cell,
    y: band.y + Math.floor(neuron / layout.columns) * layout.cell,
  };
}

/** The neuron at a point of the unzoomed map. */
export function neuronAt(layout: MapLayout, x: number, y: number): number | null {
  const band = layout.bands.find((candidate) => y >= candidate.y && y < candidate.y + candidate.height);
  const column = Math.floor((x - INSET) / layout.cell);
  if (!band || column < 0 || column >= layout.columns) return null;
  const neuron = Math.floor((y - band.y) / layout.cell) * layout.columns + column;
  return neuron < layout.neurons ? band.layer * layout.neurons + neuron : null;
}

/** Of the neurons within `reach` of a point, the one with the largest value: what a finger means. */
export function strongestNear(
  layout: MapLayout,
  values: Float32Array,
  { x, y, reach }: { readonly x: number; readonly y: number; readonly reach: number },
): number | null {
  const near = neuronsIn(layout, { x0: x - reach, y0: y - reach, x1: x + reach, y1: y + reach });
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
  const first = Math.max(0, Math.ceil((box.x0 - INSET) / cell - 0.5));
  const last = Math.min(columns - 1, Math.floor((box.x1 - INSET) / cell - 0.5));
  for (const band of layout.bands) {
    const top = Math.max(0, Math.ceil((box.y0 - band.y) / cell - 0.5));
    const bottom = Math.min(layout.rows - 1, Math.floor((box.y1 - band.y) / cell - 0.5));
    for (let row = top; row <= bottom; row++) {
      for (let column = first; column <= last; column++) {
        const neuron = row * columns + column;
        if (neuron < neurons) found.push(band.layer * neurons + neuron);
      }
    }
  }
  return found;
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'layer-up' | 'layer-down' | 'first' | 'last';

/** The neuron next to one, for the keyboard. Stays where there is none. */
export function neighbour(layout: MapLayout, index: number, move: Move): number {
  const { neurons, columns, bands } = layout;
  const neuron = index % neurons;
  const at = bands.findIndex((band) => band.layer === Math.floor(index / neurons));
  const inBand = (band: number, place: number): number => {
    const layer = bands[Math.max(0, Math.min(bands.length - 1, band))]?.layer ?? 0;
    return layer * neurons + Math.max(0, Math.min(neurons - 1, place));
  };
  const column = neuron % columns;
  const lastRow = Math.floor((neurons - 1 - column) / columns) * columns + column;
  switch (move) {
    case 'left':
      return inBand(at, neuron - 1);
    case 'right':
      return inBand(at, neuron + 1);
    case 'up':
      if (neuron >= columns) return inBand(at, neuron - columns);
      return at > 0 ? inBand(at - 1, lastRow) : index;
    case 'down':
      if (neuron + columns < neurons) return inBand(at, neuron + columns);
      return at < bands.length - 1 ? inBand(at + 1, column) : index;
    case 'layer-up':
      return inBand(at - 1, neuron);
    case 'layer-down':
      return inBand(at + 1, neuron);
    case 'first':
      return inBand(at, 0);
    case 'last':
      return inBand(at, neurons - 1);
  }
}
