import { csvFormatRows, tsvFormatRows } from 'd3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PROMPTS, readPrompts } from './read';
import type { PromptList } from '../../state/prompts';

const read = (name: string, text: string) => readPrompts([{ name, text }]);
const promptsOf = (list: PromptList) => list.prompts.map(({ prompt, target }) => [prompt, target]);
const wrongOf = (list: PromptList) => list.wrong.map(({ line, reason }) => `${line} ${reason}`);
const jsonl = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

describe('plain text', () => {
  it('is a prompt a line; wrong lines are named and the others still work', () => {
    const list = read(
      'a.txt',
      '\uFEFFThe sky is [MASK].\r\n\r\nNo gap here.\n  Two [MASK] [MASK]. \n[MASK]\n Snow  is <mask>.\nGrass is ___.\n',
    );
    expect(promptsOf(list)).toEqual([
      ['The sky is [MASK].', null],
      ['Snow is [MASK].', null],
      ['Grass is [MASK].', null],
    ]);
    expect(wrongOf(list)).toEqual([
      '3 There is no [MASK].',
      '4 There are 2 [MASK]; a prompt has one.',
      '5 There is nothing around [MASK].',
    ]);
  });

  it('beyond the limits is counted and left out', () => {
    const list = read('a.txt', `${'The sky is [MASK].\n'.repeat(MOST_PROMPTS + 3)}${'Blue.\n'.repeat(150)}`);
    expect([list.prompts.length, list.left, list.wrong.length, list.wrongCount]).toEqual([MOST_PROMPTS, 3, 100, 150]);
  });
});

describe('tables', () => {
  it('name their columns in the first line, whatever else they hold', () => {
    const list = read(
      'a.csv',
      'id,Prompt,Target\n1,"Rome, it is said, lies in [MASK].",italy\n2,"He said ""[MASK]"".",\n\n3,"Empty",x\n',
    );
    expect(promptsOf(list)).toEqual([
      ['Rome, it is said, lies in [MASK].', 'italy'],
      ['He said "[MASK]".', null],
    ]);
    expect(wrongOf(list)).toEqual(['5 There is no [MASK].']);
    expect(promptsOf(read('a.csv', 'prompt;target\nA, b [MASK].;c\n'))).toEqual([['A, b [MASK].', 'c']]);
    expect(promptsOf(read('a.tsv', 'obj_label\tmasked_sentences\nc\tA, b [MASK].\n'))).toEqual([['A, b [MASK].', 'c']]);
    expect(wrongOf(read('a.csv', '\nThe sky is [MASK].,blue\n'))[0]).toMatch(
      /^2 The first line should name the columns/,
    );
  });

  it('count lines as an editor does, also behind fields with line breaks of their own', () => {
    expect(wrongOf(read('a.csv', 'note,prompt\n"one\ntwo\r\nthree",A [MASK].\nx,none\n'))).toEqual([
      '5 There is no [MASK].',
    ]);
  });

  it('lose only the line whose quotation mark is not closed', () => {
    const list = read('a.csv', 'prompt,target\nA [MASK].,a\n"B [MASK].,b\n"C, c [MASK].",c\n');
    expect(promptsOf(list)).toEqual([
      ['A [MASK].', 'a'],
      ['C, c [MASK].', 'c'],
    ]);
    expect(wrongOf(list)).toEqual(['3 A quotation mark is not closed.']);
  });
});

