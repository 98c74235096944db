/**
 * How wide a text is at most, without a screen to measure it on. Widths are those of the widest common sans serif
 * (DejaVu Sans, Verdana), so that nothing is clipped in whatever face a program has.
 */

/** Shares of the font's size. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!\u2019\u2018 \u00a0\u00b7]/u, 0.36],
  [/[frtIJ()[\]{}/\\"\u201c\u201d\u2026-]/u, 0.47],
  [/[mwMW@%\u2192\u2030\u2026]/u, 1.02],
  [/[+\u2212\u00d7=<>~#]/u, 0.85],
  [/[A-Z&]/u, 0.76],
  [/[\u1100-\uffff\u{1f000}-\u{3fffd}]/u, 1.05],
];
const USUAL = 0.645;
const BOLDER = 1.1;

export interface Lettering {
  readonly size: number;
  readonly bold?: boolean;
}

export function widthOf(text: string, { size, bold = false }: Lettering): number {
  let width = 0;
  for (const letter of text) width += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? USUAL;
  return width * size * (bold ? BOLDER : 1);
}

/** The text, or as much of it as fits, with an ellipsis. */
export function fitted(text: string, width: number, lettering: Lettering): string {
  if (widthOf(text, lettering) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && widthOf(`${letters.join('').trimEnd()}\u2026`, lettering) > width) letters.pop();
  return `${letters.join('').trimEnd()}\u2026`;
}

interface Wrapping extends Lettering {
  readonly width: number;
  /** Lines; what does not fit ends in an ellipsis. */
  readonly most: number;
}

/** The text in lines, broken between words, or within one that is longer than a line. */
export function wrapped(text: string, { width, most, ...lettering }: Wrapping): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+(?!(?:%|pp)(?!\w))/u).flatMap((whole) => pieces(whole, width, lettering))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, lettering) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), fitted(`${lines.slice(most - 1).join(' ')}`, width, lettering)];
}

function pieces(word: string, width: number, lettering: Lettering): readonly string[] {
  if (widthOf(word, lettering) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const letter of word) {
    if (part !== '' && widthOf(part + letter, lettering) > width) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return part === '' ? parts : [...parts, part];
}
