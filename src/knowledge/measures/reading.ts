/** What logits say in a person's terms: the likeliest tokens, the target with its rank, the probability of watched ones. */
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
  /** Null where none is asked about. */
  readonly target: RankedPrediction | null;
  /** Of each watched token, in the order asked for, then of each token of the other reading's top. */
  readonly watched: readonly Prediction[];
}

export interface ReadingRequest {
  /** How many of the highest predictions to give. */
  readonly top: number;
  /** Token id; null to ask about none. */
  readonly target: number | null;
  /** Ids of other tokens to read. */
  readonly watch?: readonly number[];
}

/**
 * Readings of the model without and with edits. Each watches the other's top besides, so that both probabilities of
 * every bar are known. The same array twice gives the very same reading.
 */
export function readPair(
  before: Float32Array,
  after: Float32Array,
  { top, target, watch = [] }: ReadingRequest,
  nameOf: (id: number) => string,
): { readonly before: Reading; readonly after: Reading } {
  const first = new Distribution(before, nameOf);
  const second = after === before ? first : new Distribution(after, nameOf);
  const [firstTop, secondTop] = [first.top(top), second.top(top)];
  const reading = (of: Distribution, own: readonly number[], others: readonly number[]): Reading => ({
    top: own.map((id) => of.prediction(id)),
    target: target === null ? null : of.ranked(target),
    watched: [...watch, ...others].map((id) => of.prediction(id)),
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
