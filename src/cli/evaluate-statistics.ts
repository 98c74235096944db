/** Samples with a seed, so that an evaluation can be repeated to the digit; and means with the uncertainty of their sample. */
import { EVALUATION } from '../experiments/protocol';
import { randomOf, type Random } from '../random';

export function integerBelow(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** `count` different items (all, if there are fewer), in a random order: a shuffle that stops early. */
export function sampleOf<T>(random: Random, items: readonly T[], count: number): T[] {
  const rest = [...items];
  const size = Math.min(count, rest.length);
  for (let i = 0; i < size; i++) {
    const j = i + integerBelow(random, rest.length - i);
    [rest[i], rest[j]] = [rest[j]!, rest[i]!];
  }
  return rest.slice(0, size);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Estimate {
  readonly mean: number;
  /** Percentile bootstrap, 95 %. */
  readonly interval: readonly [number, number];
  readonly count: number;
}

/**
 * The mean of values that come in groups (facts of relations, words of sentences), and the range in which 95 % of the
 * means of resamples lie; null of nothing. A resample draws as many groups as there are, and of each as many of its
 * values (the bootstrap of two stages, Davison and Hinkley 1997, section 3.8): values of one group are alike, and an
 * interval that forgets it is too narrow.
 */
export function estimateOf(groups: readonly (readonly number[])[]): Estimate | null {
  const filled = groups.filter(({ length }) => length > 0);
  if (filled.length === 0) return null;
  const random = randomOf(EVALUATION.seeds.resamples);
  const means = Float64Array.from({ length: EVALUATION.resamples }, () => {
    let [sum, drawn] = [0, 0];
    for (let g = 0; g < filled.length; g++) {
      const group = filled[integerBelow(random, filled.length)]!;
      for (let i = 0; i < group.length; i++) sum += group[integerBelow(random, group.length)]!;
      drawn += group.length;
    }
    return sum / drawn;
  }).sort();
  const values = filled.flat();
  return {
    mean: meanOf(values),
    interval: [means[EVALUATION.resamples * 0.025]!, means[EVALUATION.resamples * 0.975 - 1]!],
    count: values.length,
  };
}

/** The items of each key together, in the order in which the keys come. */
export function groupsOf<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
