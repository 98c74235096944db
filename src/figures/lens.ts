/** The logit lens: the first answers after every layer, and the target's rank on its way, without and with the edits. */
import type { Reading } from '../knowledge/measures/reading';
import type { State } from '../state/store';
import { countOfEdits, modelOfPicture, tableAbout, tokenTextOf } from './about';
import type { Figure } from './figure';
import { firstPlaces } from './first-places';
import { count, shortProbability, word } from './format';
import { WIDTH } from './frame';
import { INK, SIZES, tintOf } from './ink';
import { legendOf, MARKS } from './legend';
import { lensLayers, sameAnswers, shortRank, tintOfAnswer, type LensLayer, type LensSide } from './lens-layers';
import { shapeOf } from './map/shown';
import { placeOfRank, ticksOfRank } from './rank-axis';
import { element, lineAt, rectAt, textAt, type Markup } from './svg';
import { yesNo, type Cell } from './table';
import { fitted } from './text-width';

const TOP = 22;
const ROW = 22;
/** The answers without the edits, where they are others. */
const WAS = 18;
const ANSWERS = { left: 34, width: 86 } as const;
const AXIS = { left: 318, right: 500 } as const;
const COLUMNS = { rank: 570, probability: WIDTH } as const;

export function lensFigure(state: State): Figure | null {
  const { lens, info } = state;
  if (!lens || !info || !shapeOf(state)) return null;
  const { about, value } = lens;
  const size = info.config.vocabSize;
  const target = value.layers.at(-1)?.after.target?.token ?? tokenTextOf(state, about.target);
  const own = { ...modelOfPicture(state, about.model), asked: about.prompt, target, edits: countOfEdits(about.edits) };
  return {
    title: `Logit lens: the answers after each layer, and the rank of ${word(target)}`,
    about: own,
    draw: () => drawLens(lensLayers(value, size), { size, target: word(target) }),
    table: () => {
      const isEdited = own.edits > 0;
      const rows = value.layers.flatMap(({ before, after }, index) => [
        ...answersOf(before, 'without edits', index),
        ...(isEdited ? answersOf(after, 'with edits', index) : []),
      ]);
      return tableAbout(own, ['layer', 'condition', 'token', 'rank', 'probability', 'is_target'], rows);
    },
  };
}

/** The first answers, and the target where it is none of them. No layer: the embeddings, before the first. */
function answersOf({ top, target }: Reading, condition: string, index: number): readonly (readonly Cell[])[] {
  const layer = index === 0 ? null : index - 1;
  const first = top.map(({ id, token, probability }, place): Cell[] => [
    layer,
    condition,
    token,
    place + 1,
    probability,
    yesNo(id === target?.id),
  ]);
  if (!target || top.some(({ id }) => id === target.id)) return first;
  return [...first, [layer, condition, target.token, target.rank, target.probability, 'true']];
}

function drawLens(layers: readonly LensLayer[], { size, target }: { readonly size: number; readonly target: string }) {
  const isEdited = layers.some(({ before, after }) => before.probability !== after.probability);
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  const x = (place: number) => AXIS.left + place * (AXIS.right - AXIS.left);
  let bottom = TOP;
  const rows = layers.map((layer) => {
    const isMoved = isEdited && !sameAnswers(layer.before.top, layer.after.top);
    const y = bottom;
    bottom += ROW + (isMoved ? WAS : 0);
    return { layer, y, isMoved, middle: y + ROW / 2 };
  });
  const way = (side: 'before' | 'after', style: Record<string, string | number>) =>
    element('polyline', {
      points: rows.map(({ layer, middle }) => `${x(layer[side].place).toFixed(1)},${middle}`).join(' '),
      fill: 'none',
      ...style,
    });
  const ticks = ticksOfRank(size).flatMap((rank) => {
    const at = x(placeOfRank(rank, size));
    return [
      lineAt([at, TOP - 2, at, bottom], { stroke: INK.line }),
      textAt(rank === 1 ? '1st' : shortRank(rank), { x: at, y: 13, anchor: 'middle', ...small }),
    ];
  });
  const dots = rows.flatMap(({ layer, middle }) => [
    ...(isEdited ? [MARKS.ring(x(layer.before.place), middle)] : []),
    MARKS.dot(x(layer.after.place), middle, isEdited ? INK.mine : INK.ink),
  ]);
  const tints = [0.1, 0.5, 1].map((p) => ({
    name: `P = ${p}`,
    swatch: { fill: tintOf('up', tintOfAnswer(p)), stroke: INK.line },
  }));
  const legend = legendOf(
    [
      ...tints,
      ...(isEdited
        ? [
            { name: `rank of ${target} with the edits`, swatch: MARKS.dot(7, 4, INK.mine) },
            { name: 'without them', swatch: MARKS.ring(7, 4) },
          ]
        : [{ name: `rank of ${target}, log scale`, swatch: MARKS.dot(7, 4, INK.ink) }]),
    ],
    { x: ANSWERS.left, y: bottom + 8, width: WIDTH - ANSWERS.left },
  );
  return {
    body: [
      textAt('first answers', { x: ANSWERS.left, y: 13, ...small }),
      textAt('rank', { x: COLUMNS.rank, y: 13, anchor: 'end', ...small }),
      textAt('P', { x: COLUMNS.probability, y: 13, anchor: 'end', ...small }),
      ticks,
      ...(isEdited ? [way('before', { stroke: INK.ink3, 'stroke-dasharray': '3 3' })] : []),
      way('after', { stroke: isEdited ? INK.mine : INK.ink, 'stroke-width': 1.5 }),
      dots,
      rows.map(({ layer, y, isMoved }) => rowAt(layer, y, isMoved)),
      legend.body,
    ],
    height: bottom + 8 + legend.height,
    notes: [
      firstPlaces(
        layers.map(({ after }) => after.rank),
        target,
      ),
      'The model\u2019s own head at [MASK], on the residual stream before the first layer (in) and after each.',
      ...(isEdited ? ['Words in the second line of a layer are its first answers without the edits.'] : []),
    ],
  };
}

function rowAt({ name, before, after }: LensLayer, y: number, isMoved: boolean): Markup[] {
  const base = y + 15;
  return [
    textAt(name, { x: ANSWERS.left - 8, y: base, anchor: 'end', fill: INK.ink2 }),
    ...answersAt(after, y, INK.ink),
    ...(isMoved ? answersAt(before, y + WAS, INK.ink3) : []),
    textAt(count(after.rank), { x: COLUMNS.rank, y: base, anchor: 'end' }),
    textAt(shortProbability(after.probability), { x: COLUMNS.probability, y: base, anchor: 'end' }),
  ];
}

function answersAt({ top, target }: LensSide, y: number, fill: string): Markup[] {
  return top.flatMap(({ id, token, probability }, place) => {
    const x = ANSWERS.left + place * (ANSWERS.width + 4);
    const style = { size: SIZES.small, bold: id === target };
    const box = { x, y: y + 2, width: ANSWERS.width, height: 17 };
    return [
      rectAt(box, { fill: tintOf('up', tintOfAnswer(probability)), rx: 2 }),
      textAt(fitted(word(token), ANSWERS.width - 8, style), { x: x + 4, y: y + 14, fill, ...style }),
    ];
  });
}
