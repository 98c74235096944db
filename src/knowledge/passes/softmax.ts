import { logNormalizer } from '../../runtime/ranks';

/** Probabilities of logits [V]. */
export function softmaxOf(logits: Float32Array): Float64Array {
  const normalizer = logNormalizer(logits);
  return Float64Array.from(logits, (logit) => Math.exp(logit - normalizer));
}
