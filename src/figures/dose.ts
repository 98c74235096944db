/** Dose and response: the target's probability at every gain of the selected neurons, before the band of its controls. */
import { area, curveMonotoneX, line, scaleLinear } from 'd3';
import type { DrawBand } from '../knowledge/measures/score';
import { sameQuestion, type AnswerOf } from '../state/answers';
import { nameOf } from '../state/neurons';
import { gainInForce } from '../state/selected';
import type { State } from '../state/store';
import { countOfEdits, modelOfPicture, tableAbout, tokenTextOf } from './about';
import { apart } from './dose-labels';
import { niceTop, responseAt } from './dose-scale';
import type { Figure } from './figure';
import { counted, shortProbability, times, word } from './format';
import { WIDTH } from './frame';
import { INK, SIZES, tintOf } from './ink';
import { legendOf, MARKS, type LegendEntry } from './legend';
import { element, lineAt, textAt, type Markup } from './svg';
import type { Cell } from './table';
import { fitted } from './text-width';

type Dose = AnswerOf<'dose'>;
type Band = AnswerOf<'doseBand'>['value'];

const PLOT = { left: 46, right: 480, top: 10, bottom: 210 } as const;

export function doseFigure(state: State): Figure | null {
  const { dose, doseBand } = state;
  if (!dose || dose.value.gains.length === 0) return null;
  const { about } = dose;
  const band = doseBand && sameQuestion(doseBand.about, about) ? doseBand.value : null;
  const target = tokenTextOf(state, about.target);
  const names = about.neurons.map(nameOf);
  const which = names.length <= 3 ? names.join(', ') : counted(names.length, 'neuron');
  const own = {
    ...modelOfPicture(state, about.model),
    asked: about.prompt,
    target,
    edits: countOfEdits(about.edits),
    besides: true,
  };
  return {
    title: `Probability of ${word(target)} by the gain of ${which}`,
    about: own,
    draw: () => drawDose(dose, band, { target: word(target), gain: gainInForce(state) }),
    table: () =>
      tableAbout(
        own,
        ['neurons', 'at', 'series', 'draw', 'token', 'gain', 'probability'],
        [...rowsOf(dose, band, target).map((row) => [names.join('; '), about.at, ...row])],
      ),
  };
}

/** By series: the selected neurons, each draw of random ones, the most active ones; and what else could be the answer. */
function rowsOf({ value }: Dose, band: Band | null, target: string): readonly (readonly Cell[])[] {
  const along = (gains: readonly number[], values: readonly number[], lead: readonly Cell[]) =>
    values.map((p, index): Cell[] => [...lead, gains[index] ?? null, p]);
  if (!band) return along(value.gains, value.target, ['selected', null, target]);
  const { gains, random, mostActive, curves } = band.band;
  return [
    ...along(value.gains, value.target, ['selected', null, target]),
    ...random.flatMap((draw, index) => along(gains, draw.target, ['random', index + 1, target])),
    ...along(gains, mostActive.target, ['most active', null, target]),
    ...band.competitors.flatMap(({ token }, index) =>
      along(gains, curves.watched[index] ?? [], ['selected', null, token]),
    ),
  ];
}

interface Marked {
  readonly target: string;
  /** In force; null where the activation is fixed. */
  readonly gain: number | null;
}

