/**
 * What an edit does to a group of prompts (a fact's paraphrases, a relation's facts, everyday sentences), in a few
 * numbers that can be set beside the same numbers of a control.
 */
import type { ProbeReading } from './probes';
import type { RankedPrediction } from './reading';

export interface GroupScore {
  /** exp of the mean negative log-probability of the target (Dai et al. 2022 measure erasure by it). */
  readonly perplexity: number;
  /** Share of the prompts whose first answer is the target. */
  readonly accuracy: number;
  /** Mean probability of the target. */
  readonly probability: number;
}

export interface GroupChange {
  /** With the edit. */
  readonly after: GroupScore;
  /** Share of the prompts whose first answer is another than before. */
  readonly answersChanged: number;
  /** Mean change of the target's probability. */
  readonly probability: number;
  /** Mean change of its log-odds log(P / (1 - P)), in nats, which does not saturate as P does. */
  readonly logOdds: number;
  /** Of the first other token that was read with every prompt; null where there was none. */
  readonly watched: WatchedChange | null;
}

/** What becomes of another answer, such as the one that an edit teaches. */
export interface WatchedChange {
  /** Share of the prompts whose first answer it is now, and was not before. */
  readonly first: number;
  /** Mean change of its probability, and of its log-odds. */
  readonly probability: number;
  readonly logOdds: number;
}

export function scoreOf(readings: readonly ProbeReading[]): GroupScore {
  return {
    perplexity: Math.exp(-mean(readings.map(({ target }) => target.logProbability))),
    accuracy: mean(readings.map(({ top, target }) => (top.id === target.id ? 1 : 0))),
    probability: mean(readings.map(({ target }) => target.probability)),
  };
}

/** The same prompts without and with an edit. */
export function changeOf(before: readonly ProbeReading[], after: readonly ProbeReading[]): GroupChange {
  const pairs = before.map((reading, i) => [reading, after[i]!] as const);
  return {
    after: scoreOf(after),
    answersChanged: mean(pairs.map(([a, b]) => (a.top.id === b.top.id ? 0 : 1))),
    probability: mean(pairs.map(([a, b]) => b.target.probability - a.target.probability)),
    logOdds: mean(pairs.map(([a, b]) => logOddsOf(b.target) - logOddsOf(a.target))),
    watched: watchedChange(before, after),
  };
}

function watchedChange(before: readonly ProbeReading[], after: readonly ProbeReading[]): WatchedChange | null {
  const pairs = before.flatMap(({ top, watched: [old] }, i) => {
    const now = after[i]!.watched[0];
    return old && now ? [{ old, now, isNew: after[i]!.top.id === now.id && top.id !== now.id }] : [];
  });
  if (pairs.length === 0 || pairs.length < before.length) return null;
  return {
    first: mean(pairs.map(({ isNew }) => Number(isNew))),
    probability: mean(pairs.map(({ old, now }) => now.probability - old.probability)),
    logOdds: mean(pairs.map(({ old, now }) => logOddsOf(now) - logOddsOf(old))),
  };
}

export interface DrawBand {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

/** Smallest, mean and largest of some draws. */
export function bandOf(values: readonly number[]): DrawBand {
  return { low: Math.min(...values), mean: mean(values), high: Math.max(...values) };
}

/** 1 - P by expm1, so that a P that rounds to 1 still has odds; where even that is 0, as far as a number goes. */
function logOddsOf({ logProbability: log }: RankedPrediction): number {
  return log - Math.log(Math.max(-Math.expm1(log), Number.EPSILON));
}

/** 0 where there is nothing. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
