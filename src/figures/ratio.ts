/** A factor on a perplexity: × 1.04, × 12.3, × 1,204. @param nats its logarithm. */
export function ratioInWords(nats: number): string {
  const value = Math.exp(nats);
  const text = value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2);
  return `×\u00a0${text}`;
}
