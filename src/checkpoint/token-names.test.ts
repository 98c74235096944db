import { describe, expect, it } from 'vitest';
import { layout } from '../fixtures/layouts';
import { tokenNames } from './token-names';

const none = new Set<number>();

describe('tokenNames', () => {
  it("leaves BERT's own tokens as they are", () => {
    expect(tokenNames(['[CLS]', 'play', '##ing', undefined], 'wordpiece', none)).toEqual([
      '[CLS]',
      'play',
      '##ing',
      undefined,
    ]);
  });

  it('writes words plainly, and marks what continues one, whatever marks the spaces', () => {
    const names = ['<s>', 'Paris', '##Paris', '.', '▁.', '▁', '##é', '12'];
    const special = new Set([0]);
    expect(tokenNames(['<s>', '▁Paris', 'Paris', '.', '▁.', '▁', 'é', '▁12'], 'metaspace', special)).toEqual(names);
    expect(tokenNames(['<s>', 'ĠParis', 'Paris', '.', 'Ġ.', 'Ġ', 'Ã©', 'Ġ12'], 'bytes', special)).toEqual(names);
  });

  it('shows parts of characters, control characters and several spaces', () => {
    expect(tokenNames(['Ã', 'ĠâĤ', 'Ċ', 'ĠĠx'], 'bytes', none)).toEqual(['<0xC3>', '▁<0xE2><0x82>', '<0x0A>', '▁▁x']);
  });

  it('gives no two tokens one name', () => {
    expect(tokenNames(['▁a', 'a', '##a', ' a'], 'metaspace', none)).toEqual(['a', '##a', '[id 2]', ' a']);
  });
});

describe('a target word', () => {
  it.each([
    ['roberta', 'Oslo'],
    ['xlm-roberta', 'Oslo'],
    ['albert', 'the'],
  ])('is the token with the space in front: %s', async (name, word) => {
    const { tokenizer } = await layout(name).load();
    const found = tokenizer.lookUp(word);
    if (!found.ok) throw new Error(found.problem);
    expect(found.token.token).toBe(word);
    expect(tokenizer.encode(`is ${word}`).ids).toContain(found.token.id);
    expect(tokenizer.lookUp(`  ${word} `)).toEqual(found);
    expect(tokenizer.lookUp('.')).toMatchObject({ ok: true, token: { token: '.' } });
  });

  it('is explained where it is several tokens, by names that a person can read', async () => {
    const { tokenizer } = await layout('roberta').load();
    expect(tokenizer.lookUp('Osloer')).toMatchObject({
      ok: false,
      problem: '"Osloer" is 2 tokens for this model: Oslo · ##er. A target must be a single token.',
    });
  });
});

describe('a prompt', () => {
  it("has the model's own mask for [MASK], and reads as it was written", async () => {
    const { tokenizer } = await layout('roberta').load();
    const { tokens, masks } = tokenizer.encode('Oslo is [MASK].');
    expect(tokens.map(({ token }) => token)).toEqual(['<s>', 'Oslo', 'is', '<mask>', '.', '</s>']);
    // At the start no space is in front, so it is another token than the one in a sentence.
    expect(tokenizer.token(tokens[1]!.id)).toBe('##Oslo');
    expect(masks).toEqual([3]);
    expect(tokenizer.encode('Oslo is <mask>.')).toEqual({ ids: tokens.map(({ id }) => id), tokens, masks });
  });
});
