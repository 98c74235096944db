/**
 * Arcs over a sentence: one for each token that a token looks at, as thick as its score. Only the strongest are drawn, so
 * that a long sentence stays legible.
 */

export interface Arc {
  /** Indices of tokens. */
  readonly query: number;
  readonly key: number;
  readonly score: number;
}

/** Arcs drawn at most. */
export const MOST_ARCS = 14;
/** Share of the head's strongest score below which nothing is drawn. */
const LEAST = 0.02;

/**
 * The strongest arcs of a head, strongest first.
 * @param scores [T, T] row-major: query, key.
 * @param query whose arcs; null: those of all tokens.
 */
export function strongestArcs(scores: readonly number[], length: number, query: number | null): readonly Arc[] {
  const least = LEAST * strongestScore(scores);
  return scores
    .map((score, index) => ({ query: Math.floor(index / length), key: index % length, score }))
    .filter((arc) => (query === null || arc.query === query) && Math.abs(arc.score) > least)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))
    .slice(0, MOST_ARCS);
}

export function strongestScore(scores: readonly number[]): number {
  return scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
}

/** Pixels. */
const [THINNEST, THICKEST] = [1, 7];

/** Of an arc's line, in pixels. @param most the head's strongest score. */
export function thicknessOf(score: number, most: number): number {
  return THINNEST + (THICKEST - THINNEST) * (Math.abs(score) / most);
}

export function nameOfArc({ query, key }: Arc, words: readonly string[]): string {
  return `${words[query] ?? ''} \u2192 ${query === key ? 'itself' : (words[key] ?? '')}`;
}

/** Where tokens stand in a row, in pixels; letters of the page's monospaced face all have one width. */
export interface TokenRow {
  readonly lefts: readonly number[];
  readonly widths: readonly number[];
  readonly width: number;
}

const LETTER = 7.2;
const PADDING = 12;
const SPACE = 4;

/** @param scale by how much the text is larger than usual. */
export function rowOf(words: readonly string[], scale = 1): TokenRow {
  const widths = words.map((text) => Math.ceil(([...text].length * LETTER + PADDING) * scale));
  let width = 0;
  const lefts = widths.map((own) => {
    const left = width;
    width += own + SPACE;
    return left;
  });
  return { lefts, widths, width: Math.max(0, width - SPACE) };
}

export function middleOf(index: number, { lefts, widths }: TokenRow): number {
  return (lefts[index] ?? 0) + (widths[index] ?? 0) / 2;
}

/** The path of an arc from the query's middle to the key's, over a base line at `height`; a loop where both are one. */
export function pathOf({ query, key }: Arc, row: TokenRow, height: number): string {
  const [from, to] = [middleOf(query, row), middleOf(key, row)];
  if (query === key)
    return `M ${from - 5} ${height} C ${from - 16} ${height - 30} ${from + 16} ${height - 30} ${from + 5} ${height}`;
  const rise = Math.min(height - 8, 16 + 0.26 * Math.abs(to - from));
  // A cubic's top lies three quarters of the way to its handles.
  const handle = height - rise / 0.75;
  return `M ${from} ${height} C ${from} ${handle} ${to} ${handle} ${to} ${height}`;
}
