/** An effect beside its controls, a line a group: the edit, the band of random neurons, the most active ones. */
import type { MeasuredGroup } from '../../experiments/measure';
import { bandOf } from '../../knowledge/measures/score';
import type { GroupChange } from '../../knowledge/measures/score';

import { points } from '../format';

export const METRICS = ['answers', 'probability'] as const;
export type Metric = (typeof METRICS)[number];

function valueOf(change: GroupChange, metric: Metric): number {
  return metric === 'answers' ? change.answersChanged : change.probability;
}

export function Controls({ groups, metric }: { readonly groups: readonly MeasuredGroup[]; readonly metric: Metric }) {
  const all = groups.flatMap(({ edit, random, mostActive }) =>
    [edit, ...random, ...(mostActive ? [mostActive] : [])].map((change) => valueOf(change, metric)),
  );
  const [low, high] = [Math.min(0, ...all), Math.max(metric === 'answers' ? 0.1 : 0.02, ...all)];
  const x = (value: number) => `${((value - low) / (high - low)) * 100}%`;
  const text = (value: number) => (metric === 'answers' ? `${Math.round(value * 100)} %` : `${points(value)} pp`);
  return (
    <div className="controls">
      <ul>
        {groups.map(({ name, prompts, edit, random, mostActive }) => {
          const own = valueOf(edit, metric);
          const band = bandOf(random.map((change) => valueOf(change, metric)));
          const active = mostActive && valueOf(mostActive, metric);
          return (
            <li key={name}>
              <p>
                {name} <span className="quiet">{prompts}</span>
                <span className="number">{text(own)}</span>
              </p>
              <div
                className="controls-line"
                role="img"
                aria-label={`${name}: the edit ${text(own)}; random neurons ${text(band.low)} to ${text(band.high)}, mean ${text(band.mean)}${active === null ? '' : `; most active neurons ${text(active)}`}`}
              >
                <i className="controls-zero" style={{ left: x(0) }} />
                <i
                  className="controls-band"
                  style={{ left: x(band.low), width: `calc(${((band.high - band.low) / (high - low)) * 100}% + 2px)` }}
                />
                <i className="controls-mean" style={{ left: x(band.mean) }} />
                {active !== null && <i className="controls-active" style={{ left: x(active) }} />}
                <i className="controls-edit" style={{ left: x(own) }} />
              </div>
            </li>
          );
        })}
      </ul>
      <p className="controls-key quiet" aria-hidden>
        <i className="controls-edit" /> this edit <i className="controls-band" /> random neurons{' '}
        <i className="controls-active" /> most active
      </p>
    </div>
  );
}
