/**
 * What rows of scores over a vocabulary come down to: a few numbers of each. On the CPU, where the scores are in memory, they are
 * counted here; a GPU counts for itself (gpu-ranks.ts), so that no vocabulary has to be read back while a slider moves.
 */
export interface RankRequest {
  /** [V], added to every row. */
  readonly bias: Float32Array;
  /** How many of the highest to name. */
  readonly top: number;
  /** Ids whose logits are wanted, the same for every row; the first one's rank, too. */
  readonly ids: readonly number[];
}

export interface RankedRow {
  /** Log of the sum of exp(logit) over the vocabulary. */
  readonly logNormalizer: number;
  /** Descending; the lower id first where two are equal. */
  readonly top: readonly { readonly id: number; readonly logit: number }[];
  /** Of the ids asked for. */
  readonly logits: readonly number[];
  /** Of the first of them: 1 for the highest; among equals the lower id is first. */
  readonly rank: number;
}

/** @param scores [B, V], row-major. */
export function rankRows(scores: Float32Array, { bias, top, ids }: RankRequest): RankedRow[] {
  const V = bias.length;
  return Array.from({ length: scores.length / V }, (_, row) => {
    const logits = bias.map((b, id) => b + scores[row * V + id]!);
    return {
      logNormalizer: logNormalizer(logits),
      top: topOf(logits, top).map((id) => ({ id, logit: logits[id]! })),
      logits: ids.map((id) => logits[id]!),
      rank: ids.length > 0 ? rankOf(logits, ids[0]!) : 0,
    };
  });
}

/**
 * log of the sum of exp(logit) over logits [V]: a token's log-probability is its logit less this. In float64 and shifted
 * by the largest, so that nothing overflows. Plain loops: it runs over the whole vocabulary.
 */
export function logNormalizer(logits: Float32Array): number {
  let largest = -Infinity;
  for (let id = 0; id < logits.length; id++) if (logits[id]! > largest) largest = logits[id]!;
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += Math.exp(logits[id]! - largest);
  return largest + Math.log(sum);
}

/** 1 for the likeliest; among equals the lower id is first. */
export function rankOf(logits: Float32Array, id: number): number {
  const own = logits[id] ?? NaN;
  let rank = 1;
  for (let other = 0; other < logits.length; other++) {
    if (logits[other]! > own || (logits[other] === own && other < id)) rank++;
  }
  return rank;
}

/** Ids of the `count` likeliest, descending. */
export function topOf(logits: Float32Array, count: number): number[] {
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