function drawDose({ about, value }: Dose, band: Band | null, { target, gain }: Marked) {
  const { gains, target: response } = value;
  const tried = band?.band.gains ?? [];
  const random = band?.band.band.target ?? [];
  const active = band?.band.mostActive.target ?? [];
  const others = (band?.competitors ?? []).map(({ token }, index) => ({
    name: word(token),
    values: band?.band.curves.watched[index] ?? [],
  }));
  const most = gains.at(-1) ?? 1;
  const top = niceTop(Math.max(...response, ...active, ...random.map(({ high }) => high)));
  const x = scaleLinear([0, most], [PLOT.left, PLOT.right]);
  const y = scaleLinear([0, top], [PLOT.bottom, PLOT.top]);
  const curve = (along: readonly number[], values: readonly number[], style: Record<string, string | number>) =>
    element('path', {
      d:
        line<number>(
          (_, index) => x(along[index] ?? 0),
          (p) => y(p),
        ).curve(curveMonotoneX)([...values]) ?? '',
      fill: 'none',
      ...style,
    });
  const range = area<DrawBand>()
    .x((_, index) => x(tried[index] ?? 0))
    .y0(({ low }) => y(low) + 1)
    .y1(({ high }) => y(high) - 1)
    .curve(curveMonotoneX)([...random]);
  const unedited = responseAt(gains, response, 1);
  const now = gain === null || gain > most || gain < 0 ? null : responseAt(gains, response, gain);
  const clip = element('clipPath', { id: 'plot' }, [
    element('rect', {
      x: PLOT.left,
      y: PLOT.top - 1,
      width: PLOT.right - PLOT.left,
      height: PLOT.bottom - PLOT.top + 2,
    }),
  ]);
  const curves = element('g', { 'clip-path': 'url(#plot)' }, [
    ...(range && random.length > 0 ? [element('path', { d: range, fill: tintOf('ink', 16) })] : []),
    ...(active.length > 0 ? [curve(tried, active, { stroke: INK.ink3, 'stroke-dasharray': '3 3' })] : []),
    ...others.map(({ values }) => curve(tried, values, { stroke: INK.down, 'stroke-width': 1.25 })),
    curve(gains, response, { stroke: INK.ink, 'stroke-width': 2 }),
  ]);
  const ends = [
    { name: target, end: response.at(-1), fill: INK.ink, bold: true },
    { name: 'random neurons', end: random.at(-1)?.mean, fill: INK.ink2, bold: false },
    { name: 'most active neurons', end: active.at(-1), fill: INK.ink2, bold: false },
    ...others.map(({ name, values }) => ({ name, end: values.at(-1), fill: INK.downText, bold: false })),
  ].flatMap(({ end, ...own }) => (end === undefined ? [] : [{ ...own, end }]));
  const entries: LegendEntry[] = [
    { name: `gain 1, as trained: ${shortProbability(unedited)}`, swatch: MARKS.ring(7, 4) },
    ...(now === null || gain === null || gain === 1
      ? []
      : [{ name: `gain in force, ${times(gain)}: ${shortProbability(now)}`, swatch: MARKS.dot(7, 4, INK.mine) }]),
    ...(random.length > 0
      ? [
          {
            name: `range of ${band?.band.random.length ?? 0} draws of as many random neurons`,
            swatch: { fill: tintOf('ink', 16) },
          },
        ]
      : []),
  ];
  const legend = legendOf(entries, { x: PLOT.left, y: PLOT.bottom + 42, width: WIDTH - PLOT.left });
  const silenced = responseAt(gains, response, 0);
  return {
    body: [
      clip,
      axes(x, y, { most, at: about.at }),
      curves,
      namesAt(ends, { x: PLOT.right, y, top }),
      MARKS.ring(x(1), y(unedited)),
      ...(now === null || gain === null || gain === 1 ? [] : [MARKS.dot(x(gain), y(now), INK.mine)]),
      legend.body,
    ],
    height: PLOT.bottom + 42 + legend.height,
    notes: [
      `P(${target}): ${shortProbability(silenced)} silenced, ${shortProbability(unedited)} at gain 1, ${shortProbability(response.at(-1) ?? 0)} at gain ${most}.`,
    ],
  };
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function axes(x: Scale, y: Scale, { most, at }: { readonly most: number; readonly at: 'mask' | 'all' }): Markup[] {
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  const where = at === 'mask' ? 'at [MASK]' : 'at every token';
  return [
    ...y
      .ticks(4)
      .flatMap((tick) => [
        lineAt([PLOT.left, y(tick), PLOT.right, y(tick)], { stroke: tick === 0 ? INK.lineStrong : INK.line }),
        textAt(String(tick), { x: PLOT.left - 6, y: y(tick) + 4, anchor: 'end', ...small }),
      ]),
    ...x
      .ticks(most)
      .map((tick) => textAt(times(tick), { x: x(tick), y: PLOT.bottom + 15, anchor: 'middle', ...small })),
    lineAt([x(1), PLOT.top, x(1), PLOT.bottom], { stroke: INK.lineStrong, 'stroke-dasharray': '2 3' }),
    textAt(`gain: how many times the activation ${where}`, {
      x: (PLOT.left + PLOT.right) / 2,
      y: PLOT.bottom + 31,
      anchor: 'middle',
      ...small,
    }),
    textAt('probability', {
      x: 0,
      y: 0,
      anchor: 'middle',
      ...small,
      extra: { transform: `translate(10 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)` },
    }),
  ];
}

interface Ending {
  readonly name: string;
  readonly end: number;
  readonly fill: string;
  readonly bold: boolean;
}

/** What each line is, at its end; an arrow where it leaves the picture above. */
function namesAt(
  ends: readonly Ending[],
  { x, y, top }: { readonly x: number; readonly y: Scale; readonly top: number },
): Markup[] {
  const heights = apart(
    ends.map(({ end }) => y(end)),
    15,
    PLOT.top,
    PLOT.bottom,
  );
  return ends.flatMap(({ name, end, fill, bold }, index) => {
    const height = heights[index] ?? 0;
    const style = { size: SIZES.text, bold };
    const text = fitted(`${name} ${end > top ? '\u2191' : ''}`.trim(), WIDTH - x - 16, style);
    return [
      lineAt([x + 2, Math.max(PLOT.top, y(end)), x + 10, height], { stroke: INK.lineStrong }),
      textAt(text, { x: x + 14, y: height + 4, fill, bold }),
    ];
  });
}
