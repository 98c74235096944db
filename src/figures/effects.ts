/** The side effects of the edits, beside their controls: a row a group of sentences, a column a measure. */
import { scaleLinear } from 'd3';
import { controlChanges } from '../experiments/compare';
import { CONTROL_KINDS, type ControlKind } from '../experiments/controls';
import type { MeasuredGroup } from '../experiments/measure';
import type { MeasuredUpdate } from '../experiments/measure-update';
import { bandOf, type GroupChange } from '../knowledge/measures/score';
import { ofModel } from '../state/answers';
import type { State } from '../state/store';
import { countOfEdits, modelOfPicture, tableAbout } from './about';
import { CONTROL_LABELS } from './control-labels';
import { aboutGroup, EFFECT_HEADLINES, METRIC_NAMES, namedGroups } from './effect-groups';
import type { Figure } from './figure';
import { percent, plain, word } from './format';
import { WIDTH } from './frame';
import { INK, SIZES, tintOf } from './ink';
import { legendOf, MARKS, type LegendEntry } from './legend';
import {
  CONTROL_BANDS,
  CONTROL_MARKS,
  controlValues,
  domainOfMetric,
  METRICS,
  nearestTo,
  textOfMetric,
  valueOfChange,
  type Metric,
} from './metrics';
import { lineAt, rectAt, textAt, type Markup } from './svg';
import type { Cell } from './table';
import { fitted, wrapped } from './text-width';

const ROW = 50;
const TOP = 40;
const LABELS = 190;
const PANEL = { width: 140, apart: 15 } as const;

const MARK_OF: Readonly<Record<Exclude<ControlKind, 'random' | 'matched'>, (x: number, y: number) => Markup>> = {
  mostActive: MARKS.square,
  sameRelation: MARKS.diamond,
  otherRelation: MARKS.ring,
  push: MARKS.tick,
};

export function effectsFigure(state: State): Figure | null {
  const effect = ofModel(state.effect, state.info);
  if (!effect) return null;
  const { subject, from, to } = effect;
  const about = {
    ...modelOfPicture(state, effect.hash),
    asked: to ? `${subject}: ${word(from.token)}, taught ${word(to.token)}` : `${subject} \u2192 ${word(from.token)}`,
    target: (to ?? from).token,
    edits: countOfEdits(effect.edits),
  };
  return {
    title: to
      ? `What teaching \u201c${word(to.token)}\u201d changes, beside its controls`
      : 'What the edits change, beside their controls',
    about,
    file: { asked: `${subject} ${from.token}${to ? ' to' : ''}`, target: to ? to.token : null },
    draw: () => drawEffects(effect),
    table: () =>
      tableAbout(
        about,
        [
          'group',
          'sentences',
          'neurons_edited',
          'draw',
          'answers_changed',
          'probability_change',
          'log_odds_change',
          'taught_first',
          'perplexity_before',
          'perplexity_after',
        ],
        namedGroups(effect).flatMap((group) => [
          observation(group, { neurons: 'these neurons', draw: null, change: group.edit }),
          ...CONTROL_KINDS.flatMap((kind) =>
            controlChanges(group, kind).map((change, draw) =>
              observation(group, { neurons: CONTROL_LABELS[kind], draw: draw + 1, change }),
            ),
          ),
        ]),
      ),
  };
}

interface Observed {
  /** Which were edited. */
  readonly neurons: string;
  readonly draw: number | null;
  readonly change: GroupChange;
}

function observation(group: MeasuredGroup, { neurons, draw, change }: Observed): readonly Cell[] {
  return [
    group.name,
    group.prompts,
    neurons,
    draw,
    change.answersChanged,
    change.probability,
    valueOfChange(change, 'logOdds'),
    change.watched?.first ?? null,
    group.before.perplexity,
    change.after.perplexity,
  ];
}

function drawEffects(effect: MeasuredUpdate) {
  const groups = namedGroups(effect);
  const kinds = [...CONTROL_BANDS, ...CONTROL_MARKS].filter((kind) =>
    groups.some((group) => controlChanges(group, kind).length > 0),
  );
  const bottom = TOP + groups.length * ROW;
  const labels = groups.map((group, index) => {
    const y = TOP + index * ROW;
    const lines = wrapped(aboutGroup(group, effect), { width: LABELS - 8, most: 2, size: SIZES.small });
    return [
      textAt(group.name, { x: 0, y: y + 18, bold: true, size: SIZES.small }),
      ...lines.map((line, at) => textAt(line, { x: 0, y: y + 32 + 13 * at, size: SIZES.small, fill: INK.ink2 })),
    ];
  });
  const panels = METRICS.map((metric, index) =>
    panel(groups, { metric, left: LABELS + index * (PANEL.width + PANEL.apart), to: effect.to }),
  );
  const names: readonly LegendEntry[] = [
    { name: 'this edit', swatch: MARKS.dot(7, 4, INK.mine) },
    ...kinds.map((kind) => ({ name: labelOf(kind), swatch: swatchOf(kind) })),
  ];
  const legend = legendOf(names, { x: 0, y: bottom + 34, width: WIDTH });
  return {
    body: [labels, panels, legend.body],
    height: bottom + 34 + legend.height,
    notes: [`${EFFECT_HEADLINES[effect.verdict.kind]} ${effect.verdict.text}`, ...figuresOf(effect)],
  };
}

