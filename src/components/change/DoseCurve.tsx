/**
 * Dose and response: the target's probability at every gain, with a mark at the gain in force, before what the same gains on
 * other neurons do. Its x axis is the slider's; each line says at its end what it is.
 */
import { area, curveMonotoneX, line, scaleLinear } from 'd3';
import { useId, useMemo, useRef } from 'react';
import type { DrawBand } from '../../knowledge/measures/score';
import { sameQuestion, type AnswerOf } from '../../state/answers';
import { freshOf, QUESTIONS } from '../../state/questions';
import type { DoseResult } from '../../worker/api';
import { useApp } from '../store';
import { probability, word } from '../../figures/format';
import { useSize } from '../see/map/useSize';
import { useScale } from '../ui/useScale';
import { apart } from '../../figures/dose-labels';
import { niceTop, responseAt } from '../../figures/dose-scale';

/** Where everything lies, in CSS pixels of text at its usual size. */
const USUAL = {
  height: 118,
  /** Above the curves and below them. */
  top: 26,
  bottom: 6,
  /** Half of the slider's thumb: Radix keeps the thumb inside of the track. */
  inset: 8,
  /** To the right of the curves, for their names; the slider leaves it, too. */
  gutter: 92,
  labelGap: 12,
  /** From a grid line up to the middle of its number. */
  tickMiddle: 7,
  /** From there to a line that does not touch it. */
  enough: 8,
} as const;

/** The same at the size that text has now. */
export function useDoseGeometry(): Readonly<Record<keyof typeof USUAL, number>> {
  const scale = useScale();
  return useMemo(() => {
    const scaled = Object.entries(USUAL).map(([name, length]) => [name, length * scale]);
    return { ...USUAL, ...(Object.fromEntries(scaled) as Partial<typeof USUAL>) };
  }, [scale]);
}

interface Props {
  /** null where the activation is fixed. */
  readonly gain: number | null;
  readonly most: number;
}

export function DoseCurve({ gain, most }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const dose = useApp((state) => state.dose);
  const band = useApp((state) => state.doseBand);
  const target = useApp((state) => state.reading?.value.target ?? null);
  const isFresh = useApp((state) => freshOf(state, 'dose') !== null);
  const computing = useApp((state) => QUESTIONS.dose.about(state) !== null && freshOf(state, 'dose') === null);
  // A curve of another answer would stand under this one's name.
  const shown = dose?.about.target === target?.id ? dose : null;
  const controls = band?.about.target === shown?.about.target ? band : null;
  const { height, gutter } = useDoseGeometry();
  return (
    <div ref={frame} className="dose" aria-busy={computing} style={{ height }}>
      <div data-stale={!isFresh}>
        {shown && target && width > 0 && (
          <Curve
            value={shown.value}
            width={width}
            gain={gain}
            most={most}
            target={word(target.token)}
            controls={controls?.value ?? null}
            areOld={controls !== null && !sameQuestion(controls.about, shown.about)}
          />
        )}
      </div>
      {computing && <i className="dose-shimmer" aria-hidden style={{ right: gutter }} />}
    </div>
  );
}

interface CurveProps extends Props {
  readonly value: DoseResult;
  readonly width: number;
  readonly target: string;
  readonly controls: AnswerOf<'doseBand'>['value'] | null;
  /** Whether the controls are those of what was asked before. */
  readonly areOld: boolean;
}

