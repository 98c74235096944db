import { expect, it } from 'vitest';
import { wordsToOffer } from './TokenInput';

const AT_HAND = [
  { id: 1, token: 'paris', detail: '0.75' },
  { id: 2, token: 'lyon' },
];
const OF_MODEL = [
  { id: 3, token: 'parish' },
  { id: 1, token: 'paris' },
  { id: 4, token: 'park' },
];
const offered = (typed: string) => wordsToOffer(typed, AT_HAND, OF_MODEL).map(({ token }) => token);

it('offers the words at hand, then those of the model that begin so, each once', () => {
  expect(offered('')).toEqual(['paris', 'lyon']);
  expect(offered('par')).toEqual(['paris', 'parish', 'park']);
  expect(offered('x')).toEqual([]);
});

it('is out of the way once a whole word is typed, and back for a longer one', () => {
  expect(offered('paris')).toEqual([]);
  expect(offered('parish')).toEqual([]);
  expect(offered('pari')).toEqual(['paris', 'parish']);
});
