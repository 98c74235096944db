/** The barcode: neurons against a fact's wordings, a cell as strong as the neuron is in that wording. */
import { rankingsOf } from '../experiments/fact-evidence';
import { neuronKey } from '../knowledge/edits/edits';
import { nameOf } from '../state/neurons';
import { evidenceOf, otherEvidenceOf, refinedSet, thresholdsInUse } from '../state/sets';
import type { State } from '../state/store';
import { modelOfPicture, type AboutPicture } from './about';
import { barcodeRows, sharesIn, strengthOfCell, type BarcodeRow, type BarcodeSide } from './barcode-rows';
import type { Figure } from './figure';
import { percent, word } from './format';
import { WIDTH } from './frame';
import { INK, SIZES, tintOf } from './ink';
import { legendOf } from './legend';
import { rectAt, textAt, type Markup } from './svg';
import { yesNo, type Cell, type Table } from './table';
import { fitted } from './text-width';

const ROW = 15;
const TOP = 20;
const CELLS = { left: 110, right: 560, widest: 26, apart: 12 } as const;

interface Shown {
  readonly sides: readonly [BarcodeSide, BarcodeSide];
  /** Subjects, and answers. */
  readonly facts: readonly (readonly [string, string])[];
  readonly rows: readonly BarcodeRow[];
  readonly inSet: ReadonlySet<string>;
  readonly t: number;
  readonly s: number;
}

export function barcodeFigure(state: State): Figure | null {
  const { fact, other, rankBy } = state;
  const [own, second] = [evidenceOf(state), other ? otherEvidenceOf(state) : []];
  if (!fact || own.length === 0) return null;
  const { t, s } = thresholdsInUse(state);
  const side = (evidence: BarcodeSide['evidence']): BarcodeSide => ({
    evidence,
    rankings: rankingsOf(evidence, rankBy),
  });
  const sides = [side(own), side(second)] as const;
  const facts = [fact, ...(other && second.length > 0 ? [other] : [])].map(
    ({ subject, target }) => [subject, target.token] as const,
  );
  const names = facts.map(([subject, answer]) => `${subject} \u2192 ${word(answer)}`);
  const about: AboutPicture = {
    ...modelOfPicture(state, state.evidence?.about.model ?? null),
    asked: `${own.length} wordings of \u201c${names[0] ?? ''}\u201d${names[1] === undefined ? '' : `, ${second.length} of \u201c${names[1]}\u201d`}`,
    target: fact.target.token,
    edits: 0,
  };
  const shown = (): Shown => ({
    sides,
    facts,
    rows: barcodeRows(sides[0].rankings, sides[1].rankings, t),
    inSet: new Set(refinedSet(state).map(neuronKey)),
    t,
    s,
  });
  return {
    title: `Neurons by wordings, ranked by ${rankBy}`,
    about,
    file: { asked: facts.map(([subject]) => subject).join(' and '), target: fact.target.token },
    draw: () => drawBarcode(shown()),
    table: () => tableOf(shown(), about, rankBy),
  };
}

/** A neuron in a wording is an observation; the wording is its prompt. */
function tableOf({ sides, facts, rows, inSet, t }: Shown, about: AboutPicture, rankBy: string): Table {
  const columns = [
    'prompt',
    'target',
    'fact',
    'layer',
    'neuron',
    rankBy,
    'share_of_largest',
    'reaches_t',
    't',
    'in_set',
  ];
  const told = rows.flatMap(({ layer, neuron }) => {
    const key = neuronKey({ layer, neuron });
    return sides.flatMap(({ evidence, rankings }, of) =>
      sharesIn(rankings, key).map((share, wording): Cell[] => [
        evidence[wording]?.prompt ?? '',
        facts[of]?.[1] ?? '',
        facts[of]?.[0] ?? '',
        layer,
        neuron,
        // Below the share that is kept of a ranking, a score is not known.
        rankings[wording]?.neurons.find((listed) => neuronKey(listed) === key)?.score ?? null,
        share === 0 ? null : share,
        yesNo(share >= t),
        t,
        yesNo(inSet.has(key)),
      ]),
    );
  });
  return {
    columns: [...columns, 'edits', 'model', 'model_hash'],
    rows: told.map((row) => [...row, about.edits, about.model, about.hash]),
  };
}

