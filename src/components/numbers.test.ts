import { describe, expect, it } from 'vitest';
import { ASKED, DRAWS, ERASURE, LENS_ANSWERS, QUADRATURE, UPDATE, VERDICT } from '../experiments/protocol';
import { numberInWords, shareInWords, timesInWords } from './numbers';

describe('numbers in words', () => {
  it('counts to nineteen, and goes on in digits', () => {
    expect([0, 2, 3, 10, 19, 20, 5000, 1.5].map(numberInWords)).toEqual([
      'zero',
      'two',
      'three',
      'ten',
      'nineteen',
      '20',
      '5,000',
      '1.5',
    ]);
  });

  it('says how often', () => {
    expect([1, 2, 3, 8, 20, 2.5].map(timesInWords)).toEqual([
      'once',
      'twice',
      'three times',
      'eight times',
      '20 times',
      '2.5 times',
    ]);
  });

  it('names the common shares, and gives the others in percent', () => {
    expect([1 / 2, 1 / 4, 1 / 5, 1 / 10, 1 / 100, 1e-3, 1e-4].map(shareInWords)).toEqual([
      'half',
      'a quarter',
      'a fifth',
      'a tenth',
      'a hundredth',
      'a thousandth',
      'a ten-thousandth',
    ]);
    expect([0.15, 0.07, 5e-4, 2e-5].map(shareInWords)).toEqual(['15 %', '7 %', '0.05 %', '0.002 %']);
  });

  it('has a word for each number that a sentence takes from the protocol', () => {
    const { lambda1, lambda2 } = UPDATE.paper;
    const words = [
      ...[DRAWS.reading, DRAWS.erasure, ERASURE.othersWeight, lambda1, lambda2].map(timesInWords),
      ...[ASKED.relation.wordings, LENS_ANSWERS, UPDATE.sparedFacts].map(numberInWords),
      ...[UPDATE.sparedFrom, VERDICT.asMuch, QUADRATURE.map.tolerance].map(shareInWords),
    ];
    expect(words.filter((word) => /\d/.test(word))).toEqual([]);
  });
});