function Curve({ value, width, gain, most, target, controls, areOld }: CurveProps) {
  const clip = useId();
  const lengths = useDoseGeometry();
  const { height, inset } = lengths;
  const { gains, target: response } = value;
  const right = width - lengths.gutter - inset;
  const x = scaleLinear([0, most], [inset, right]);
  const random = controls?.band.band.target ?? [];
  const active = controls?.band.mostActive.target ?? [];
  const top = niceTop(Math.max(...response, ...active, ...random.map(({ high }) => high)));
  const y = scaleLinear([0, top], [height - lengths.bottom, lengths.top]);
  const tried = controls?.band.gains ?? [];
  const curve = (along: readonly number[], values: readonly number[]) =>
    line<number>()
      .x((_, index) => x(along[index] ?? 0))
      .y((p) => y(p))
      .curve(curveMonotoneX)([...values]) ?? '';
  const range = area<DrawBand>()
    .x((_, index) => x(tried[index] ?? 0))
    .y0(({ low }) => y(low) + 1)
    .y1(({ high }) => y(high) - 1)
    .curve(curveMonotoneX)([...random]);
  const others = (controls?.competitors ?? []).map(({ token }, index) => ({
    name: word(token),
    values: controls?.band.curves.watched[index] ?? [],
  }));
  const unedited = responseAt(gains, response, 1);
  const now = gain === null || gain > most || gain < 0 ? null : responseAt(gains, response, gain);
  const named = [
    { name: target, kind: 'own', end: response.at(-1) },
    { name: 'random neurons', kind: 'random', end: random.at(-1)?.mean },
    { name: 'most active', kind: 'active', end: active.at(-1) },
    ...others.map(({ name, values }) => ({ name, kind: 'other', end: values.at(-1) })),
  ].flatMap(({ name, kind, end }) => (end === undefined ? [] : [{ name, kind, end }]));
  const ticks = y.ticks(2).filter((tick) => tick > 0);
  const lines = [response, active, random.map(({ mean }) => mean), ...others.map(({ values }) => values)];
  const starts = lines.flatMap(([first]) => first ?? []);
  const ends = lines.flatMap((values) => values.at(-1) ?? []);
  /** How far a tick's number would be from the lines there. It stands at the right, where they are flat, unless they are too near. */
  const room = (values: readonly number[], tick: number) =>
    Math.min(...values.map((p) => Math.abs(y(p) - (y(tick) - lengths.tickMiddle))));
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={`Probability of ${target} by gain: ${probability(response[0] ?? 0)} silenced, ${probability(unedited)} at gain 1, ${probability(response.at(-1) ?? 0)} at gain ${most}`}
    >
      <clipPath id={clip}>
        <rect
          x={inset - 1}
          y={lengths.top - 1}
          width={right - inset + 2}
          height={height - lengths.bottom - lengths.top + 2}
        />
      </clipPath>
      <text className="dose-title" x={inset} y={lengths.labelGap - 2}>
        Probability of {target} by gain
      </text>
      {ticks.map((tick) => (
        <line key={tick} className="dose-grid" x1={inset} x2={right} y1={y(tick)} y2={y(tick)} />
      ))}
      <line className="dose-axis" x1={inset} x2={right} y1={y(0)} y2={y(0)} />
      <line className="dose-one" x1={x(1)} x2={x(1)} y1={lengths.top} y2={y(0)} />
      <g clipPath={`url(#${clip})`}>
        <g data-stale={areOld}>
          {range && <path className="dose-band" d={range} />}
          {active.length > 0 && <path className="dose-active" d={curve(tried, active)} />}
          {others.map(({ name, values }) => (
            <path key={name} className="dose-other" d={curve(tried, values)} />
          ))}
        </g>
        <path className="dose-line" d={curve(gains, response)} />
      </g>
      {ticks.map((tick) => {
        const isLeft = room(ends, tick) < lengths.enough && room(starts, tick) > room(ends, tick);
        return (
          <text
            key={tick}
            className="dose-tick"
            x={isLeft ? inset + 3 : right - 3}
            y={y(tick) - 3}
            textAnchor={isLeft ? 'start' : 'end'}
          >
            {tick}
          </text>
        );
      })}
      <Names named={named} x={right} y={y} top={top} lengths={lengths} />
      <circle className="dose-before" cx={x(1)} cy={y(unedited)} r={3.5} />
      {now !== null && gain !== null && (
        <g className="dose-now">
          <line x1={x(gain)} x2={x(gain)} y1={y(now)} y2={height} />
          <circle cx={x(gain)} cy={y(now)} r={5} />
        </g>
      )}
    </svg>
  );
}

interface NamesProps {
  readonly named: readonly { readonly name: string; readonly kind: string; readonly end: number }[];
  readonly x: number;
  readonly y: (p: number) => number;
  readonly top: number;
  readonly lengths: ReturnType<typeof useDoseGeometry>;
}

/** What each line is, at its end; an arrow where the line leaves the picture above. */
function Names({ named, x, y, top, lengths }: NamesProps) {
  const heights = apart(
    named.map(({ end }) => y(end)),
    lengths.labelGap,
    lengths.top,
    lengths.height - lengths.bottom,
  );
  return named.map(({ name, kind, end }, index) => {
    const height = heights[index] ?? 0;
    return (
      <g key={`${kind} ${name}`} className={`dose-name dose-name-${kind}`}>
        <line x1={x + 2} x2={x + 10} y1={Math.max(lengths.top, y(end))} y2={height} />
        <text x={x + 13} y={height + 3.5}>
          {end > top ? `${name} \u2191` : name}
        </text>
      </g>
    );
  });
}
