/** Draws the map: cells colour by colour, then rings around what is edited, selected or pointed at, then labels. */
import { INSET, type MapLayout, type Size } from '../../../figures/map/layout';
import { LEVELS, type Levels } from '../../../figures/map/scale';
import { toScreen, type MapView } from './view';

export interface Scene {
  readonly layout: MapLayout;
  readonly levels: Levels | null;
  readonly values: Float32Array | null;
  readonly selected: readonly number[];
  readonly edited: readonly number[];
  /** Neurons that two facts share: half a cell in each colour. */
  readonly both: readonly number[];
  /** Neurons that stand out by more than their colour. */
  readonly marked: readonly number[];
  readonly cursor: number | null;
  readonly hover: number | null;
}

export interface Paint {
  readonly palette: readonly string[];
  readonly paper: string;
  readonly ink: string;
  readonly mine: string;
  readonly font: string;
}

/** CSS pixels of a cell from which neurons are numbered, and from which values are written, too. */
const NUMBERED = { width: 34, height: 14 } as const;
const VALUED = { width: 52, height: 30 } as const;
/** The level of zero. */
const MIDDLE = (LEVELS - 1) / 2;
/** Levels from the quietest to the strongest: where a pixel holds several cells, the strongest is seen. */
const OUTWARD = Array.from({ length: LEVELS }, (_, level) => level).sort(
  (a, b) => Math.abs(a - MIDDLE) - Math.abs(b - MIDDLE),
);

/** How the map lies on the screen. */
export interface Frame {
  readonly view: MapView;
  /** Device pixels in one of CSS. */
  readonly density: number;
}

export function drawMap(canvas: HTMLCanvasElement, scene: Scene, paint: Paint, { view: seen, density }: Frame): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const view = new View(scene.layout, seen, density, canvas);
  drawCells(context, view, scene, paint);
  drawHalves(context, view, scene.both, paint);
  if (view.holds(NUMBERED)) drawLabels(context, view, scene, paint);
  const ring = (indices: readonly number[], colour: string, width: number, out: number) =>
    drawRings(context, view, indices, { colour, halo: paint.paper, width: width * density, out: out * density });
  ring(scene.marked, paint.ink, 1, 2);
  ring(scene.edited, paint.mine, 2, 1);
  ring(scene.selected, paint.ink, 1.5, 4);
  if (scene.hover !== null) ring([scene.hover], paint.ink, 1, 1);
  if (scene.cursor !== null) ring([scene.cursor], paint.mine, 2, 4);
}

/** From cells to device pixels under the zoom, on whole pixels. */
class View {
  /** Device pixels from one cell to the next; not whole while zooming. */
  readonly cell: Size;
  /** Top of each layer's band, by layer; NaN where it is not shown. */
  readonly #tops: Float64Array;

  constructor(
    readonly layout: MapLayout,
    readonly seen: MapView,
    readonly density: number,
    readonly canvas: HTMLCanvasElement,
  ) {
    const { width, height } = layout.cell;
    this.cell = { width: width * seen.scale.x * density, height: height * seen.scale.y * density };
    this.#tops = new Float64Array(Math.max(0, ...layout.bands.map((band) => band.layer)) + 1).fill(NaN);
    for (const band of layout.bands) this.#tops[band.layer] = band.y;
  }

  /** Device pixels [x, y, width, height] of the cell, or null where it is out of sight. */
  box(index: number): readonly [number, number, number, number] | null {
    const { layout, seen, density, cell, canvas } = this;
    const band = this.#tops[Math.floor(index / layout.neurons)] ?? NaN;
    if (Number.isNaN(band)) return null;
    const neuron = index % layout.neurons;
    const column = neuron % layout.columns;
    const row = (neuron - column) / layout.columns;
    const corner = toScreen(seen, { x: INSET + column * layout.cell.width, y: band + row * layout.cell.height });
    const [left, top] = [corner.x * density, corner.y * density];
    const [right, bottom] = [left + cell.width, top + cell.height];
    if (right < 0 || bottom < 0 || left > canvas.width || top > canvas.height) return null;
    const [x, y] = [Math.round(left), Math.round(top)];
    return [x, y, Math.round(right) - x, Math.round(bottom) - y];
  }

  /** Whether a cell has room for that many CSS pixels. */
  holds({ width, height }: Size): boolean {
    return this.cell.width >= width * this.density && this.cell.height >= height * this.density;
  }

  /** The cells left, right, above and below in the same band; null beyond its edges. */
  neighbours(index: number): readonly (number | null)[] {
    const { neurons, columns } = this.layout;
    const neuron = index % neurons;
    const column = neuron % columns;
    return [
      column > 0 ? index - 1 : null,
      column < columns - 1 && neuron < neurons - 1 ? index + 1 : null,
      neuron >= columns ? index - columns : null,
      neuron + columns < neurons ? index + columns : null,
    ];
  }
}

