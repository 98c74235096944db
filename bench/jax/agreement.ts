/** The check that two engines computed the same, without which a comparison of their times says nothing. */

/** The largest difference, as a share of the largest expected score. */
export function largestDifference(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((max, score) => Math.max(max, Math.abs(score)), 0);
  return found.reduce((max, score, i) => Math.max(max, Math.abs(score - expected[i]!)), 0) / largest;
}

/** @throws Error where a score is off by more than `tolerance` of the largest: a difference, another length, or no number. */
export function requireAgreement(found: Float32Array, expected: Float32Array, tolerance = 1e-3): void {
  if (found.length !== expected.length) throw new Error(`expected ${expected.length} scores, found ${found.length}`);
  const largest = expected.reduce((max, score) => Math.max(max, Math.abs(score)), 0);
  // A NaN is within no tolerance.
  const at = found.findIndex((score, i) => !(Math.abs(score - expected[i]!) <= tolerance * largest));
  if (at === -1) return;
  throw new Error(
    `score ${at} of ${found.length}: expected ${expected[at]}, found ${found[at]}; the largest is ${largest}`,
  );
}
