/** What logits say in a person's terms: the likeliest tokens, the probability of some that are watched, a target's rank. */
import { EngramError } from '../errors';
import { logSoftmax } from './softmax';

export interface Prediction {
  readonly id: number;
  readonly token: string;
  readonly probability: number;
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

class Distribution {
  readonly #log: Float64Array;

  constructor(
    logits: Float32Array,
    readonly nameOf: (id: number) => string,
  ) {
    this.#log = logSoftmax(logits);
  }

  logProbability(id: number): number {
    const value = this.#log[id];
    if (value === undefined) throw new EngramError('vocabulary', `There is no token ${id}: this model's ids go from 0 to ${this.#log.length - 1}.`);
    return value;
  }

  prediction(id: number): Prediction {
    return { id, token: this.nameOf(id), probability: Math.exp(this.logProbability(id)) };
  }

  /** 1 for the likeliest; among equals the lower id is first. */
  rank(id: number): number {
    const own = this.logProbability(id);
    return 1 + this.#log.reduce((count, value, other) => (value > own || (value === own && other < id) ? count + 1 : count), 0);
  }

  /** Ids of the `count` likeliest, descending. */
  top(count: number): number[] {
    const best: number[] = [];
    this.#log.forEach((value, id) => {
      if (best.length === count && value <= this.#log[best[count - 1]!]!) return;
      let place = best.length;
      while (place > 0 && value > this.#log[best[place - 1]!]!) place--;
      best.splice(place, 0, id);
      if (best.length > count) best.pop();
    });
    return best;
  }
}