function drawCells(context: CanvasRenderingContext2D, view: View, { layout, levels }: Scene, paint: Paint): void {
  const [across, down] = [gapOf(view.cell.width), gapOf(view.cell.height)];
  const draw = (index: number) => {
    const box = view.box(index);
    if (box) context.fillRect(box[0], box[1], Math.max(1, box[2] - across), Math.max(1, box[3] - down));
  };
  if (!levels) {
    context.fillStyle = paint.palette[MIDDLE] ?? paint.ink;
    for (const band of layout.bands) {
      for (let neuron = 0; neuron < layout.neurons; neuron++) draw(band.layer * layout.neurons + neuron);
    }
    return;
  }
  for (const level of OUTWARD) {
    const end = levels.starts[level + 1] ?? 0;
    context.fillStyle = paint.palette[level] ?? paint.ink;
    for (let place = levels.starts[level] ?? 0; place < end; place++) draw(levels.order[place] ?? 0);
  }
}

/** Device pixels between two cells, which lie this far apart. */
function gapOf(pitch: number): number {
  return pitch >= 3 ? Math.max(1, Math.round(Math.min(pitch, 24) * 0.08)) : 0;
}

/** Cells of both colours at their strongest, side by side. */
function drawHalves(
  context: CanvasRenderingContext2D,
  view: View,
  indices: readonly number[],
  { palette, ink }: Paint,
): void {
  for (const index of indices) {
    const box = view.box(index);
    if (!box) continue;
    const [x, y, width, height] = box;
    const half = Math.round(width / 2);
    context.fillStyle = palette[LEVELS - 1] ?? ink;
    context.fillRect(x, y, half, height);
    context.fillStyle = palette[0] ?? ink;
    context.fillRect(x + half, y, width - half, height);
  }
}

interface Ring {
  readonly colour: string;
  readonly halo: string;
  /** Device pixels. */
  readonly width: number;
  /** Device pixels outside of the cell. */
  readonly out: number;
}

/** Outlines cells; those that touch share one outline, so that a box of many does not hide the map under a grid. */
function drawRings(context: CanvasRenderingContext2D, view: View, indices: readonly number[], ring: Ring): void {
  const marked = new Set(indices);
  const isSmall = Math.min(view.cell.width, view.cell.height) <= 24;
  const path = new Path2D();
  for (const index of indices) {
    const box = view.box(index);
    if (!box) continue;
    const open = view.neighbours(index).map((neighbour) => neighbour === null || !marked.has(neighbour));
    const out = (side: number) => (open[side] && isSmall ? ring.out + ring.width / 2 : 0);
    const [left, top] = [box[0] - out(0), box[1] - out(2)];
    const [right, bottom] = [box[0] + box[2] - 1 + out(1), box[1] + box[3] - 1 + out(3)];
    if (open.every(Boolean)) {
      path.rect(left, top, right - left, bottom - top);
      continue;
    }
    const sides = [
      [left, top, left, bottom],
      [right, top, right, bottom],
      [left, top, right, top],
      [left, bottom, right, bottom],
    ] as const;
    sides.forEach(([x0, y0, x1, y1], side) => {
      if (!open[side]) return;
      path.moveTo(x0, y0);
      path.lineTo(x1, y1);
    });
  }
  context.lineCap = 'square';
  context.strokeStyle = ring.halo;
  context.lineWidth = ring.width * 1.75;
  context.stroke(path);
  context.strokeStyle = ring.colour;
  context.lineWidth = ring.width;
  context.stroke(path);
}

function drawLabels(
  context: CanvasRenderingContext2D,
  view: View,
  { layout, levels, values }: Scene,
  paint: Paint,
): void {
  const { density } = view;
  const full = view.holds(VALUED);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const band of layout.bands) {
    for (let neuron = 0; neuron < layout.neurons; neuron++) {
      const index = band.layer * layout.neurons + neuron;
      const box = view.box(index);
      if (!box) continue;
      const level = levels?.levels[index] ?? MIDDLE;
      const strong = Math.abs(level - MIDDLE) > LEVELS * 0.24;
      context.fillStyle = strong ? paint.paper : paint.ink;
      const [x, y] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
      context.font = `500 ${10 * density}px ${paint.font}`;
      context.fillText(String(neuron), x, full ? y - 7 * density : y);
      if (full && values) {
        context.font = `400 ${9.5 * density}px ${paint.font}`;
        context.fillText(short(values[index] ?? 0), x, y + 7 * density);
      }
    }
  }
}

function short(value: number): string {
  const text = Math.abs(value).toFixed(Math.abs(value) >= 1 ? 2 : 4);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}
