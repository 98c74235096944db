/** The target's probability in two forms that agree: rounded to four digits as in every list, and to seven for whoever compares exactly. */
import { probability, shortProbability } from '../../figures/format';

export interface ProbabilityDigits {
  readonly rounded: string;
  readonly exact: string;
}

export function digitsOf(value: number): ProbabilityDigits {
  // Below what four digits can tell, a power of ten says all that there is to say.
  if (value < 0.00005) return { rounded: probability(value), exact: probability(value) };
  return { rounded: shortProbability(value), exact: value.toFixed(7) };
}
