/** What logits say in a person's terms: the likeliest tokens, the target with its rank, the probability of watched ones. */
import type { Token } from '../../checkpoint/tokenizer';
import { EngramError } from '../../errors';
import { logNormalizer, rankOf, topOf, type RankedRow } from '../../runtime/ranks';

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

/** What single tokens get of a distribution over the vocabulary. */
interface Answers {
  prediction(id: number): Prediction;
  ranked(id: number): RankedPrediction;
  top(count: number): readonly number[];
}

/**
 * Readings of the model without and with edits. Each watches the other's top besides, so that both probabilities of
 * every bar are known. The same array twice gives the very same reading.
 */
export function readPair(
  before: Float32Array,
  after: Float32Array,
  request: ReadingRequest,
  nameOf: (id: number) => string,
): ReadingPair {
  const first = new Distribution(before, nameOf);
  return pairOf(first, after === before ? first : new Distribution(after, nameOf), request);
}

export interface ReadingPair {
  readonly before: Reading;
  readonly after: Reading;
}

export function pairOf(first: Answers, second: Answers, { top, target, watch = [] }: ReadingRequest): ReadingPair {
  const [firstTop, secondTop] = [first.top(top), second.top(top)];
  const reading = (of: Answers, own: readonly number[], others: readonly number[]): Reading => ({
    top: own.map((id) => of.prediction(id)),
    target: target === null ? null : of.ranked(target),
    watched: [...watch, ...others].map((id) => of.prediction(id)),
  });
  return { before: reading(first, firstTop, secondTop), after: reading(second, secondTop, firstTop) };
}

/** What is known of a distribution of which only the highest logits and those of some ids were asked for. */
export class KnownAnswers implements Answers {
  readonly #logits: ReadonlyMap<number, number>;

  /** @param ids those of the row's logits; the first is the one that is ranked. */
  constructor(
    readonly row: RankedRow,
    readonly ids: readonly number[],
    readonly nameOf: (id: number) => string,
  ) {
    this.#logits = new Map([
      ...ids.map((id, i) => [id, row.logits[i]!] as const),
      ...row.top.map(({ id, logit }) => [id, logit] as const),
    ]);
  }

  prediction(id: number): Prediction {
    return { id, token: this.nameOf(id), probability: Math.exp(this.#logProbability(id)) };
  }

  ranked(id: number): RankedPrediction {
    if (id !== this.ids[0]) throw new EngramError('vocabulary', `The rank of token ${id} was not asked for.`);
    return { ...this.prediction(id), logProbability: this.#logProbability(id), rank: this.row.rank };
  }

  top(count: number): readonly number[] {
    return this.row.top.slice(0, count).map(({ id }) => id);
  }

  #logProbability(id: number): number {
    const logit = this.#logits.get(id);
    if (logit === undefined) throw new EngramError('vocabulary', `The logit of token ${id} was not asked for.`);
    return logit - this.row.logNormalizer;
  }
}

/** Of logits that many questions come back to. */
const normalizers = new WeakMap<Float32Array, number>();

/** What logits [V] at [MASK] say of single tokens. */
export class Distribution implements Answers {
  readonly #normalizer: number;

  constructor(
    readonly logits: Float32Array,
    readonly nameOf: (id: number) => string,
  ) {
    this.#normalizer = normalizers.get(logits) ?? logNormalizer(logits);
    normalizers.set(logits, this.#normalizer);
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
    return rankOf(this.logits, id);
  }

  /** Ids of the `count` likeliest, descending. */
  top(count: number): number[] {
    return topOf(this.logits, count);
  }
}