function drawBarcode(shown: Shown) {
  const { sides, rows, inSet, t, s } = shown;
  const counts = sides.map(({ evidence }) => evidence.length);
  const [first = 0, second = 0] = counts;
  const gap = second > 0 ? CELLS.apart : 0;
  const pitch = Math.min(CELLS.widest, (CELLS.right - CELLS.left - gap) / (first + second));
  const x = (side: number, wording: number) =>
    CELLS.left + (side === 0 ? wording : first + wording) * pitch + side * gap;
  const end = Math.min(WIDTH, CELLS.left + (first + second) * pitch + gap + 76);
  const small = { size: SIZES.small, fill: INK.ink2 } as const;
  const heads = sides.flatMap(({ evidence }, side) =>
    evidence.map((_, wording) =>
      textAt(String(wording + 1), { x: x(side, wording) + pitch / 2 - 1, y: 12, anchor: 'middle', ...small }),
    ),
  );
  const drawn = rows.map((row, index) => {
    const y = TOP + index * ROW;
    const key = neuronKey(row);
    const isIn = inSet.has(key);
    const number = second > 0 ? `${row.counts[0]}, ${row.counts[1]}` : `${row.counts[0]} of ${first}`;
    return [
      textAt(nameOf(row), { x: 0, y: y + 11, fill: isIn ? INK.ink : INK.ink3, bold: isIn }),
      ...sides.flatMap((side, of) =>
        sharesIn(side.rankings, key).flatMap((share, wording) =>
          share === 0
            ? []
            : [cell({ x: x(of, wording), y, width: pitch - 2 }, share, { t, tone: of === 0 ? 'up' : 'down' })],
        ),
      ),
      textAt(number, { x: end, y: y + 11, anchor: 'end', fill: isIn ? INK.ink : INK.ink3 }),
    ];
  });
  const bottom = TOP + rows.length * ROW;
  const swatch = (share: number) => ({ fill: fillOf(share, { t, tone: 'up' }) });
  const legend = legendOf(
    [
      { name: 'the wording\u2019s largest score', swatch: swatch(1) },
      ...(t < 1 ? [{ name: `t = ${percent(t)} of it`, swatch: swatch(t) }] : []),
      ...(t > 0.1 ? [{ name: `${percent(t / 2)} of it`, swatch: swatch(t / 2) }] : []),
    ],
    { x: CELLS.left, y: bottom + 8, width: WIDTH - CELLS.left },
  );
  const key = keyOf(shown, bottom + 8 + legend.height + 8);
  return {
    body: [
      textAt('neuron', { x: 0, y: 12, ...small }),
      textAt(second > 0 ? `in k of ${first}, ${second}` : `in k of ${first}`, {
        x: end,
        y: 12,
        anchor: 'end',
        ...small,
      }),
      heads,
      drawn,
      legend.body,
      key.body,
    ],
    height: key.bottom,
    notes: [
      `Bold: the ${inSet.size} neurons that reach t = ${percent(t)} in at least s = ${percent(s)} of the wordings${second > 0 ? ' of the first fact' : ''}.`,
    ],
  };
}

/** The wordings by number. */
function keyOf({ sides, facts }: Shown, top: number) {
  let y = top;
  const line = (text: string, bold = false): Markup => {
    y += 15;
    return textAt(fitted(text, WIDTH, { size: SIZES.small, bold }), {
      x: 0,
      y,
      size: SIZES.small,
      fill: INK.ink2,
      bold,
    });
  };
  const body = sides.flatMap(({ evidence }, of) => {
    if (evidence.length === 0) return [];
    const [subject = '', answer = ''] = facts[of] ?? [];
    return [
      ...(facts.length > 1 ? [line(`${subject} \u2192 ${word(answer)}`, true)] : []),
      ...evidence.map(({ prompt }, wording) => line(`${wording + 1}  ${prompt}`)),
    ];
  });
  return { body, bottom: y + 4 };
}

interface Tone {
  readonly t: number;
  readonly tone: 'up' | 'down';
}

function cell(
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  share: number,
  tone: Tone,
): Markup {
  return rectAt({ x, y, width, height: ROW - 3 }, { fill: fillOf(share, tone) });
}

/** Full in colour from t on, and paler below it. */
function fillOf(share: number, { t, tone }: Tone): string {
  return tintOf(tone, Math.round(100 * strengthOfCell(share) * (share >= t ? 1 : 0.45)));
}
