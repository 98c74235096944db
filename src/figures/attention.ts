/** Attention that matters: every head as a cell, and the arcs of the head in view over the sentence. */
import type { HeadScores } from '../state/answer-values';
import type { State } from '../state/store';
import { countOfEdits, modelOfPicture, tableAbout, tokenTextOf } from './about';
import { middleOf, nameOfArc, pathOf, rowOf, strongestArcs, strongestScore, thicknessOf, type Arc } from './arcs';
import type { Figure } from './figure';
import { probability, signed, word } from './format';
import { WIDTH } from './frame';
import { headInView, queryInView, scoresOfHead, sumsOfHeads } from './heads';
import { INK, SIZES, tintOf } from './ink';
import { legendOf } from './legend';
import { element, shifted, rectAt, rounded, textAt, type Content, type Markup } from './svg';
import { single, type Cell } from './table';
import { fitted, widthOf } from './text-width';

const CELL = { left: 34, height: 20, widest: 52, top: 18 } as const;
/** The most that a cell is tinted, in percent; more, and its number could not be read. */
const FULL = 58;
/** The highest that arcs rise. */
const HIGHEST = 104;
/** Rows that a table holds at most; a longer sentence has those of the head in view alone. */
const MOST_ROWS = 200_000;
/** Arcs that are also told in numbers. */
const TOLD = 5;

export function attentionFigure(state: State): Figure | null {
  const { attention } = state;
  if (!attention) return null;
  const { about, value } = attention;
  const target = tokenTextOf(state, about.target);
  const [head, query] = [headInView(value, state), queryInView(value, state)];
  const own = { ...modelOfPicture(state, about.model), asked: about.prompt, target, edits: countOfEdits(about.edits) };
  return {
    title: `Attention that P(${word(target)}) comes through, by head`,
    about: own,
    draw: () => drawAttention(value, head, query),
    table: () =>
      tableAbout(
        own,
        ['layer', 'head', 'query_position', 'query', 'key_position', 'key', 'score'],
        rowsOf(value, head),
      ),
  };
}

function rowsOf({ layers, heads, tokens, scores }: HeadScores, head: number): readonly (readonly Cell[])[] {
  const T = tokens.length;
  const size = T * T;
  const all = Array.from({ length: layers * heads }, (_, index) => index);
  const told = scores.length <= MOST_ROWS ? all : [head];
  return told.flatMap((index) =>
    Array.from({ length: size }, (_, pair): Cell[] => {
      const [query, key] = [Math.floor(pair / T), pair % T];
      const score = single(scores[index * size + pair] ?? 0);
      const place = [Math.floor(index / heads), index % heads];
      return [...place, query, tokens[query]?.token ?? '', key, tokens[key]?.token ?? '', score];
    }),
  );
}

function drawAttention(value: HeadScores, head: number, query: number | null) {
  const { layers, heads, residual } = value;
  const sums = sumsOfHeads(value);
  const most = Math.max(...sums.map(Math.abs)) || 1;
  const map = headCells(value, { sums, most, head });
  const below = CELL.top + layers * CELL.height;
  const ramp = rampAt(most);
  const arcs = drawArcs(value, head, query);
  const top = below + 58;
  return {
    body: [map, shifted(CELL.left, below + 10, ramp), shifted(0, top, arcs.body)],
    height: top + arcs.height,
    notes: [
      `A layer\u2019s heads add up to its share of the probability, within ${probability(residual, 5)}. Scores of layer ${Math.floor(head / heads)}, head ${head % heads} are drawn as arcs, which end in a dot at the token that is looked at.`,
    ],
  };
}

interface Heads {
  readonly sums: readonly number[];
  readonly most: number;
  readonly head: number;
}

