/** The predictions as bars: the answer with the edits, what they gained or lost, and the numbers of both. */
import { scaleLinear } from 'd3';
import { freshOf } from '../state/questions';
import type { State } from '../state/store';
import { countOfEdits, modelOfPicture, tableAbout } from './about';
import { CONTROL_LABELS } from './control-labels';
import { niceTop } from './dose-scale';
import type { Figure } from './figure';
import { points, shortProbability, word } from './format';
import { WIDTH } from './frame';
import { INK, SIZES, tintOf } from './ink';
import { legendOf } from './legend';
import { predictionRows, type Row } from './prediction-rows';
import { strongestControl } from './strongest-control';
import { lineAt, rectAt, textAt, type Markup } from './svg';
import { yesNo, type Cell } from './table';
import { fitted } from './text-width';

const ROW = 24;
const TOP = 24;
const LEFT = 132;
/** Right edges of the columns of numbers. */
const COLUMNS = { now: 500, before: 572, change: WIDTH } as const;

export function barsFigure(state: State): Figure | null {
  const { reading } = state;
  if (!reading) return null;
  const { about, value } = reading;
  const rows = predictionRows(value);
  const edits = countOfEdits(about.edits);
  const isEdited = edits > 0;
  const control = freshOf(state, 'control') ?? [];
  const own = {
    ...modelOfPicture(state, about.model),
    asked: about.prompt,
    target: value.target.token,
    edits,
  };
  return {
    title: isEdited ? 'Answers at [MASK], with and without the edits' : 'Answers at [MASK]',
    about: own,
    draw: () => {
      const drawn = drawRows(rows, isEdited);
      const target = rows.find(({ isTarget }) => isTarget);
      const strongest = target && isEdited ? strongestControl(control, target.before, target.after) : null;
      const notes =
        strongest && target
          ? [
              `Of the same edits on other neurons, those on ${CONTROL_LABELS[strongest.kind]} move ${word(target.token)} most the same way: ${points(strongest.value - target.before)} percentage points.`,
            ]
          : [];
      return { ...drawn, notes };
    },
    table: () => {
      const told = (condition: string, pick: (row: Row) => number): Cell[][] =>
        rows.map((row) => [condition, null, row.token, pick(row), yesNo(row.isTarget)]);
      return tableAbout(
        own,
        ['condition', 'draw', 'token', 'probability', 'is_target'],
        [
          ...told('without edits', ({ before }) => before),
          ...(isEdited ? told('with edits', ({ after }) => after) : []),
          ...(isEdited
            ? control.flatMap(({ kind, probabilities }) =>
                probabilities.map((p, draw): Cell[] => [CONTROL_LABELS[kind], draw + 1, value.target.token, p, 'true']),
              )
            : []),
        ],
      );
    },
  };
}

function drawRows(rows: readonly Row[], isEdited: boolean) {
  const right = isEdited ? 436 : COLUMNS.change - 72;
  const most = Math.max(...rows.map(({ before, after }) => Math.max(before, after)));
  const x = scaleLinear([0, niceTop(most)], [LEFT, right]);
  const bottom = TOP + rows.length * ROW;
  const head = (text: string, end: number) =>
    textAt(text, { x: end, y: 13, anchor: 'end', size: SIZES.small, fill: INK.ink2 });
  const axis = x
    .ticks(4)
    .flatMap((tick) => [
      lineAt([x(tick), TOP - 4, x(tick), bottom], { stroke: tick === 0 ? INK.lineStrong : INK.line }),
      textAt(String(tick), { x: x(tick), y: bottom + 14, anchor: 'middle', size: SIZES.small, fill: INK.ink2 }),
    ]);
  const bars = rows.map((row, index) => bar(row, TOP + index * ROW, { x, isEdited }));
  const heads = isEdited
    ? [head('with edits', COLUMNS.now), head('without', COLUMNS.before), head('change, pp', COLUMNS.change)]
    : [head('probability', COLUMNS.change)];
  const title = textAt('probability', {
    x: (LEFT + right) / 2,
    y: bottom + 30,
    anchor: 'middle',
    size: SIZES.small,
    fill: INK.ink2,
  });
  const legend = isEdited
    ? legendOf(
        [
          { name: 'both with and without', swatch: { fill: INK.ink } },
          { name: 'gained through the edits', swatch: { fill: INK.up } },
          { name: 'lost through them', swatch: { fill: tintOf('down', 22), stroke: INK.down } },
        ],
        { x: LEFT, y: bottom + 42, width: WIDTH - LEFT },
      )
    : null;
  return {
    body: [axis, heads, bars, title, ...(legend ? [legend.body] : [])],
    height: bottom + 36 + (legend?.height ?? 0),
  };
}

function bar(
  { token, before, after, isTarget }: Row,
  y: number,
  { x, isEdited }: { readonly x: (p: number) => number; readonly isEdited: boolean },
): Markup[] {
  const base = y + 16;
  const number = (text: string, end: number, fill: string = INK.ink) =>
    textAt(text, { x: end, y: base, anchor: 'end', fill });
  const low = Math.min(before, after);
  const box = (from: number, to: number) => ({ x: x(from), y: y + 5, width: x(to) - x(from), height: 13 });
  const style = { size: SIZES.text, bold: isTarget };
  return [
    textAt(fitted(word(token), LEFT - 12, style), { x: LEFT - 8, y: base, anchor: 'end', bold: isTarget }),
    rectAt(box(0, low), { fill: isTarget ? INK.ink : tintOf('ink', 55) }),
    ...(before === after
      ? []
      : [
          rectAt(
            box(low, Math.max(before, after)),
            after > before ? { fill: INK.up } : { fill: tintOf('down', 22), stroke: INK.down },
          ),
        ]),
    ...(isEdited
      ? [
          number(shortProbability(after), COLUMNS.now),
          number(shortProbability(before), COLUMNS.before, INK.ink2),
          number(before === after ? '0' : points(after - before), COLUMNS.change, changeInk(after - before)),
        ]
      : [number(shortProbability(after), COLUMNS.change)]),
  ];
}

function changeInk(change: number): string {
  if (Math.abs(change) < 0.00005) return INK.ink2;
  return change > 0 ? INK.upText : INK.downText;
}
