import { expect, it } from 'vitest';
import { largestDifference, requireAgreement } from './agreement';

const of = (...scores: number[]) => Float32Array.from(scores);

it('accepts what differs by less than a thousandth of the largest score', () => {
  requireAgreement(of(0.5009, 2, -2), of(0.5, 2.001, -2));
});

it.each([
  ['a difference', of(0.503, 2), of(0.5, 2), 'score 0 of 2'],
  ['a wrong sign', of(0.5, -2), of(0.5, 2), 'score 1 of 2'],
  ['another length', of(0.5), of(0.5, 2), 'expected 2 scores, found 1'],
  ['no number', of(0.5, NaN), of(0.5, 2), 'score 1 of 2'],
  ['an infinity', of(Infinity, 2), of(0.5, 2), 'score 0 of 2'],
])('refuses %s', (_, found, expected, message) => {
  expect(() => requireAgreement(found, expected)).toThrow(message);
});

it('says how far two are apart, as a share of the largest', () => {
  expect(largestDifference(of(0.5, 2.01, -2), of(0.5, 2, -2))).toBeCloseTo(0.005, 5);
});