function headCells({ layers, heads }: HeadScores, { sums, most, head }: Heads): Markup[] {
  const width = Math.min(CELL.widest, (WIDTH - CELL.left) / heads);
  const place = (index: number) => ({
    x: CELL.left + (index % heads) * width,
    y: CELL.top + Math.floor(index / heads) * CELL.height,
  });
  const tint = (sum: number) => tintOf(sum > 0 ? 'up' : 'down', Math.round((FULL * Math.abs(sum)) / most));
  const isNumbered = width >= widthOf('+.000', { size: 10 });
  const cells = sums.flatMap((sum, index) => {
    const { x, y } = place(index);
    return [
      rectAt({ x, y, width: width - 2, height: CELL.height - 2 }, { fill: tint(sum) }),
      ...(isNumbered
        ? [textAt(signed(sum, 3).replace('0.', '.'), { x: x + width / 2 - 1, y: y + 13, anchor: 'middle', size: 10 })]
        : []),
    ];
  });
  const { x, y } = place(head);
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  return [
    textAt('head', { x: CELL.left - 6, y: 12, anchor: 'end', ...small }),
    ...Array.from({ length: heads }, (_, number) =>
      textAt(String(number), { x: CELL.left + (number + 0.5) * width - 1, y: 12, anchor: 'middle', ...small }),
    ),
    ...Array.from({ length: layers }, (_, layer) =>
      textAt(`L${layer}`, { x: CELL.left - 6, y: CELL.top + layer * CELL.height + 13, anchor: 'end', ...small }),
    ),
    ...cells,
    rectAt({ x, y, width: width - 2, height: CELL.height - 2 }, { fill: 'none', stroke: INK.ink, 'stroke-width': 1.5 }),
  ];
}

/** The cells' colours with their numbers. */
function rampAt(most: number): Markup[] {
  const steps = 41;
  const step = 5;
  const boxes = Array.from({ length: steps }, (_, index) => {
    const share = (2 * index) / (steps - 1) - 1;
    const fill = tintOf(share > 0 ? 'up' : 'down', Math.round(FULL * Math.abs(share)));
    return rectAt({ x: index * step, y: 0, width: step + 0.3, height: 8 }, { fill });
  });
  const width = steps * step;
  const number = (value: number, x: number) =>
    textAt(value === 0 ? '0' : signed(value), { x, y: 22, anchor: 'middle', size: SIZES.small });
  return [
    ...boxes,
    number(-most, 0),
    number(0, width / 2),
    number(most, width),
    textAt('of the probability: pushed down, or up, by the head\u2019s attention', {
      x: width + 32,
      y: 8,
      size: SIZES.small,
      fill: INK.ink2,
    }),
  ];
}

/** Where the tokens of a sentence stand: in a row as on the page, or upright where that is too wide. */
interface Sentence {
  readonly shown: readonly number[];
  readonly middle: (token: number) => number;
  readonly drawn: Content;
  readonly height: number;
}

function drawArcs(value: HeadScores, head: number, query: number | null): { body: Content; height: number } {
  const { tokens, heads } = value;
  const words = tokens.map(({ token }) => word(token));
  const own = scoresOfHead(value, head);
  const arcs = strongestArcs(own, tokens.length, query);
  const most = strongestScore(own) || 1;
  const sentence = sentenceOf(words, arcs);
  const rise = Math.min(HIGHEST, Math.max(42, ...arcs.map((arc) => heightOf(arc, sentence))));
  const drawn = [...arcs].reverse().map((arc) => arcAt(arc, sentence, { most, rise }));
  const who = query === null ? 'the strongest of all its tokens' : `what ${words[query] ?? ''} looks at`;
  const told = arcs.slice(0, TOLD).map((arc, index) =>
    textAt(`${fitted(nameOfArc(arc, words), 420, { size: SIZES.text })}  ${signed(arc.score)}`, {
      x: 0,
      y: 30 + rise + sentence.height + 16 * index,
      fill: arc.score > 0 ? INK.upText : INK.downText,
    }),
  );
  const end = 30 + rise + sentence.height + 16 * told.length;
  const stroke = (score: number, dash?: string) =>
    element('line', {
      x1: 0,
      x2: 14,
      y1: 4,
      y2: 4,
      stroke: dash ? INK.down : INK.up,
      'stroke-width': thicknessOf(score, most),
      ...(dash ? { 'stroke-dasharray': dash } : {}),
    });
  const legend = legendOf(
    [
      { name: `up by ${most.toFixed(4)}`, swatch: stroke(most) },
      { name: `by ${(most / 4).toFixed(4)}`, swatch: stroke(most / 4) },
      { name: `down by ${(most / 4).toFixed(4)}`, swatch: stroke(most / 4, '7 3') },
    ],
    { x: 0, y: end - 4, width: WIDTH },
  );
  return {
    body: [
      textAt(`Layer ${Math.floor(head / heads)}, head ${head % heads}: ${who}`, { x: 0, y: 10, bold: true }),
      shifted(0, 14, [drawn, shifted(0, rise, sentence.drawn)]),
      told.length > 0 ? told : textAt('Next to nothing comes through.', { x: 0, y: end, fill: INK.ink2 }),
      legend.body,
    ],
    height: end - 4 + legend.height,
  };
}

