/** What stands around every picture: its title, what was asked, notes, and whose numbers they are. */
import { aboutInWords, type AboutPicture } from './about';
import { FACE, INK, SIZES } from './ink';
import { element, lineAt, shifted, textAt, type Content, type Markup } from './svg';
import { wrapped } from './text-width';

/** Width of what is drawn, in pixels, and the margin around it. At the width of a page of text, letters are some 8 pt. */
export const WIDTH = 640;
const MARGIN = 20;

/** Of a prompt or a note; what is longer ends in an ellipsis. */
const MOST_LINES = 12;

export interface Drawing {
  readonly body: Content;
  /** Of the body. */
  readonly height: number;
  /** Sentences below it. */
  readonly notes: readonly string[];
}

export interface Framed extends Drawing {
  readonly title: string;
  readonly about: AboutPicture;
}

export function framed({ title, about, body, height, notes }: Framed): string {
  let y = MARGIN;
  /** Lines of text below what there is. */
  const write = (lines: readonly string[], size: number, style: { readonly fill: string; readonly bold?: boolean }) =>
    lines.map((line) => {
      y += Math.round(size * 1.35);
      return textAt(line, { x: MARGIN, y: y - Math.round(size * 0.3), size, ...style });
    });
  const lines = (text: string, size: number, bold = false) =>
    wrapped(text, { width: WIDTH, most: bold ? 2 : MOST_LINES, size, bold });
  const parts: Markup[] = [
    ...write(lines(title, SIZES.title, true), SIZES.title, { fill: INK.ink, bold: true }),
    ...write(lines(about.asked, SIZES.text), SIZES.text, { fill: INK.ink }),
    ...write(lines(aboutInWords(about), SIZES.text), SIZES.text, { fill: INK.ink2 }),
  ];
  y += 14;
  parts.push(shifted(MARGIN, y, body));
  y += height + 8;
  parts.push(...notes.flatMap((note) => write(lines(note, SIZES.small), SIZES.small, { fill: INK.ink2 })));
  y += 8;
  parts.push(lineAt([MARGIN, y, MARGIN + WIDTH, y], { stroke: INK.line }));
  y += 4;
  parts.push(...write(lines(modelLine(about), SIZES.small), SIZES.small, { fill: INK.ink3 }));
  const [width, whole] = [WIDTH + 2 * MARGIN, Math.ceil(y + MARGIN - 6)];
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height: whole,
    viewBox: `0 0 ${width} ${whole}`,
    role: 'img',
    'font-family': FACE,
    'font-size': SIZES.text,
    fill: INK.ink,
  };
  const paper = element('rect', { width, height: whole, fill: INK.paper });
  return `${element('svg', root, [element('title', {}, `${title}: ${about.asked}`), paper, parts]).text}\n`;
}

function modelLine({ model, hash }: AboutPicture): string {
  return ['Engram', model, ...(hash === null ? [] : [`weights ${hash}`])].join(' \u00b7 ');
}
