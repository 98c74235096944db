/**
 * The numbers of the method in words, for sentences: they take the number from the protocol, so that they say what is
 * done. A number that has no word here is written in digits.
 */
import { count } from '../figures/format';

const NUMBERS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];

const SHARES: ReadonlyMap<number, string> = new Map([
  [0.8, 'four fifths'],
  [0.5, 'half'],
  [0.25, 'a quarter'],
  [0.2, 'a fifth'],
  [0.1, 'a tenth'],
  [0.01, 'a hundredth'],
  [0.001, 'a thousandth'],
  [0.0001, 'a ten-thousandth'],
]);

/** two, eight, 20. */
export function numberInWords(number: number): string {
  return NUMBERS[number] ?? count(number);
}

/** once, twice, eight times, 20 times. */
export function timesInWords(number: number): string {
  if (number === 1) return 'once';
  if (number === 2) return 'twice';
  return `${numberInWords(number)} times`;
}

/** a tenth, a ten-thousandth, 15 %, 0.05 %. */
export function shareInWords(share: number): string {
  return SHARES.get(share) ?? `${Number((share * 100).toPrecision(3))} %`;
}
