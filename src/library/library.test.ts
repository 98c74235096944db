import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseVocab } from '../checkpoint/vocab';
import { libraryOf, loadLibrary, type Library } from './library';
import { loadLibraryFolder } from './node';
import { parseRelation, type Relation } from './relation';
import { searchOf } from './search';
import { paraphrasesOf, promptOf } from './template';
import { sameWords } from './words';

const MODELS = join(import.meta.dirname, '../../models');
const PATTERNS = join(import.meta.dirname, '../../../shared/data/patterns');

let library: Library;
beforeAll(async () => {
  library = await loadLibraryFolder(join(MODELS, 'relations'));
});

describe('models/relations', () => {
  it('is as large as promised', () => {
    expect(library.relations.length).toBeGreaterThanOrEqual(20);
    expect(library.relations.reduce((sum, { facts }) => sum + facts.length, 0)).toBeGreaterThanOrEqual(5000);
    for (const { id, templates } of library.relations) {
      expect(templates.filter(({ use }) => use === 'heldout').length, id).toBeGreaterThanOrEqual(3);
    }
  });

  it('has objects of one token, several in each relation', () => {
    const vocabulary = new Set(parseVocab(readFileSync(join(MODELS, 'builtin/vocab.txt'), 'utf8')));
    for (const { id, facts } of library.relations) {
      expect(
        facts.map(({ object }) => object).filter((object) => !vocabulary.has(object.toLowerCase())),
        id,
      ).toEqual([]);
      expect(new Set(facts.map(({ object }) => object)).size, id).toBeGreaterThan(3);
    }
  });

  it('has no template twice, whatever its use', () => {
    const held = library.relations.flatMap(({ id, templates }) =>
      templates.map(({ text }) => `${id} ${sameWords(text)}`),
    );
    expect(new Set(held).size).toBe(held.length);
  });

  it.runIf(existsSync(PATTERNS))('has no template that is a pattern kept for evaluation', () => {
    for (const { id, templates } of library.relations) {
      const path = join(PATTERNS, `${id}.jsonl`);
      if (!existsSync(path)) continue;
      const lines = readFileSync(path, 'utf8').trim().split('\n');
      const patterns = new Set(lines.map((line) => sameWords((JSON.parse(line) as { pattern: string }).pattern)));
      expect(
        templates.filter(({ text }) => patterns.has(sameWords(text))),
        id,
      ).toEqual([]);
    }
  });
});

const made = (change: Partial<Relation> = {}): string => {
  const templates = Array.from({ length: 8 }, (_, i) => ({
    text: `${i} [X] is [Y].`,
    use: i < 6 ? 'train' : 'heldout',
  }));
  const facts = [{ subject: 'Elbonia', object: 'Mud', source: 'own', mentions: 3 }];
  return JSON.stringify({ id: 'P36', label: 'capital', description: 'the city', templates, facts, ...change });
};

describe('a relation file', () => {
  const template = (text: string) => ({ text, use: 'train' as const });
  const fact = (subject: string, object = 'Mud') => ({ subject, object, source: 'own' as const, mentions: 0 });
  const eight = (last: string) => [...'1234567'].map((n) => template(`[X] ${n} [Y]`)).concat(template(last));

  it.each<[string, string, RegExp]>([
    ['text that is not JSON', '{', /^P36\.json is not JSON/],
    [
      'a template without a subject',
      made({ templates: eight('It is [Y].') }),
      /templates\[7\]\.text: expected \[X\] and \[Y\], once each/,
    ],
    ['an object twice', made({ templates: eight('[X] and [Y] and [Y]') }), /once each/],
    ['a template twice', made({ templates: eight('[X], 1: [Y]!') }), /templates\[7\]: expected a template once/],
    ['too few templates', made({ templates: [template('[X] [Y]')] }), /templates/],
    [
      'two answers',
      made({ facts: [fact('Elbonia'), fact('the elbonia', 'Clay')] }),
      /facts\[1\]: expected one answer for a subject/,
    ],
    [
      'an answer in its subject',
      made({ facts: [fact('Great Mud')] }),
      /facts\[0\]: expected a subject that does not hold its own answer/,
    ],
    ['an answer of two words', made({ facts: [fact('Elbonia', 'Mud City')] }), /facts\[0\]\.object: expected one word/],
    ['an unknown key', made({ extra: 1 } as Partial<Relation>), /extra/],
  ])('with %s is refused', (_, text, message) => {
    expect(() => parseRelation(text, 'P36.json')).toThrow(message);
  });

  it('has to agree with the index', async () => {
    const index = JSON.stringify([{ id: 'P36', label: 'capital', description: 'the city', facts: 2 }]);
    const read = async (name: string) => (name === 'index.json' ? index : made());
    await expect(loadLibrary(read)).rejects.toThrow(/expected P36 with 2 facts.*found P36 with 1/);
  });

  it('has an inverse that points back', () => {
    const relation = parseRelation(made({ inverse: 'P1376' }), 'P36.json');
    expect(() => libraryOf([relation])).toThrow(/expected P1376/);
    expect(() => libraryOf([relation]).relation('P1')).toThrow();
    expect(() => libraryOf([parseRelation(made(), 'P36.json')]).relation('P1')).toThrow(
      /There is no relation "P1"; there are P36/,
    );
  });
});

describe('sentences', () => {
  it('ask for the object', () => {
    expect(promptOf({ text: '[X] is governed from [Y].' }, 'the Bahamas')).toBe('The Bahamas is governed from [MASK].');
    expect(promptOf({ text: '[Y] rules $& [X].' }, '$&')).toBe('[MASK] rules $& $&.');
  });

  it('come in every wording, of one use if asked for', () => {
    const relation = library.relation('P36');
    const [fact] = relation.facts;
    if (!fact) throw new Error('no facts');
    const all = paraphrasesOf(relation, fact);
    expect(all.length).toBe(relation.templates.length);
    expect(new Set([...paraphrasesOf(relation, fact, 'train'), ...paraphrasesOf(relation, fact, 'heldout')])).toEqual(
      new Set(all),
    );
    for (const prompt of all) {
      expect(prompt.split('[MASK]').length).toBe(2);
      expect(prompt).not.toMatch(/\[[XY]\]/);
    }
  });
});

describe('search', () => {
  it('puts the fact whose subject is meant first', () => {
    const { find } = searchOf(library);
    expect(find('azerbaijan capital', 1)[0]).toMatchObject({
      relation: { id: 'P36' },
      fact: { subject: 'Azerbaijan', object: 'Baku' },
    });
    expect(find('KYOTO', 3).every(({ fact }) => /kyoto/i.test(`${fact.subject} ${fact.object}`))).toBe(true);
    expect(find('celine', 5).some(({ fact }) => fact.subject === 'Céline Dion')).toBe(true);
    expect(find('  ', 5)).toEqual([]);
    expect(find('qqq', 5)).toEqual([]);
  });

  it('finds every fact by its own subject and label', () => {
    const { find } = searchOf(library);
    const facts = library.relations.flatMap((relation) => relation.facts.map((fact) => ({ relation, fact })));
    fc.assert(
      fc.property(fc.constantFrom(...facts), ({ relation, fact }) => {
        expect(find(`${fact.subject} ${relation.label}`, 50)).toContainEqual({ relation, fact });
      }),
      { numRuns: 60 },
    );
  });
});
