/** How likely a number of changed answers is where each changes with a small probability anyway. */

/** P(X >= k) of a binomial X over n trials of probability p. */
export function atLeast(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}
