/**
 * An effect beside its controls, a line a group: the edit, the bands of random neurons and of those that write as much, and
 * a mark each for the most active ones, another fact's, another relation's and those of the direct push.
 */
import { controlChanges } from '../../experiments/compare';
import type { ControlKind } from '../../experiments/controls';
import type { MeasuredGroup } from '../../experiments/measure';
import { bandOf } from '../../knowledge/measures/score';
import { CONTROL_LABELS } from '../../figures/control-labels';
import {
  CONTROL_BANDS,
  CONTROL_MARKS,
  controlValues,
  domainOfMetric,
  nearestTo,
  textOfMetric,
  valueOfChange,
  type Metric,
} from '../../figures/metrics';

interface Props {
  readonly groups: readonly MeasuredGroup[];
  readonly metric: Metric;
  /** Said behind a group's name: its prompts, and how many first answers are others now. */
  readonly about: (group: MeasuredGroup) => string;
}

export function Controls({ groups, metric, about }: Props) {
  const all = groups.flatMap(({ edit, controls }) =>
    [edit, ...controls.flatMap(({ changes }) => changes)].map((change) => valueOfChange(change, metric)),
  );
  const [low, high] = domainOfMetric(all, metric);
  const x = (value: number) => `${((value - low) / (high - low)) * 100}%`;
  const kinds = [...CONTROL_BANDS, ...CONTROL_MARKS].filter((kind) =>
    groups.some((group) => controlChanges(group, kind).length > 0),
  );
  return (
    <div className="controls">
      <ul>
        {groups.map((group) => {
          const own = valueOfChange(group.edit, metric);
          const bands = controlValues(group, CONTROL_BANDS, metric).map(({ kind, values }) => ({
            kind,
            band: bandOf(values),
          }));
          const marks = controlValues(group, CONTROL_MARKS, metric).map(({ kind, values }) => ({
            kind,
            value: nearestTo(own, values),
          }));
          const said = [
            ...bands.map(
              ({ kind, band }) =>
                `${CONTROL_LABELS[kind]} ${textOfMetric(band.low, metric)} to ${textOfMetric(band.high, metric)}, mean ${textOfMetric(band.mean, metric)}`,
            ),
            ...marks.map(({ kind, value }) => `${CONTROL_LABELS[kind]} ${textOfMetric(value, metric)}`),
          ];
          return (
            <li key={group.name}>
              <p>
                {group.name} <span className="quiet">{about(group)}</span>
                <span className="number">{textOfMetric(own, metric)}</span>
              </p>
              <div
                className="controls-line"
                role="img"
                aria-label={[`${group.name}: the edit ${textOfMetric(own, metric)}`, ...said].join('; ')}
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
  return CONTROL_BANDS.some((band) => band === kind);
}
