import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EngramError } from '../errors';
import { referenceModels } from '../fixtures/reference';
import { distanceUpTo2 } from './suggestions';
import { ClozeTokenizer } from './tokenizer';
import type { TokenizerFiles } from './tokenizer-definition';
import { looksUncased, parseVocab } from './vocab';

const models = fileURLToPath(new URL('../../models', import.meta.url));
const size = { maxPositions: 40, vocabSize: 40_000 };
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** The same tokenizer by its two ways in: from tokenizer.json, and from vocab.txt alone. */
function bothWays(folder: string, limits = size): [string, ClozeTokenizer][] {
  return [
    [
      'tokenizer.json',
      new ClozeTokenizer(
        { tokenizer: json(join(folder, 'tokenizer.json')), config: json(join(folder, 'tokenizer_config.json')) },
        limits,
      ),
    ],
    ['vocab.txt', new ClozeTokenizer({ vocab: readFileSync(join(folder, 'vocab.txt'), 'utf8') }, limits)],
  ];
}

const words = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'the',
  'Paris',
  'paris',
  'park',
  'tokyo',
  '##s',
  '##yo',
  'tok',
  'parking',
  '.',
  'capital',
  'France',
];
const from = (tokens: readonly string[], extra: TokenizerFiles = {}, limits = size) =>
  new ClozeTokenizer({ vocab: tokens.join('\n'), ...extra }, limits);
const cased = from(words);
const uncased = from(words.filter((word) => word !== 'Paris' && word !== 'France').concat('france'));

describe('encoding as transformers does', () => {
  for (const model of referenceModels()) {
    it(`${model.name}: the golden prompts`, () => {
      for (const [, tokenizer] of bothWays(model.folder)) {
        for (const { prompt, ids, tokens, maskIndex } of model.cases) {
          const cloze = tokenizer.encodeCloze(prompt);
          expect(cloze.ids).toEqual(ids);
          expect(cloze.tokens.map(({ token }) => token)).toEqual(tokens);
          expect(cloze.maskIndex).toBe(maskIndex);
        }
      }
    });
  }

  const hard = json(join(models, 'reference/tokens.json')) as Record<string, Record<string, number[]>>;
  for (const [name, texts] of Object.entries(hard)) {
    const folder = [join(models, 'reference', name), join(models, name)].find((path) =>
      existsSync(join(path, 'vocab.txt')),
    );
    it(`${name}: accents, Chinese, long words, emoji, control characters`, () => {
      if (folder === undefined) throw new Error(`models/ has no tokenizer named ${name}`);
      for (const [, tokenizer] of bothWays(folder)) {
        for (const [text, ids] of Object.entries(texts)) expect(tokenizer.encode(text).ids, text).toEqual(ids);
      }
    });
  }
});

describe('prompts', () => {
  it('reads [MASK] as people type it', () => {
    const expected = cased.encode('the [MASK].');
    expect(expected.masks).toEqual([2]);
    for (const typed of ['the [mask].', 'the <mask>.', 'the ___.', 'the ______.', 'the [Mask].', 'the[MASK].'])
      expect(cased.encode(typed)).toEqual(expected);
  });

  it.each([
    ['an empty prompt', '', 'Type a sentence with [MASK]'],
    ['no [MASK]', 'the capital', 'The prompt has no [MASK]. Put one where'],
    ['two of them', '[MASK] the [MASK]', 'The prompt has 2 [MASK]s. Leave one'],
    ['many words', `[MASK] ${'the '.repeat(50)}`, 'The prompt is 53 tokens long; this model reads 40 at most.'],
    [
      'a whole book',
      `[MASK] ${'the '.repeat(50_000)}`,
      'The prompt has 200007 characters; this model reads 40 tokens at most.',
    ],
  ])('explains what is wrong with %s', (_, prompt, problem) => {
    expect(cased.tokenize(prompt).problem).toContain(problem);
    expect(() => cased.encodeCloze(prompt)).toThrow(EngramError);
  });

  it('has no problem with a good one', () => {
    expect(cased.tokenize('the capital [MASK].').problem).toBeNull();
  });
});

