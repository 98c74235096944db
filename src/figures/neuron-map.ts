/** The map of neurons: every neuron of every layer as a cell, coloured as on the page. */
import { max, min } from 'd3';
import { refOf, nameOf } from '../state/neurons';
import type { State } from '../state/store';
import { tableAbout } from './about';
import type { Figure } from './figure';
import { WIDTH } from './frame';
import { INK, SIZES } from './ink';
import { layOut, placeOf, INSET, type MapLayout } from './map/layout';
import { LEVELS, levelsOf, PALETTES, strength } from './map/scale';
import { editedIndices, shownMap, type ShownMap } from './map/shown';
import { strongest } from './map/strongest';
import { element, lineAt, shifted, rectAt, rounded, textAt, type Markup } from './svg';
import { single, type Cell } from './table';

const HEIGHT = 400;
const LEFT = 30;
/** Room for the number of each layer. */
const RIGHT = 64;
const RAMP = { width: 260, height: 10 } as const;

export function mapFigure(state: State): Figure | null {
  const shown = shownMap(state);
  if (!shown) return null;
  const { shape, values, measure, about, file } = shown;
  const alone = state.focus !== null && state.focus < shape.layers ? state.focus : null;
  const title = alone === null ? shown.title : `${shown.title}, layer ${alone}`;
  return {
    title,
    about,
    ...(file ? { file } : {}),
    draw: () => drawMapOf(shown, alone, editedIndices(state, shape)),
    table: () => {
      const F = shape.intermediateSize;
      const [from, to] = alone === null ? [0, values.length] : [alone * F, (alone + 1) * F];
      const rows = Array.from(values.subarray(from, to), (value, i): Cell[] => {
        const { layer, neuron } = refOf(from + i, F);
        return [layer, neuron, single(value)];
      });
      return tableAbout(about, ['layer', 'neuron', measure], rows);
    },
  };
}

function drawMapOf(shown: ShownMap, alone: number | null, edited: readonly number[]) {
  const { shape, values, domain, sums, notes, format } = shown;
  const [layers, neurons] = [shape.layers, shape.intermediateSize];
  const layout = layOut(
    { layers, neurons, alone },
    { width: WIDTH - LEFT - (sums ? RIGHT : 0), height: HEIGHT, density: 4 },
  );
  const top = sums ? 16 : 0;
  const names = layout.bands.map(({ layer, y, height }) =>
    textAt(`L${layer}`, { x: LEFT - 4, y: y + height / 2 + 4, anchor: 'end', fill: INK.ink2 }),
  );
  const numbers = sums
    ? [
        textAt(sums.name, { x: WIDTH, y: 4, anchor: 'end', size: SIZES.small, fill: INK.ink2 }),
        ...layout.bands.map(({ layer, y, height }) =>
          textAt(sums.format(sums.values[layer] ?? 0), {
            x: WIDTH,
            y: y + height / 2 + 4,
            anchor: 'end',
          }),
        ),
      ]
    : [];
  const ramp = rampOf(shown);
  const [first, second] = strongest(values, 2, alone === null ? null : [alone * neurons, (alone + 1) * neurons]);
  const isAlone = first !== undefined && (second === undefined || values[first] !== values[second]);
  const told =
    first === undefined || !isAlone
      ? []
      : [
          textAt(`strongest: ${nameOf(refOf(first, neurons))}, ${format(values[first] ?? 0)}`, {
            x: WIDTH,
            y: 22,
            anchor: 'end',
            fill: INK.ink2,
          }),
        ];
  const rings = edited.filter((index) => placeOf(layout, index) !== null);
  const isRinged = rings.length > 0;
  return {
    body: [
      shifted(0, top, [names, shifted(LEFT, 0, [cellsOf(values, domain, layout), ringsOf(rings, layout)])]),
      shifted(0, top, numbers.slice(1)),
      ...numbers.slice(0, 1).map((heading) => shifted(0, 10, heading)),
      shifted(0, top + layout.height + 10, [ramp, told]),
    ],
    height: top + layout.height + 10 + 44,
    notes: [...notes, ...(isRinged ? ['Violet outlines: neurons with edits in force.'] : [])],
  };
}

