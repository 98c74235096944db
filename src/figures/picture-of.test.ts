import { execFileSync, spawnSync } from 'node:child_process';
import { csvParseRows } from 'd3';
import { describe, expect, it, test } from 'vitest';
import { CAREFUL_PROMPT, PICTURED_MODEL, picturedState } from '../fixtures/pictured';
import { readSvg, type SvgText } from '../fixtures/read-svg';
import { PICTURES, type PictureName } from '../state/pictures';
import { createAppStore, type State } from '../state/store';
import { pictureOf, type Picture } from './picture-of';
import { csvOf } from './table';
import { IS_THERE } from './there';

/** What each picture is of, that its text has to say, and a number of its scale. */
const SAYS: Readonly<Record<PictureName, readonly string[]>> = {
  map: [CAREFUL_PROMPT, 'target paris, with 3 edits', 'layer sum', '+0.14'],
  bars: [CAREFUL_PROMPT, 'target paris, with 3 edits', '0.2500', '0.7500', '−50.0', '0.8'],
  dose: [CAREFUL_PROMPT, 'target paris, with 2 other edits', '0.8', '2×', 'random neurons'],
  lens: [CAREFUL_PROMPT, 'target paris, with 3 edits', '1st', '10', '0.2500', 'P = 0.5'],
  attention: [
    CAREFUL_PROMPT,
    'target paris, with 3 edits',
    'Layer 1, head 0: the strongest of all its tokens',
    '+0.6094',
  ],
  barcode: [
    '2 wordings of “France → paris”',
    '1 The capital of France is [MASK].',
    'L1 · N3',
    '2 of 2',
    't = 20 % of it',
  ],
  effects: ['France: paris, taught =sum', 'target =sum, with 3 edits', 'Its other wordings', '100 %', '−50.0 pp', '0'],
  relation: ['“P36”, value vectors of 2 neurons edited', 'with 3 edits', 'P30', '6 of 8', '× 4.75'],
};

const there = (name: PictureName, state: State = picturedState()): Picture => {
  const picture = pictureOf(name, state);
  if (!picture) throw new Error(`Expected ${name} to have something to show.`);
  return picture;
};

const said = ({ texts }: { readonly texts: readonly SvgText[] }) =>
  texts.map(({ text }) => text.replace(/\s+/g, ' ').trim());