function labelOf(kind: ControlKind): string {
  if (kind === 'random') return 'random neurons, range of draws';
  return kind === 'matched'
    ? 'random neurons that write as much, range'
    : `${CONTROL_LABELS[kind]}${kind === 'sameRelation' || kind === 'otherRelation' ? ' neurons' : ''}`;
}

function swatchOf(kind: ControlKind): LegendEntry['swatch'] {
  if (kind === 'random') return { fill: tintOf('ink', 22) };
  if (kind === 'matched') return { fill: 'none', stroke: INK.ink3 };
  return MARK_OF[kind](7, 4);
}

interface PanelPlace {
  readonly metric: Metric;
  readonly left: number;
  /** The answer that is taught. */
  readonly to: MeasuredUpdate['to'];
}

function panel(groups: readonly MeasuredGroup[], { metric, left, to }: PanelPlace): Markup[] {
  const all = groups.flatMap(({ edit, controls }) =>
    [edit, ...controls.flatMap(({ changes }) => changes)].map((change) => valueOfChange(change, metric)),
  );
  const x = scaleLinear(domainOfMetric(all, metric), [left + 8, left + PANEL.width - 8]);
  const bottom = TOP + groups.length * ROW;
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  const [low, high] = x.domain() as [number, number];
  const ticks = [...new Set([low, 0, high])].filter((tick) => tick === 0 || Math.abs(x(tick) - x(0)) > 52);
  const units: Readonly<Record<Metric, string>> = {
    answers: 'first answers changed',
    probability: 'of the right answer',
    logOdds: to ? `of ${word(to.token)}, in nats` : 'of the right answer',
  };
  return [
    textAt(METRIC_NAMES[metric], { x: left, y: 12, bold: true, size: SIZES.small }),
    textAt(fitted(units[metric], PANEL.width, small), { x: left, y: 27, ...small }),
    lineAt([x(0), TOP, x(0), bottom], { stroke: INK.lineStrong }),
    ...ticks.map((tick) =>
      textAt(tick === 0 ? '0' : textOfMetric(tick, metric), {
        x: x(tick),
        y: bottom + 14,
        anchor: tick === high ? 'end' : tick === low ? 'start' : 'middle',
        ...small,
      }),
    ),
    ...groups.flatMap((group, index) => groupLine(group, { metric, x, left, y: TOP + index * ROW })),
  ];
}

interface LinePlace {
  readonly metric: Metric;
  readonly x: (value: number) => number;
  readonly left: number;
  readonly y: number;
}

function groupLine(group: MeasuredGroup, { metric, x, left, y }: LinePlace): Markup[] {
  const own = valueOfChange(group.edit, metric);
  const middle = y + 16;
  const bands = controlValues(group, CONTROL_BANDS, metric).map(({ kind, values }) => {
    const { low, high } = bandOf(values);
    const width = Math.max(2, x(high) - x(low));
    return kind === 'random'
      ? rectAt({ x: x(low), y: middle - 4, width, height: 8 }, { fill: tintOf('ink', 22) })
      : rectAt({ x: x(low), y: middle - 6, width, height: 12 }, { fill: 'none', stroke: INK.ink3 });
  });
  const marks = controlValues(group, CONTROL_MARKS, metric).map(({ kind, values }) =>
    MARK_OF[kind as keyof typeof MARK_OF](x(nearestTo(own, values)), middle),
  );
  return [
    lineAt([left, middle, left + PANEL.width, middle], { stroke: INK.line }),
    ...bands,
    ...marks,
    MARKS.dot(x(own), middle, INK.mine),
    textAt(textOfMetric(own, metric), {
      x: left + PANEL.width,
      y: y + 35,
      anchor: 'end',
      size: SIZES.small,
      extra: { stroke: INK.paper, 'stroke-width': 3, 'paint-order': 'stroke' },
    }),
  ];
}

/** The figures of the literature, in a line. */
function figuresOf({ scores, perplexity }: MeasuredUpdate): readonly string[] {
  if (!scores) return [];
  const share = (value: number | null) => (value === null ? 'not asked' : percent(value));
  const change = (found: MeasuredUpdate['perplexity']['inner']) =>
    found ? `${plain(found.before, 1)} \u2192 ${plain(found.after, 1)}` : 'not asked';
  return [
    `Efficacy ${share(scores.efficacy)}, generalisation ${share(scores.generalisation)}, specificity ${share(scores.specificity)}, harmonic mean ${share(scores.harmonicMean)}. Perplexity of other facts of the relation ${change(perplexity.inner)}, of other relations ${change(perplexity.outer)}.`,
  ];
}
