/** A picture's numbers as a tidy table, an observation a row, and as CSV for other programs. */
import { csvFormatRow } from 'd3';

export type Cell = string | number | null;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Spreadsheets do not ask how a file is encoded, but they look for this. */
const BYTE_ORDER_MARK = '\uFEFF';
/** What spreadsheets take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * CSV as in RFC 4180, in UTF-8 with a byte order mark. A text that a spreadsheet would run as a formula gets an apostrophe
 * before it; numbers are written in full, and what is not known is empty.
 */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map((row) => csvFormatRow(row.map(cellText)));
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return FORMULA.test(cell) && !isNumber(cell) ? `'${cell}` : cell;
}

function isNumber(text: string): boolean {
  return text.trim() === text && text !== '' && Number.isFinite(Number(text));
}

/** A float32 in as few digits as tell it from its neighbours. */
export function single(value: number): number {
  return Number(value.toPrecision(9));
}

/** pandas and R read these as they are meant. */
export function yesNo(value: boolean): string {
  return value ? 'true' : 'false';
}