describe.each(PICTURES)('the picture “%s”', (name) => {
  it('is well-formed and says what it is of, whose it is, and its scale', () => {
    const picture = there(name);
    const read = readSvg(picture.svg());
    const whole = said(read).join(' ');
    for (const text of SAYS[name].filter((own) => !whole.includes(own))) expect(said(read)).toContain(text);
    expect(whole).toContain(picture.title);
    expect(whole).toContain(`${PICTURED_MODEL.name} · weights ${PICTURED_MODEL.hash}`);
    expect(read.elements).not.toContain('foreignObject');
    expect(read.elements).not.toContain('b');
  });

  it('keeps every text inside, in the widest of common faces', () => {
    const { width, height, texts } = readSvg(there(name).svg());
    const outside = texts.filter((text) => {
      const [left, right] = spanOf(text);
      return left < 0 || right > width || text.y - text.size < 0 || text.y + 0.3 * text.size > height;
    });
    expect(outside).toEqual([]);
  });

  it('gives its numbers as CSV that comes back as the table', () => {
    const { table } = there(name);
    const csv = csvOf(table);
    expect(csv.startsWith('\uFEFF')).toBe(true);
    expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const rows = csvParseRows(csv.slice(1));
    expect(rows[0]).toEqual(table.columns);
    expect(rows).toHaveLength(table.rows.length + 1);
    expect(table.rows.length).toBeGreaterThan(0);
    table.rows.forEach((row, i) =>
      row.forEach((cell, k) => {
        const text = rows[i + 1]?.[k] ?? '';
        if (typeof cell === 'number') expect(Number(text)).toBe(cell);
        else expect(text.replace(/^'(?=[=+\-@])/, '')).toBe(cell ?? '');
        expect(text).not.toMatch(/^[=+@]|^-(?!\d)/);
      }),
    );
    expect(table.columns.slice(-2)).toEqual(['model', 'model_hash']);
    expect(new Set(table.rows.map((row) => row.at(-1)))).toEqual(new Set([PICTURED_MODEL.hash]));
  });

  it('is not there in a state that has nothing to show, and this is known without drawing', () => {
    const empty = createAppStore().getState();
    expect([pictureOf(name, empty), IS_THERE[name](empty)]).toEqual([null, false]);
    expect(IS_THERE[name](picturedState())).toBe(true);
  });
});

/** A generous estimate: capitals and wide signs a whole em, all others two thirds, blanks and points half of that. */
function spanOf({ text, x, size, anchor, isTurned }: SvgText): readonly [number, number] {
  if (isTurned) return [x - size, x + size];
  const wide =
    [...text].reduce(
      (sum, letter) => sum + (/[A-Zmw%→@]/.test(letter) ? 0.85 : /[\s.,:;'|ijlt]/.test(letter) ? 0.38 : 0.62),
      0,
    ) * size;
  const left = { start: x, middle: x - wide / 2, end: x - wide }[anchor];
  return [left, left + wide];
}

const rowsOf = (name: PictureName, state = picturedState()) => {
  const { columns, rows } = there(name, state).table;
  return rows.map((row) => Object.fromEntries(columns.map((column, k) => [column, row[k]])));
};

describe('the numbers', () => {
  const state = picturedState();

  test('of the map are the attribution’s, neuron by neuron', () => {
    const { scores } = state.attribution!.value;
    const rows = rowsOf('map');
    expect(rows.map((row) => row.attribution)).toEqual([...scores]);
    expect(rows[11]).toMatchObject({ prompt: CAREFUL_PROMPT, target: 'paris', layer: 1, neuron: 3, edits: 3 });
  });

  test('of the map by another colour are what it is coloured by; of a layer alone, its own', () => {
    const change = rowsOf('map', picturedState({ colour: 'change' })).map((row) => row.activation_change);
    expect(change.map(Boolean)).toEqual(change.map((_, index) => index === 11));
    const alone = picturedState({ colour: 'activation', focus: 1 });
    expect(rowsOf('map', alone).map((row) => row.activation)).toEqual([...state.activations!.value.after.subarray(8)]);
    expect(there('map', alone).title).toMatch(/layer 1$/);
  });

  test('of the bars are the readings’, without edits and with them, and the controls’', () => {
    const rows = rowsOf('bars');
    const of = (condition: string, token: string) =>
      rows.filter((row) => row.condition === condition && row.token === token).map((row) => row.probability);
    expect([of('without edits', 'paris'), of('with edits', 'paris')]).toEqual([[0.75], [0.25]]);
    expect(of('with edits', '=sum')).toEqual([0.125]);
    expect(of('random neurons', 'paris')).toEqual([0.75, 0.5]);
  });

  test('of the dose curve are the curve’s, its draws’ and the competitor’s', () => {
    const rows = rowsOf('dose');
    const of = (series: string, token: string) =>
      rows.filter((row) => row.series === series && row.token === token).map((row) => row.probability);
    expect(of('selected', 'paris')).toEqual(state.dose!.value.target);
    expect(of('random', 'paris')).toEqual(state.doseBand!.value.band.random.flatMap(({ target }) => target));
    expect(of('most active', 'paris')).toEqual(state.doseBand!.value.band.mostActive.target);
    expect(of('selected', '##rome')).toEqual([0.5, 0.125, 0.0625]);
  });

  test('of the dose curve leave out controls of another question', () => {
    const band = { ...state.doseBand!, about: { ...state.doseBand!.about, prompt: 'Other [MASK].' } };
    const rows = rowsOf('dose', picturedState({ doseBand: band }));
    expect(new Set(rows.map((row) => row.series))).toEqual(new Set(['selected']));
  });

  test('of the lens are the ranks and probabilities after each layer', () => {
    const target = rowsOf('lens').filter((row) => row.is_target === 'true' && row.condition === 'with edits');
    expect(target.map(({ layer, probability }) => [layer, probability])).toEqual([
      [null, 0.01],
      [0, 0.125],
      [1, 0.25],
    ]);
  });

  test('of the attention are the scores, pair by pair', () => {
    const rows = rowsOf('attention');
    expect(rows.map((row) => row.score)).toEqual(state.attention!.value.scores.map((score) => score + 0));
    expect(rows[10]).toMatchObject({ layer: 0, head: 1, query: '[CLS]', key: '<b>' });
  });

  test('of the attention follow the head and the token that are chosen', () => {
    const texts = said(readSvg(there('attention', picturedState({ head: 0, arcsOf: 2 })).svg()));
    expect(texts).toContain('Layer 0, head 0: what [MASK] looks at');
  });

  test('of the barcode are the scores of each neuron in each wording', () => {
    const rows = rowsOf('barcode');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ layer: 1, neuron: 3, attribution: 0.5, share_of_largest: 1, in_set: 'true' });
  });

  test('of the side effects are those of every group, under the edit and each draw of a control', () => {
    const rows = rowsOf('effects');
    const own = rows.filter((row) => row.neurons_edited === 'these neurons');
    expect(own.map((row) => row.answers_changed)).toEqual([1, 0.5, 0.125]);
    expect(own[0]).toMatchObject({ probability_change: -0.5, log_odds_change: 3, perplexity_before: 2 });
    expect(rows).toHaveLength(3 * 7);
  });

  test('of the relation are before, after and chance; without an erasure, the neurons that serve it', () => {
    const rows = rowsOf('relation').filter((row) => row.relation === 'P36');
    expect(rows.map((row) => row.perplexity)).toEqual([2, 9.5, 2.9375, 3.875]);
    expect(rowsOf('relation', picturedState({ erasure: null }))).toMatchObject([
      { layer: 1, neuron: 3, facts_served: 2, facts: 2 },
    ]);
  });
});

test('a map of 12 layers of 3072 neurons stays below a megabyte', () => {
  const info = { ...PICTURED_MODEL, config: { ...PICTURED_MODEL.config, layers: 12, intermediateSize: 3072 } };
  const { attribution } = picturedState();
  const scores = Float32Array.from({ length: 36_864 }, (_, i) => Math.sin(i * i) ** 3 / 100);
  const value = {
    ...attribution!.value,
    scores,
    completeness: { ...attribution!.value.completeness, sum: Array.from({ length: 12 }, () => 0.1) },
  };
  const svg = there('map', picturedState({ info, selected: [], attribution: { ...attribution!, value } })).svg();
  expect(svg.length).toBeLessThan(1_000_000);
  const cells = readSvg(svg).paths.reduce((sum, d) => sum + d.split('m').length - 1, 0);
  expect(cells).toBe(36_864);
});

test('a long sentence’s tokens stand upright under the arcs, or only those that arcs touch', () => {
  const sentence = (length: number) => {
    const tokens = Array.from({ length }, (_, id) => ({ id, token: `word${id}` }));
    const scores = Array.from({ length: 4 * length * length }, (_, i) => (i === length + 3 ? 0.5 : 0));
    const { attention } = picturedState();
    const value = { ...attention!.value, tokens, scores };
    return readSvg(there('attention', picturedState({ attention: { ...attention!, value } })).svg());
  };
  expect(sentence(40).texts.filter(({ isTurned }) => isTurned)).toHaveLength(40);
  expect(said(sentence(200))).toContain('198 tokens that no arc touches are left out');
});

const RSVG = spawnSync('rsvg-convert', ['--version']).status === 0;

test.skipIf(!RSVG).each(PICTURES)(
  'another program (rsvg-convert, skipped where it is not installed) opens “%s”',
  (name) => {
    const svg = there(name).svg();
    const { width, height } = readSvg(svg);
    const png = execFileSync('rsvg-convert', ['--zoom', '2'], { input: svg, maxBuffer: 1 << 26 });
    // The size stands in the header of a PNG.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
  },
);