/** Above the words; as pathOf draws it, with room for its line. */
function heightOf({ query, key }: Arc, { middle }: Sentence): number {
  return 28 + 0.26 * Math.abs(middle(key) - middle(query));
}

interface Rising {
  readonly most: number;
  /** Pixels from the words to the top. */
  readonly rise: number;
}

function arcAt(arc: Arc, { middle }: Sentence, { most, rise }: Rising): Markup {
  const width = thicknessOf(arc.score, most);
  const [fill, dash] = arc.score > 0 ? [INK.up, undefined] : [INK.down, '7 3'];
  const row = { lefts: [middle(arc.query), middle(arc.key)], widths: [0, 0], width: WIDTH };
  const path = pathOf({ query: 0, key: arc.query === arc.key ? 0 : 1, score: arc.score }, row, rise);
  const line = element('path', {
    d: path,
    fill: 'none',
    stroke: fill,
    'stroke-width': width,
    'stroke-dasharray': dash,
  });
  if (arc.key === arc.query) return line;
  return element('g', {}, [line, element('circle', { cx: middle(arc.key), cy: rise - 4, r: 1 + width / 1.6, fill })]);
}

/** Upright tokens are no nearer than this. */
const NEAREST = 13;

function sentenceOf(words: readonly string[], arcs: readonly Arc[]): Sentence {
  const row = rowOf(words, 1.12);
  if (row.width <= WIDTH) {
    const drawn = words.map((text, index) => textAt(text, { x: middleOf(index, row), y: 14, anchor: 'middle' }));
    return { shown: words.map((_, index) => index), middle: (token) => middleOf(token, row), drawn, height: 22 };
  }
  const touched = new Set(arcs.flatMap(({ query, key }) => [query, key]));
  const all = words.map((_, index) => index);
  const shown = words.length * NEAREST <= WIDTH ? all : all.filter((index) => touched.has(index));
  const pitch = Math.min(22, WIDTH / Math.max(1, shown.length));
  const middle = (token: number) => (shown.indexOf(token) + 0.5) * pitch;
  const size = SIZES.small;
  const texts = shown.map((token) => fitted(words[token] ?? '', 90, { size }));
  const drawn = texts.map((text, index) =>
    textAt(text, {
      x: 0,
      y: 0,
      size,
      anchor: 'end',
      extra: { transform: `translate(${rounded((index + 0.5) * pitch + 4)} 6) rotate(-90)` },
    }),
  );
  const height = Math.max(...texts.map((text) => widthOf(text, { size }))) + 16;
  const left = words.length - shown.length;
  return {
    shown,
    middle,
    drawn:
      left === 0
        ? drawn
        : [drawn, textAt(`${left} tokens that no arc touches are left out`, { x: 0, y: height, size, fill: INK.ink2 })],
    height: height + (left === 0 ? 0 : 14),
  };
}