describe('lookUp', () => {
  const suggestions = (word: string, tokenizer = cased) => {
    const found = tokenizer.lookUp(word);
    return found.ok ? [] : found.suggestions.map(({ token }) => token);
  };

  it('finds a token, with the case of the model', () => {
    expect(cased.lookUp(' Paris ')).toEqual({ ok: true, token: { id: 6, token: 'Paris' } });
    expect(uncased.lookUp('FRANCE')).toMatchObject({ ok: true, token: { token: 'france' } });
    expect(uncased.lookUp('Fránce')).toMatchObject({ ok: true, token: { token: 'france' } });
    expect(cased.lookUp('##yo')).toMatchObject({ ok: true, token: { id: 11 } });
  });

  it('says how a word is split', () => {
    expect(cased.lookUp('parks')).toMatchObject({
      ok: false,
      problem: '"parks" is 2 tokens for this model: park · ##s. A target must be a single token.',
    });
    expect(cased.lookUp('the park')).toMatchObject({
      ok: false,
      problem: '"the park" is 2 tokens for this model: the · park. A target must be a single token.',
    });
    expect(cased.lookUp('xyz')).toMatchObject({
      ok: false,
      problem: '"xyz" cannot be written with this model\'s vocabulary. A target must be one of its tokens.',
    });
    expect(cased.lookUp('')).toMatchObject({ ok: false, problem: 'Type the word that should stand at [MASK].' });
    expect(cased.lookUp('x'.repeat(500)).ok).toBe(false);
  });

  it('suggests other case, slips and beginnings', () => {
    expect(suggestions('france')).toEqual(['France']);
    expect(suggestions('PARIS')).toEqual(['Paris', 'paris', 'park']);
    expect(suggestions('parks')).toEqual(['Paris', 'paris', 'park']);
    expect(suggestions('parkin')).toEqual(['parking', 'park', 'Paris', 'paris']);
    expect(suggestions('toyko')).toEqual(['tokyo', 'tok']);
    expect(suggestions('qqqqqqq')).toEqual([]);
  });

  it('completes a beginning: the word itself first, then the vocabulary’s order, whole words only', () => {
    const completed = (beginning: string) => cased.complete(beginning, 3).map(({ token }) => token);
    expect(completed('PAR')).toEqual(['Paris', 'paris', 'park']);
    expect(completed(' paris ')).toEqual(['Paris', 'paris']);
    expect(completed('##')).toEqual([]);
    expect(completed('[')).toEqual([]);
    expect(completed('  ')).toEqual([]);
  });

  it('is quick in a vocabulary of 30,000', () => {
    const letters = 'abcdefghij';
    const many = Array.from({ length: 30_000 }, (_, i) => [...String(i)].map((d) => letters[Number(d)]).join(''));
    const large = from([...words.slice(0, 5), ...new Set(many)]);
    const start = performance.now();
    expect(suggestions('abcdefg', large).length).toBe(5);
    expect(performance.now() - start).toBeLessThan(250);
  });
});

it('distanceUpTo2 counts inserts, deletes, replacements and swaps', () => {
  const cases: [string, string, number][] = [
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'ab', 1],
    ['abc', 'acb', 1],
    ['abcd', 'badc', 2],
    ['abc', 'xyz', Infinity],
    ['aab', 'ab', 1],
    ['kitten', 'sitten', 1],
    ['', 'ab', 2],
  ];
  for (const [a, b, distance] of cases) expect(distanceUpTo2(a, b), `${a} ${b}`).toBe(distance);
});

describe('vocabularies', () => {
  it('tells cased from uncased, unless tokenizer_config.json says it', () => {
    expect(looksUncased(['[CLS]', '[unused1]', 'the', '##s'])).toBe(true);
    expect(looksUncased(['[CLS]', 'the', 'The'])).toBe(false);
    expect(from(words, { config: { do_lower_case: true } }).lookUp('Tokyo').ok).toBe(true);
    expect(cased.lookUp('Tokyo').ok).toBe(false);
  });

  it('reads lines of any system', () => {
    expect(parseVocab('\uFEFFa\r\nb\r\n')).toEqual(['a', 'b']);
    expect(parseVocab('a\nb\u2028c\n\nd')).toEqual(['a', 'b\u2028c', '', 'd']);
  });

  it('names ids without a token', () => {
    expect(cased.token(3)).toBe('[SEP]');
    expect(cased.token(39_000)).toBe('[id 39000]');
    expect(cased.id('park')).toBe(8);
    expect(cased.id('nothing')).toBeUndefined();
  });

  it.each<[string, () => unknown, string]>([
    [
      'no special tokens',
      () => from(['a', 'b']),
      'vocab.txt: the vocabulary lacks [CLS], [SEP], [MASK], [UNK], which every BERT needs.',
    ],
    [
      'too many tokens',
      () => from(words, {}, { ...size, vocabSize: 10 }),
      'vocab.txt has 17 tokens, but config.json gives the model 10 word embeddings.',
    ],
    [
      'another kind',
      () => from([], { tokenizer: { added_tokens: [], normalizer: null, model: { type: 'WordLevel', vocab: {} } } }),
      'this is a WordLevel tokenizer; Engram runs WordPiece, BPE, Unigram',
    ],
    [
      'half a file',
      () => from([], { tokenizer: { added_tokens: [], normalizer: null, model: { vocab: {} } } }),
      'tokenizer.json: it does not describe a tokenizer that Engram can run',
    ],
    ['no file', () => from([], { tokenizer: 3 }), 'tokenizer.json: expected object; found 3'],
    [
      'ids without end',
      () => from([], { tokenizer: { added_tokens: [], normalizer: null, model: { vocab: { a: 1e12 } } } }),
      'model.vocab.a',
    ],
  ])('refuses %s', (_, open, message) => {
    expect(open).toThrow(message);
    expect(open).toThrow(EngramError);
  });
});
