/** Dose and response: the target's probability at every gain, with a mark at the gain in force. Its x axis is the slider's. */
import { sameQuestion, type AnswerOf } from '../../state/answers';
import { freshOf } from '../../state/questions';
import { area, bisectLeft, curveMonotoneX, line, scaleLinear } from 'd3';
import { useRef } from 'react';

import { useApp } from '../store';
import type { DrawBand } from '../../knowledge/measures/score';
import type { DoseResult } from '../../worker/api';
import { probability, word } from '../format';
import { useSize } from '../see/map/useSize';

const HEIGHT = 104;
const TOP = 18;
const BOTTOM = 6;
/** Half of the slider's thumb: Radix keeps the thumb inside of the track. */
const INSET = 8;

interface Props {
  /** null where the activation is fixed. */
  readonly gain: number | null;
  readonly most: number;
}

export function DoseCurve({ gain, most }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const dose = useApp((state) => state.dose);
  const current = useApp((state) => freshOf(state, 'dose') !== null);
  const target = useApp((state) => state.reading?.value.target.token ?? '');
  const controls = useApp((state) =>
    state.doseBand && state.dose && sameQuestion(state.doseBand.about, state.dose.about) ? state.doseBand.value : null,
  );
  return (
    <div ref={frame} className="dose" data-stale={dose !== null && !current} style={{ height: HEIGHT }}>
      {dose && width > 0 && (
        <Curve value={dose.value} width={width} gain={gain} most={most} target={word(target)} controls={controls} />
      )}
    </div>
  );
}

interface CurveProps extends Props {
  readonly value: DoseResult;
  readonly width: number;
  readonly target: string;
  readonly controls: AnswerOf<'doseBand'>['value'] | null;
}

function Curve({ value, width, gain, most, target, controls }: CurveProps) {
  const { gains, target: response } = value;
  const x = scaleLinear([0, most], [INSET, width - INSET]);
  const y = scaleLinear(
    [0, niceTop(Math.max(...response, ...(controls?.band.band.target ?? []).map(({ high }) => high)))],
    [HEIGHT - BOTTOM, TOP],
  );
  const path = line<number>()
    .x((_, index) => x(gains[index] ?? 0))
    .y((p) => y(p))
    .curve(curveMonotoneX)([...response]);
  const tried = controls?.band.gains ?? [];
  const along = line<number>()
    .x((_, index) => x(tried[index] ?? 0))
    .y((p) => y(p))
    .curve(curveMonotoneX);
  const band = area<DrawBand>()
    .x((_, index) => x(tried[index] ?? 0))
    .y0(({ low }) => y(low) + 1)
    .y1(({ high }) => y(high) - 1)
    .curve(curveMonotoneX)([...(controls?.band.band.target ?? [])]);
  const active = controls && along([...controls.band.mostActive.target]);
  const unedited = at(gains, response, 1);
  const now = gain === null || gain > most || gain < 0 ? null : at(gains, response, gain);
  const ticks = y.ticks(2).filter((tick) => tick > 0);
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`Probability of ${target} by gain: ${probability(response[0] ?? 0)} silenced, ${probability(unedited)} at gain 1, ${probability(response.at(-1) ?? 0)} at gain ${most}`}
    >
      <text className="dose-title" x={INSET} y={10}>
        P({target}) by gain
      </text>
      {controls && (
        <text className="dose-title" x={width - INSET - 22} y={10} textAnchor="end">
          grey: random neurons
        </text>
      )}
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="dose-grid" x1={INSET} x2={width - INSET} y1={y(tick)} y2={y(tick)} />
          <text className="dose-tick" x={width - INSET} y={y(tick) - 3} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <line className="dose-axis" x1={INSET} x2={width - INSET} y1={y(0)} y2={y(0)} />
      <line className="dose-one" x1={x(1)} x2={x(1)} y1={TOP} y2={y(0)} />
      {band && <path className="dose-band" d={band} />}
      {active && (
        <path className="dose-active" d={active}>
          <title>The most active neurons of the same layers</title>
        </path>
      )}
      {controls?.competitors.map(({ id, token }, index) => {
        const curve = controls.band.curves.watched[index] ?? [];
        return (
          <g key={id} className="dose-other">
            <path d={along([...curve]) ?? ''}>
              <title>{word(token)}</title>
            </path>
            {(curve.at(-1) ?? 0) > 0.12 && (
              <text className="dose-tick" x={x(most) - 24} y={y(curve.at(-1) ?? 0) - 3} textAnchor="end">
                {word(token)}
              </text>
            )}
          </g>
        );
      })}
      {path && <path className="dose-line" d={path} />}
      <circle className="dose-before" cx={x(1)} cy={y(unedited)} r={3.5} />
      {now !== null && gain !== null && (
        <g className="dose-now">
          <line x1={x(gain)} x2={x(gain)} y1={y(now)} y2={HEIGHT} />
          <circle cx={x(gain)} cy={y(now)} r={5} />
        </g>
      )}
    </svg>
  );
}

/** The response at a gain between the tried ones. */
function at(gains: readonly number[], response: readonly number[], gain: number): number {
  const right = Math.max(1, Math.min(gains.length - 1, bisectLeft([...gains], gain)));
  const [from = 0, to = 1] = [gains[right - 1], gains[right]];
  const [low = 0, high = 0] = [response[right - 1], response[right]];
  return low + ((high - low) * (gain - from)) / (to - from || 1);
}

/** 1, or for small probabilities a round number above, so that the curve is not a flat line. */
function niceTop(most: number): number {
  return most > 0.35
    ? 1
    : (scaleLinear([0, Math.max(most, 1e-6)], [0, 1])
        .nice(4)
        .domain()[1] ?? 1);
}