/** A path for each colour, a subpath for each neuron, each from where the one before began: short, as there are many. */
function cellsOf(values: Float32Array, domain: number, layout: MapLayout): readonly Markup[] {
  const { order, starts } = levelsOf(values, domain);
  const side = (pitch: number) => (pitch >= 3 ? pitch - Math.max(0.5, Math.round(Math.min(pitch, 24) * 0.08)) : pitch);
  const [across, down] = [rounded(side(layout.cell.width)), rounded(side(layout.cell.height))];
  return PALETTES.light.flatMap((fill, level) => {
    let [x, y, d] = [0, 0, ''];
    for (const index of order.subarray(starts[level], starts[level + 1])) {
      const place = placeOf(layout, index);
      if (!place) continue;
      const [left, top] = [Number(rounded(place.x)), Number(rounded(place.y))];
      d += `m${rounded(left - x)} ${rounded(top - y)}h${across}v${down}h-${across}z`;
      [x, y] = [left, top];
    }
    return d === '' ? [] : [element('path', { fill, d })];
  });
}

function ringsOf(indices: readonly number[], layout: MapLayout): readonly Markup[] {
  const { width, height } = layout.cell;
  return indices.flatMap((index) => {
    const place = placeOf(layout, index);
    if (!place) return [];
    const box = { x: place.x - 1.5, y: place.y - 1.5, width: width + 2, height: height + 2 };
    return [rectAt(box, { fill: 'none', stroke: INK.mine, 'stroke-width': 1.5 })];
  });
}

/** The colours with their numbers; the scale follows a power below one, so that the ticks are not evenly far apart. */
function rampOf({ values, domain, low, high, format }: ShownMap): readonly Markup[] {
  const middle = (LEVELS - 1) / 2;
  const colours = low === null ? PALETTES.light.slice(middle) : PALETTES.light;
  const step = RAMP.width / colours.length;
  const x = (value: number) => {
    const share = strength(value, domain);
    return LEFT + INSET + RAMP.width * (low === null ? share : (share + 1) / 2);
  };
  const boxes = colours.map((fill, index) =>
    rectAt({ x: LEFT + INSET + index * step, y: 12, width: step + 0.3, height: RAMP.height }, { fill }),
  );
  const inner = low === null ? [0, domain / 4] : [-domain / 4, 0, domain / 4];
  const ticks = [...(low === null ? [] : [-domain]), ...inner, domain];
  const marks = ticks.map((tick) => lineAt([x(tick), 22, x(tick), 26], { stroke: INK.ink3 }));
  const [right, start] = [LEFT + INSET + RAMP.width, LEFT + INSET];
  const most = max(values) ?? 0;
  const least = min(values) ?? 0;
  const number = (text: string, at: number, anchor: 'start' | 'middle' | 'end') =>
    textAt(text, { x: at, y: 38, anchor, size: SIZES.small });
  const numbers = [
    ...(low === null ? [] : [number(`${format(-domain)}${least < -domain ? ' or less' : ''}`, start, 'start')]),
    number('0', x(0), low === null ? 'start' : 'middle'),
    number(`${format(domain)}${most > domain ? ' or more' : ''}`, right, 'end'),
  ];
  const ends = [
    ...(low === null ? [] : [textAt(low, { x: LEFT + INSET, y: 6, size: SIZES.small, fill: INK.downText })]),
    textAt(high, { x: LEFT + INSET + RAMP.width, y: 6, anchor: 'end', size: SIZES.small, fill: INK.upText }),
  ];
  return [...boxes, ...marks, ...numbers, ...ends];
}
