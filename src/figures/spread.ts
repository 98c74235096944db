/** An erasure's spread: the perplexity of every relation before and after it, and with as many random neurons erased instead. */
import { scaleLog } from 'd3';
import { harmOf, type MeasuredErasure } from '../experiments/measure-erasure';
import { EVERYDAY } from '../experiments/measure';
import type { State } from '../state/store';
import { countOfEdits, modelOfPicture, tableAbout, type AboutPicture } from './about';
import type { Figure } from './figure';
import { counted, percent } from './format';
import { WIDTH } from './frame';
import { INK, SIZES } from './ink';
import { legendOf, MARKS } from './legend';
import { ratioInWords } from './ratio';
import { domainOfSpread, perplexityAfter, spreadRows, type SpreadRow } from './spread-rows';
import { lineAt, rectAt, textAt, type Markup } from './svg';
import type { Cell } from './table';
import { fitted } from './text-width';

const ROW = 18;
const TOP = 24;
const AXIS = { left: 168, right: 400 } as const;
const COLUMNS = { ratio: 468, changed: 540, right: WIDTH } as const;

export function spreadFigure(state: State, erasure: MeasuredErasure): Figure {
  const label = (id: string) => state.library?.relations.find((relation) => relation.id === id)?.label ?? id;
  const about: AboutPicture = {
    ...modelOfPicture(state, erasure.hash),
    asked: `\u201c${label(erasure.relation)}\u201d, value vectors of ${counted(erasure.neurons.length, 'neuron')} edited`,
    target: null,
    edits: countOfEdits(erasure.edits),
  };
  return {
    title: `Erasing \u201c${label(erasure.relation)}\u201d: perplexity of every relation`,
    about,
    file: { asked: `${label(erasure.relation)} erased`, target: null },
    draw: () => drawSpread(erasure, label),
    table: () =>
      tableAbout(
        about,
        [
          'relation',
          'label',
          'is_erased',
          'sentences',
          'condition',
          'draw',
          'perplexity',
          'log_ratio',
          'answers_changed',
          'accuracy',
        ],
        spreadRows(erasure).flatMap((row) => observations(row, erasure, label)),
      ),
  };
}

/** A relation before, after, and under each draw of random neurons. */
function observations(
  { group, harm, random }: SpreadRow,
  { relation }: MeasuredErasure,
  label: (id: string) => string,
) {
  const { name, prompts, before, edit, controls } = group;
  const lead: Cell[] = [name, label(name), name === relation ? 'true' : 'false', prompts];
  const draws = controls.find(({ kind }) => kind === 'random')?.changes ?? [];
  return [
    [...lead, 'without edits', null, before.perplexity, 0, 0, before.accuracy],
    [...lead, 'with edits', null, edit.after.perplexity, harm.nats, harm.changed, edit.after.accuracy],
    ...draws.map((change, draw): Cell[] => [
      ...lead,
      'random neurons',
      draw + 1,
      change.after.perplexity,
      random[draw]?.nats ?? null,
      random[draw]?.changed ?? null,
      change.after.accuracy,
    ]),
  ];
}

function drawSpread(erasure: MeasuredErasure, label: (id: string) => string) {
  const rows = spreadRows(erasure);
  const bottom = TOP + rows.length * ROW;
  const x = scaleLog(domainOfSpread(rows), [AXIS.left, AXIS.right]);
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  const head = (text: string, end: number) => textAt(text, { x: end, y: 12, anchor: 'end', ...small });
  const powers = x
    .ticks()
    .filter(
      (tick) => Number.isInteger(Math.log10(tick)) || Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9,
    );
  const ticks = powers.length > 1 ? powers : x.ticks(4);
  const everyday = erasure.groups.find(({ name }) => name === EVERYDAY);
  const legend = legendOf(
    [
      { name: 'before', swatch: MARKS.ring(7, 4) },
      { name: 'after', swatch: MARKS.dot(7, 4, INK.mine) },
      { name: 'as many random neurons instead', swatch: MARKS.tick(7, 4) },
    ],
    { x: AXIS.left, y: bottom + 38, width: WIDTH - AXIS.left },
  );
  return {
    body: [
      textAt('relation', { x: 0, y: 12, ...small }),
      head('factor', COLUMNS.ratio),
      head('changed', COLUMNS.changed),
      head('right answers', COLUMNS.right),
      ticks.flatMap((tick) => [
        lineAt([x(tick), TOP - 4, x(tick), bottom], { stroke: INK.line }),
        textAt(tick.toLocaleString('en-US'), { x: x(tick), y: bottom + 14, anchor: 'middle', ...small }),
      ]),
      textAt('perplexity of the right answers, log scale', {
        x: (AXIS.left + AXIS.right) / 2,
        y: bottom + 30,
        anchor: 'middle',
        ...small,
      }),
      rows.map((row, index) =>
        rowAt(row, TOP + index * ROW, { x, name: label(row.group.name), isOwn: row.group.name === erasure.relation }),
      ),
      legend.body,
    ],
    height: bottom + 38 + legend.height,
    notes: [
      ...(erasure.verdict ? [erasure.verdict.text] : []),
      ...(everyday
        ? [
            `Of ${everyday.prompts} everyday sentences ${harmOf(everyday, everyday.edit).changed} have another first answer.`,
          ]
        : []),
    ],
  };
}

interface RowPlace {
  readonly x: (value: number) => number;
  readonly name: string;
  readonly isOwn: boolean;
}

function rowAt({ group, harm, random }: SpreadRow, y: number, { x, name, isOwn }: RowPlace): Markup[] {
  const { before, edit } = group;
  const [from, to] = [x(before.perplexity), x(edit.after.perplexity)];
  const [middle, base] = [y + ROW / 2, y + 13];
  const style = { size: SIZES.text, bold: isOwn };
  const cell = (text: string, end: number) => textAt(text, { x: end, y: base, anchor: 'end', bold: isOwn });
  return [
    textAt(fitted(name, AXIS.left - 14, style), { x: 0, y: base, bold: isOwn }),
    lineAt([AXIS.left, middle, AXIS.right, middle], { stroke: INK.line }),
    rectAt(
      { x: Math.min(from, to), y: middle - 1.5, width: Math.abs(to - from), height: 3 },
      { fill: to > from ? INK.up : INK.down },
    ),
    ...random.map(({ nats }) => MARKS.tick(x(perplexityAfter(group, nats)), middle)),
    MARKS.ring(from, middle),
    MARKS.dot(to, middle, INK.mine),
    cell(ratioInWords(harm.nats), COLUMNS.ratio),
    cell(`${harm.changed} of ${harm.prompts}`, COLUMNS.changed),
    cell(`${percent(before.accuracy)} \u2192 ${percent(edit.after.accuracy)}`, COLUMNS.right),
  ];
}
