import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseWith, pathText, quote } from './schema';

const schema = z.strictObject({ list: z.array(z.strictObject({ size: z.number() })), name: z.string() });

it('says where, what was expected and what is there', () => {
  const value = { list: [{ size: 1 }, { size: 'two' }], name: null };
  expect(() => parseWith(schema, value, 'edits', 'The file')).toThrow(
    'The file: list[1].size: expected number; found "two". name: expected string; found null.',
  );
});

it('names three faults and counts the others', () => {
  const value = { list: [{}, {}, {}, {}, {}], name: 'a' };
  expect(() => parseWith(schema, value, 'edits', 'The file')).toThrow(/list\[2\]\.size: .* \(and 2 more\)\.$/);
});

it('does not look for values in prototypes', () => {
  const named = z.strictObject({ constructor: z.string() });
  expect(() => parseWith(named, {}, 'edits', 'The file')).toThrow('constructor: expected string; found nothing');
});

it('quotes values as one would type them, cut to a readable length', () => {
  expect([NaN, Infinity, -0.5, 'a"b', undefined, null, [1], { a: 1 }].map(quote)).toEqual([
    'NaN',
    'Infinity',
    '-0.5',
    '"a\\"b"',
    'nothing',
    'null',
    '[1]',
    '{"a":1}',
  ]);
  expect(quote('x'.repeat(100))).toHaveLength(60);
  expect(pathText(['values', 0, 'ops', 2, 'add'])).toBe('values[0].ops[2].add');
});
