import { csvParseRows } from 'd3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf } from './table';

test('cells that a spreadsheet would run are kept from it; numbers stay numbers', () => {
  const rows = [['=HYPERLINK("x")', '+1', '-1.5e3', '-x', '@a', '\tb', -2, null, Infinity]];
  expect(csvOf({ columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], rows })).toBe(
    '\uFEFFa,b,c,d,e,f,g,h,i\r\n"\'=HYPERLINK(""x"")",+1,-1.5e3,\'-x,\'@a,\'\tb,-2,,\r\n',
  );
});

test('any text comes back from CSV, with the apostrophe alone added', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
        minLength: 1,
      }),
      (rows) => {
        const read = csvParseRows(csvOf({ columns: ['text', 'number'], rows }).slice(1)).slice(1);
        expect(read.map(([text, number]) => [text?.replace(/^'(?=[=+\-@\t\r])/, ''), Number(number) + 0])).toEqual(
          rows.map(([text, number]) => [text.replace(/^'(?=[=+\-@\t\r])/, ''), number + 0]),
        );
      },
    ),
  );
});
