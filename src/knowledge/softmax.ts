/** Log-probabilities of logits [V], in float64 and shifted by the largest, so that none overflows. */
export function logSoftmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((max, logit) => Math.max(max, logit), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  const shift = largest + Math.log(sum);
  return Float64Array.from(logits, (logit) => logit - shift);
}

/** Probabilities of logits [V]. */
export function softmax(logits: Float32Array): Float64Array {
  return logSoftmax(logits).map(Math.exp);
}