describe('JSON lines', () => {
  it('hold prompt and target', () => {
    const list = read(
      'a.jsonl',
      `${jsonl({ prompt: 'A [MASK].', target: 'a' }, { prompt: 'B [MASK].' })}\n{"prompt": \n[]\n{"prompt": 5}\n{"title": "x"}`,
    );
    expect(promptsOf(list)).toEqual([
      ['A [MASK].', 'a'],
      ['B [MASK].', null],
    ]);
    expect(list.wrong.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect(list.wrong[2]?.reason).toContain('prompt');
  });

  it('of LAMA: the sentence with the gap, and evidences with the answer of the fact', () => {
    expect(
      promptsOf(
        read(
          'test.jsonl',
          jsonl(
            { masked_sentences: ['Newton played as [MASK] that day.'], obj_label: 'quarterback', sub_label: 'Squad' },
            {
              masked_sentences: ['He wrote music.', 'He was born in [MASK].'],
              obj_label: '1904',
              sub_label: 'Someone',
              pred: '/people/x',
            },
            {
              sub_label: 'Rome',
              obj_label: 'Italy',
              predicate_id: 'P17',
              evidences: [{ masked_sentence: 'No gap.' }, { masked_sentence: 'Rome is in [MASK].' }],
            },
          ),
        ),
      ),
    ).toEqual([
      ['Newton played as [MASK] that day.', 'quarterback'],
      ['He was born in [MASK].', '1904'],
      ['Rome is in [MASK].', 'Italy'],
    ]);
  });

  it('of ParaRel: every fact in every pattern of its relation, from two files', () => {
    const patterns = {
      name: 'P36.jsonl',
      text: jsonl(
        { pattern: 'The capital of [X] is [Y].', lemma: 'be', tense: 'present' },
        { pattern: '[Y], of [X].' },
        { pattern: '[X] only.' },
      ),
    };
    const facts = {
      name: 'facts.jsonl',
      text: jsonl(
        { sub_label: 'France$&', obj_label: 'Paris' },
        { sub_label: 'Japan', obj_label: 'Tokyo', evidences: [{ masked_sentence: 'Unused [MASK].' }] },
      ),
    };
    const list = readPrompts([patterns, facts]);
    expect(list.name).toBe('2 files');
    expect(promptsOf(list)).toEqual([
      ['The capital of France$& is [MASK].', 'Paris'],
      ['[MASK], of France$&.', 'Paris'],
      ['The capital of Japan is [MASK].', 'Tokyo'],
      ['[MASK], of Japan.', 'Tokyo'],
    ]);
    expect(list.wrong).toEqual([{ file: 'P36.jsonl', line: 3, reason: expect.stringContaining('one [X]') as string }]);
    expect(wrongOf(readPrompts([patterns]))[0]).toContain('drop the file with sub_label');
    expect(wrongOf(readPrompts([{ name: 'f', text: jsonl({ sub_label: 'a', obj_label: 'b' }) }]))[0]).toContain(
      'drop a file of patterns',
    );
  });

  it('of LAMA’s relations: a template asks only the facts of its relation', () => {
    const templates = {
      name: 'relations.jsonl',
      text: jsonl(
        { relation: 'P36', template: 'The capital of [X] is [Y] .' },
        { relation: 'P17', template: '[X] is in [Y] .' },
      ),
    };
    const facts = { name: 'P17.jsonl', text: jsonl({ sub_label: 'Rome', obj_label: 'Italy', predicate_id: 'P17' }) };
    expect(promptsOf(readPrompts([templates, facts]))).toEqual([['Rome is in [MASK] .', 'Italy']]);
  });

  it('never writes out more than the limit, however many patterns meet however many facts', () => {
    const patterns = {
      name: 'p',
      text: jsonl(...Array.from({ length: 300 }, (_, i) => ({ pattern: `[X] ${i} [Y]` }))),
    };
    const facts = {
      name: 'f',
      text: jsonl(...Array.from({ length: 3000 }, (_, i) => ({ sub_label: `s${i}`, obj_label: 'o' }))),
    };
    const list = readPrompts([patterns, facts]);
    expect([list.prompts.length, list.prompts.length + list.left]).toEqual([MOST_PROMPTS, 900_000]);
  });
});

describe('property', () => {
  const part = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '' && !/\[mask\]|<mask>|___/i.test(text));
  const row = fc.record({ before: part, after: part, target: fc.option(part) });
  const rows = fc.array(row, { minLength: 1, maxLength: 8 });
  const promptOf = ({ before, after }: { before: string; after: string }) => `${before} [MASK] ${after}`;
  type Row = { before: string; after: string; target: string | null };
  const expected = (list: readonly Row[]) => list.map((each) => [promptOf(each), each.target]);

  it('what a spreadsheet or a program writes comes back as it was', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const cells = [['target', 'prompt'], ...list.map((each) => [each.target ?? '', promptOf(each)])];
        expect(promptsOf(read('a.csv', csvFormatRows(cells)))).toEqual(expected(list));
        expect(promptsOf(read('a.csv', csvFormatRows(cells).replace(/\n/g, '\r\n')))).toEqual(expected(list));
        expect(promptsOf(read('a.tsv', tsvFormatRows(cells)))).toEqual(expected(list));
        expect(
          promptsOf(read('a.jsonl', jsonl(...list.map((each) => ({ prompt: promptOf(each), target: each.target }))))),
        ).toEqual(expected(list));
      }),
    );
  });

  it('any text, under any name, gives usable prompts or reasons, and nothing is thrown', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(fc.json(), fc.constantFrom('prompt,target', '"', 'A [MASK].', '{', '\t', '"a [MASK]",b')), {
          maxLength: 6,
        })
        .map((lines) => lines.join('\n')),
      fc
        .array(
          fc.dictionary(
            fc.constantFrom(
              'prompt',
              'target',
              'masked_sentences',
              'evidences',
              'pattern',
              'sub_label',
              'obj_label',
              '__proto__',
            ),
            fc.jsonValue(),
          ),
          { maxLength: 5 },
        )
        .map((objects) => jsonl(...objects)),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('a.txt', 'a.csv', 'a.tsv', 'a.jsonl', ''), (content, name) => {
        const list = read(name, content);
        const lines = content.split(/\r\n|\r|\n/).length;
        expect(list.prompts.every(({ prompt }) => prompt.split('[MASK]').length === 2 && prompt.length <= 4000)).toBe(
          true,
        );
        expect(list.wrong.every(({ line, reason }) => line >= 1 && line <= lines && reason !== '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
