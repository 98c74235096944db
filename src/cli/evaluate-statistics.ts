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

/** The mean of independent values, and the range in which 95 % of the means of resampled values lie; null of nothing. */
export function estimateOf(values: readonly number[], seed = 0): Estimate | null {
  if (values.length === 0) return null;
  const random = randomOf(seed);
  const means = Float64Array.from({ length: EVALUATION.resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[integerBelow(random, values.length)]!;
    return sum / values.length;
  }).sort();
  return {
    mean: meanOf(values),
    interval: [means[EVALUATION.resamples * 0.025]!, means[EVALUATION.resamples * 0.975 - 1]!],
    count: values.length,
  };
}
