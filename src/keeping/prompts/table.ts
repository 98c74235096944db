/**
 * Tables (CSV, TSV, or with semicolons) whose first line names the columns: a prompt, and a target where there is one.
 * Fields are taken apart by d3-dsv. It takes everything behind an unclosed quotation mark for one field; a file with an
 * odd number of them is therefore read line by line, so that only that line is lost.
 */
import { dsvFormat } from 'd3';
import { promptEntry, type Line } from './entry';
import { linesOf } from './text';

const PROMPTS = ['prompt', 'sentence', 'masked_sentence', 'masked_sentences', 'text'];
const TARGETS = ['target', 'answer', 'obj_label', 'object', 'label'];
const DELIMITERS = [',', '\t', ';'];

interface Row {
  readonly line: number;
  /** Null where a quotation mark is not closed. */
  readonly cells: readonly string[] | null;
}

export function readTable(text: string): Line[] {
  const delimiter = delimiterOf(linesOf(text).find((line) => line.trim() !== '') ?? '');
  const rows = rowsOf(text, delimiter).filter(({ cells }) => cells?.every((cell) => cell.trim() === '') !== true);
  const [header, ...body] = rows;
  if (!header) return [];
  const names = (header.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const find = (known: readonly string[]) => known.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1;
  const [promptAt, targetAt] = [find(PROMPTS), find(TARGETS)];
  if (promptAt < 0) {
    return [
      {
        line: header.line,
        kind: 'wrong',
        reason: 'The first line should name the columns: prompt, and target where there is one.',
      },
    ];
  }
  return body.map(({ line, cells }): Line => {
    if (!cells) return { line, kind: 'wrong', reason: 'A quotation mark is not closed.' };
    return { line, ...promptEntry(cells[promptAt] ?? '', cells[targetAt] ?? null) };
  });
}

/** The one that the header holds most of. */
function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

const quotes = (text: string) => text.split('"').length - 1;

function rowsOf(text: string, delimiter: string): Row[] {
  const format = dsvFormat(delimiter);
  if (quotes(text) % 2 === 1) {
    return linesOf(text).map((content, index) => ({
      line: index + 1,
      cells: quotes(content) % 2 === 1 ? null : (format.parseRows(content)[0] ?? []),
    }));
  }
  let line = 1;
  return format.parseRows(text).map((cells) => {
    const row = { line, cells };
    // A quoted field may hold line breaks of its own.
    line += cells.reduce((sum, cell) => sum + linesOf(cell).length - 1, 1);
    return row;
  });
}
