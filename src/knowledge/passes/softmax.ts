/**
 * log of the sum of exp(logit) over logits [V]: a token's log-probability is its logit less this. In float64 and shifted
 * by the largest, so that nothing overflows. Plain loops: it runs over the whole vocabulary while a slider is dragged.
 */
export function logNormalizer(logits: Float32Array): number {
  let largest = -Infinity;
  for (let id = 0; id < logits.length; id++) if (logits[id]! > largest) largest = logits[id]!;
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += Math.exp(logits[id]! - largest);
  return largest + Math.log(sum);
}

/** Probabilities of logits [V]. */
export function softmaxOf(logits: Float32Array): Float64Array {
  const normalizer = logNormalizer(logits);
  return Float64Array.from(logits, (logit) => Math.exp(logit - normalizer));
}
