/** What logits say in a person's terms: the likeliest tokens, the probability of some that are watched, a target's rank. */
import type { Token } from '../../checkpoint/tokenizer';
import { EngramError } from '../../errors';
import { logNormalizer } from '../passes/softmax';

export interface Prediction extends Token {
  readonly probability: number;
}

/** Its log in nats; rank 1 is the likeliest. */
export interface RankedPrediction extends Prediction {
  readonly logProbability: number;
  readonly rank: number;
}

export interface Reading {
  /** Highest probabilities, descending; the lower id first where two are equal. */
  readonly top: readonly Prediction[];
  /** Of each watched token, in the order asked for. */
  readonly watched: readonly Prediction[];
  /** Rank of the first watched token, from 1; null where nothing is watched. */
  readonly rank: number | null;
  /** Natural-log-probability of the first watched token; null likewise. */
  readonly logProbability: number | null;
}

export interface ReadingRequest {
  /** How many of the highest predictions to give. */
  readonly top: number;
  /** Token ids; the first is the target. */
  readonly watch: readonly number[];
}

/**
 * Readings of the model without and with edits. Each watches the other's top besides, so that both probabilities of
 * every bar are known. The same array twice gives the very same reading.
 */
export function readPair(
  before: Float32Array,
  after: Float32Array,
  { top, watch }: ReadingRequest,
  nameOf: (id: number) => string,
): { readonly before: Reading; readonly after: Reading } {
  const first = new Distribution(before, nameOf);
  const second = after === before ? first : new Distribution(after, nameOf);
  const [firstTop, secondTop] = [first.top(top), second.top(top)];
  const reading = (of: Distribution, own: readonly number[], others: readonly number[]): Reading => ({
    top: own.map((id) => of.prediction(id)),
    watched: [...watch, ...others].map((id) => of.prediction(id)),
    rank: watch[0] === undefined ? null : of.rank(watch[0]),
    logProbability: watch[0] === undefined ? null : of.logProbability(watch[0]),
  });
  return { before: reading(first, firstTop, secondTop), after: reading(second, secondTop, firstTop) };
}

/** What logits [V] at [MASK] say of single tokens. */
export class Distribution {
  readonly #normalizer: number;

  constructor(
    readonly logits: Float32Array,
    readonly nameOf: (id: number) => string,
  ) {
    this.#normalizer = logNormalizer(logits);
  }

  logProbability(id: number): number {
    const logit = this.logits[id];
    if (logit === undefined)
      throw new EngramError(
        'vocabulary',
        `There is no token ${id}: this model's ids go from 0 to ${this.logits.length - 1}.`,
      );
    return logit - this.#normalizer;
  }

  prediction(id: number): Prediction {
    return { id, token: this.nameOf(id), probability: Math.exp(this.logProbability(id)) };
  }

  ranked(id: number): RankedPrediction {
    return { ...this.prediction(id), logProbability: this.logProbability(id), rank: this.rank(id) };
  }

  /** 1 for the likeliest; among equals the lower id is first. */
  rank(id: number): number {
    const { logits } = this;
    const own = logits[id] ?? NaN;
    let rank = 1;
    for (let other = 0; other < logits.length; other++) {
      if (logits[other]! > own || (logits[other] === own && other < id)) rank++;
    }
    return rank;
  }

  /** Ids of the `count` likeliest, descending. */
  top(count: number): number[] {
    const { logits } = this;
    const best: number[] = [];
    let threshold = -Infinity;
    for (let id = 0; id < logits.length; id++) {
      const logit = logits[id]!;
      if (best.length === count && logit <= threshold) continue;
      let place = best.length;
      while (place > 0 && logit > logits[best[place - 1]!]!) place--;
      best.splice(place, 0, id);
      if (best.length > count) best.pop();
      threshold = logits[best.at(-1)!] ?? Infinity;
    }
    return best;
  }
}
