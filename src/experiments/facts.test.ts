import { expect, it } from 'vitest';
import type { Relation } from '../library/relation';
import { factsToAsk, probesOf } from './facts';

const template = (text: string) => ({ text, use: 'train' as const });
const fact = (subject: string, object: string, mentions: number) => ({
  subject,
  object,
  source: 'own' as const,
  mentions,
});
const CAPITAL: Relation = {
  id: 'P36',
  label: 'capital',
  description: 'the city',
  templates: [template('the capital of [X] is [Y].'), template('[Y] is in [X].'), template('[X] has [Y].')],
  facts: [
    fact('peru', 'lima', 1),
    fact('norway', 'oslo', 3),
    fact('france', 'paris', 2),
    fact('india', 'new delhi', 9),
  ],
};
/** Words of one token: those without a space. */
const vocabulary = {
  tokenIds: async (words: readonly string[]) => words.map((word) => (word.includes(' ') ? null : word.length)),
};

it('the best known facts are asked, in wordings spread over the templates; an answer of two tokens leaves its place empty', async () => {
  const asked = await factsToAsk(vocabulary, [CAPITAL], { facts: 3, wordings: 2 });
  expect(asked.map(({ subject, target }) => [subject, target])).toEqual([
    ['norway', 4],
    ['france', 5],
  ]);
  expect(asked[0]).toMatchObject({
    relation: 'P36',
    prompts: ['The capital of norway is [MASK].', '[MASK] is in norway.'],
  });
  expect(probesOf(asked)).toHaveLength(4);
  expect(probesOf(asked)[3]).toEqual({ prompt: '[MASK] is in france.', target: 5 });
});

it('some facts can be left out', async () => {
  const asked = await factsToAsk(vocabulary, [CAPITAL], { facts: 3, wordings: 1 }, ({ mentions }) => mentions < 3);
  expect(asked.map(({ subject }) => subject)).toEqual(['france', 'peru']);
});
