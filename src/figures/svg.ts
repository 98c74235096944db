/** SVG as text, safely: whatever is not markup already is escaped, and what XML cannot hold is replaced. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A piece of SVG that is escaped already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** A string is text, and stands in the picture as it is. */
export type Content = Markup | string | readonly Content[] | null;

export function element(name: string, attributes: Attributes, content: Content = null): Markup {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attribute(value)}"`]))
    .join('');
  const inside = textOf(content);
  return new Markup(inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`);
}

function textOf(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  return typeof content === 'string' ? escaped(content) : content.map(textOf).join('');
}

function attribute(value: string | number): string {
  if (typeof value === 'string') return escaped(value);
  if (!Number.isFinite(value)) throw new RangeError(`Expected a length of the picture, found ${value}.`);
  return rounded(value);
}

/** To a hundredth of a pixel. */
export function rounded(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Everything outside of XML 1.0's characters: most controls, lone surrogates, U+FFFE and U+FFFF. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(NOT_XML, '\uFFFD').replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

export interface TextStyle {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly size?: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly extra?: Attributes;
}

/** A line of text; sizes in pixels. */
export function textAt(text: string, { x, y, size, fill, anchor, bold = false, extra = {} }: TextStyle): Markup {
  const weight = bold ? 600 : undefined;
  const attributes = { x, y, 'font-size': size, fill, 'text-anchor': anchor, 'font-weight': weight, ...extra };
  return element('text', attributes, text);
}

export function rectAt(
  { x, y, width, height }: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
  attributes: Attributes,
): Markup {
  return element('rect', { x, y, width: Math.max(0, width), height: Math.max(0, height), ...attributes });
}

/** @param ends x1, y1, x2, y2. */
export function lineAt([x1, y1, x2, y2]: readonly [number, number, number, number], attributes: Attributes): Markup {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

export function shifted(x: number, y: number, content: Content): Markup {
  return element('g', { transform: `translate(${rounded(x)} ${rounded(y)})` }, content);
}
