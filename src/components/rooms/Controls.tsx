/**
 * An effect beside its controls, a line a group: the edit, the bands of random neurons and of those that write as much, and
 * a mark each for the most active ones, another fact's, another relation's and those of the direct push.
 */
import { controlChanges } from '../../experiments/compare';
import type { ControlKind } from '../../experiments/controls';
import type { MeasuredGroup } from '../../experiments/measure';
import { bandOf, type GroupChange } from '../../knowledge/measures/score';
import { CONTROL_LABELS } from '../control-labels';
import { points, signed } from '../format';

export const METRICS = ['answers', 'probability', 'logOdds'] as const;
export type Metric = (typeof METRICS)[number];

/** Drawn as a band from the smallest draw to the largest. */
const BANDS = ['random', 'matched'] as const;
/** Drawn as a mark where the draw is that comes nearest to the edit. */
const MARKS = ['mostActive', 'sameRelation', 'otherRelation', 'push'] as const;

/** Log-odds are those that the verdict goes by: of the answer that is taught, else of the right one. */
function valueOf(change: GroupChange, metric: Metric): number {
  if (metric === 'answers') return change.answersChanged;
  return metric === 'probability' ? change.probability : (change.watched ?? change).logOdds;
}

function textOf(value: number, metric: Metric): string {
  if (metric === 'answers') return `${Math.round(value * 100)} %`;
  return metric === 'probability' ? `${points(value)} pp` : signed(value, 2);
}

/** By kind, the values of its draws; kinds that are not there are left out. */
function valuesOf(group: MeasuredGroup, kinds: readonly ControlKind[], metric: Metric) {
  return kinds.flatMap((kind) => {
    const values = controlChanges(group, kind).map((change) => valueOf(change, metric));
    return values.length === 0 ? [] : [{ kind, values }];
  });
}

interface Props {
  readonly groups: readonly MeasuredGroup[];
  readonly metric: Metric;
  /** Said behind a group's name: its prompts, and how many first answers are others now. */
  readonly about: (group: MeasuredGroup) => string;
}

export function Controls({ groups, metric, about }: Props) {
  const all = groups.flatMap(({ edit, controls }) =>
    [edit, ...controls.flatMap(({ changes }) => changes)].map((change) => valueOf(change, metric)),
  );
  const least = { answers: 0.1, probability: 0.02, logOdds: 0.1 }[metric];
  const [low, high] = [Math.min(0, ...all), Math.max(least, ...all)];
  const x = (value: number) => `${((value - low) / (high - low)) * 100}%`;
  const kinds = [...BANDS, ...MARKS].filter((kind) => groups.some((group) => controlChanges(group, kind).length > 0));
  return (
    <div className="controls">
      <ul>
        {groups.map((group) => {
          const own = valueOf(group.edit, metric);
          const bands = valuesOf(group, BANDS, metric).map(({ kind, values }) => ({ kind, band: bandOf(values) }));
          const marks = valuesOf(group, MARKS, metric).map(({ kind, values }) => ({
            kind,
            value: values.reduce((best, value) => (Math.abs(value - own) < Math.abs(best - own) ? value : best)),
          }));
          const said = [
            ...bands.map(
              ({ kind, band }) =>
                `${CONTROL_LABELS[kind]} ${textOf(band.low, metric)} to ${textOf(band.high, metric)}, mean ${textOf(band.mean, metric)}`,
            ),
            ...marks.map(({ kind, value }) => `${CONTROL_LABELS[kind]} ${textOf(value, metric)}`),
          ];
          return (
            <li key={group.name}>
              <p>
                {group.name} <span className="quiet">{about(group)}</span>
                <span className="number">{textOf(own, metric)}</span>
              </p>
              <div
                className="controls-line"
                role="img"
                aria-label={[`${group.name}: the edit ${textOf(own, metric)}`, ...said].join('; ')}
              >
                <i className="controls-zero" style={{ left: x(0) }} />
                {bands.map(({ kind, band }) => (
                  <i
                    key={kind}
                    className={`controls-band controls-${kind}`}
                    style={{
                      left: x(band.low),
                      width: `calc(${((band.high - band.low) / (high - low)) * 100}% + 2px)`,
                    }}
                  />
                ))}
                {marks.map(({ kind, value }) => (
                  <i key={kind} className={`controls-${kind}`} style={{ left: x(value) }} />
                ))}
                <i className="controls-edit" style={{ left: x(own) }} />
              </div>
            </li>
          );
        })}
      </ul>
      <ul className="controls-key quiet" aria-hidden>
        <li>
          <i className="controls-edit" /> this edit
        </li>
        {kinds.map((kind) => (
          <li key={kind}>
            <i className={`${isBand(kind) ? 'controls-band ' : ''}controls-${kind}`} /> {CONTROL_LABELS[kind]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function isBand(kind: ControlKind): boolean {
  return BANDS.some((band) => band === kind);
}
