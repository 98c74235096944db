/** An effect in the three numbers that it is shown in, of the edit and of its controls. */
import { controlChanges } from '../experiments/compare';
import type { ControlKind } from '../experiments/controls';
import type { MeasuredGroup } from '../experiments/measure';
import type { GroupChange } from '../knowledge/measures/score';
import { points, signed } from './format';

export const METRICS = ['answers', 'probability', 'logOdds'] as const;
export type Metric = (typeof METRICS)[number];

/** Drawn as a band from the smallest draw to the largest. */
export const CONTROL_BANDS = ['random', 'matched'] as const;
/** Drawn as a mark where the draw is that comes nearest to the edit. */
export const CONTROL_MARKS = ['mostActive', 'sameRelation', 'otherRelation', 'push'] as const;

/** Log-odds are those that the verdict goes by: of the answer that is taught, else of the right one. */
export function valueOfChange(change: GroupChange, metric: Metric): number {
  if (metric === 'answers') return change.answersChanged;
  return metric === 'probability' ? change.probability : (change.watched ?? change).logOdds;
}

export function textOfMetric(value: number, metric: Metric): string {
  if (metric === 'answers') return `${Math.round(value * 100)} %`;
  return metric === 'probability' ? `${points(value)} pp` : signed(value, 2);
}

/** By kind, the values of its draws; kinds that are not there are left out. */
export function controlValues(group: MeasuredGroup, kinds: readonly ControlKind[], metric: Metric) {
  return kinds.flatMap((kind) => {
    const values = controlChanges(group, kind).map((change) => valueOfChange(change, metric));
    return values.length === 0 ? [] : [{ kind, values }];
  });
}

/** Of a control's draws, the one that comes nearest to the edit. */
export function nearestTo(own: number, values: readonly number[]): number {
  return values.reduce((best, value) => (Math.abs(value - own) < Math.abs(best - own) ? value : best));
}

/** What an axis of effects spans at least, so that next to nothing looks like it. */
const LEAST: Readonly<Record<Metric, number>> = { answers: 0.1, probability: 0.02, logOdds: 0.1 };

/** From the smallest effect, or zero, to the largest. */
export function domainOfMetric(values: readonly number[], metric: Metric): readonly [number, number] {
  return [Math.min(0, ...values), Math.max(LEAST[metric], ...values)];
}
