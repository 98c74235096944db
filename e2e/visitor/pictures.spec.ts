/** Every picture out of the page: its SVG says what it is, its PNG is twice as large, and its CSV has the page's numbers. */
import { readFile } from 'node:fs/promises';
import { csvParse, type DSVRowArray } from 'd3';
import { expect, test, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

interface Taken {
  /** Without its extension. */
  readonly name: string;
  readonly svg: string;
  readonly rows: DSVRowArray;
}

/** Takes a picture in all three forms, by the button beside it. */
async function take(page: Page, picture: string): Promise<Taken> {
  const file = async (item: string) => {
    await page.getByRole('button', { name: `Save the ${picture}`, exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const svg = await file('Picture as SVG');
  const png = await file('Picture as PNG');
  const csv = await file('Numbers as CSV');
  const name = svg.name.replace(/\.svg$/, '');
  expect([svg.name, png.name, csv.name]).toEqual([`${name}.svg`, `${name}.png`, `${name}.csv`]);
  const text = svg.bytes.toString();
  const [, width, height] = /^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(text) ?? [];
  // The size stands in the header of a PNG.
  expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  expect(text).toMatch(/<text [^>]*>Engram · Built-in model · weights [0-9a-f]{16}<\/text>/);
  const table = csv.bytes.toString();
  expect(table.startsWith('\uFEFF')).toBe(true);
  return { name, svg: text, rows: csvParse(table.slice(1)) };
}

/** As the page writes a probability in a list. */
const listed = (p: string | undefined) => Number(p).toFixed(4);

test('pictures of a prompt: map, predictions, dose curve, lens and attention', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  await engram.ask('The capital of France is [MASK].', 'paris');
  await engram.attributed();
  const map = await take(page, 'map');
  expect(map.name).toBe('engram-map-the-capital-of-france-is-paris');
  expect(map.svg).toContain('>The capital of France is [MASK].</text>');
  expect(map.svg).toContain('>target paris, without edits</text>');
  const strongest = map.rows.reduce((best, row) =>
    Math.abs(Number(row.attribution)) > Math.abs(Number(best.attribution)) ? row : best,
  );
  await expect(engram.neurons.first()).toHaveText(`L${strongest.layer} · N${strongest.neuron}`);
  expect(map.rows).toHaveLength(6 * 1536);
  expect(strongest).toMatchObject({ prompt: 'The capital of France is [MASK].', target: 'paris', edits: '0' });

  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  const curve = page.getByRole('img', { name: /^Probability of paris by gain: / });
  await expect(curve).toBeVisible();
  // Once its controls are there, the picture has them.
  await expect(curve).toContainText('random neurons');
  const probability = await engram.read();
  const bars = await take(page, 'predictions');
  expect(bars.name).toBe('engram-bars-the-capital-of-france-is-paris-1-edit');
  const edited = bars.rows.filter((row) => row.condition === 'with edits');
  for (const [index, row] of edited.entries()) {
    await expect(engram.predictions.nth(index)).toContainText(`${row.token}`);
    await expect(engram.predictions.nth(index)).toContainText(listed(row.probability));
  }
  expect(Number(edited.find((row) => row.is_target === 'true')?.probability).toFixed(7)).toBe(
    Number(probability).toFixed(7),
  );
  const dose = await take(page, 'dose curve');
  const silenced = dose.rows.find((row) => row.series === 'selected' && row.gain === '0');
  expect(Number(silenced?.probability)).toBeCloseTo(Number(probability), 5);
  await expect(curve).toHaveAccessibleName(new RegExp(`${listed(silenced?.probability)} silenced`));
  expect(new Set(dose.rows.map((row) => row.series))).toEqual(new Set(['selected', 'random', 'most active']));

  await page.getByRole('button', { name: 'Take out', exact: true }).click();
  for (const item of ['Map as SVG', 'Predictions as PNG', 'Dose curve as SVG'])
    await expect(page.getByRole('menuitem', { name: item })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Layers' }).click();
  const last = page.getByRole('table', { name: 'Logit lens' }).getByRole('row').last();
  await expect(last).toContainText(Number(probability).toFixed(4));
  const lens = await take(page, 'logit lens');
  const final = lens.rows.find(
    (row) => row.layer === '5' && row.condition === 'with edits' && row.is_target === 'true',
  );
  await expect(last).toContainText(listed(final?.probability));
  await page.getByRole('button', { name: 'Attribute attention' }).click();
  const heads = page.getByRole('group', { name: 'Heads' }).getByRole('button');
  await heads.first().click({ timeout: 60_000 });
  const attention = await take(page, 'attention');
  expect(attention.svg).toContain('>Layer 0, head 0: the strongest of all its tokens</text>');
  const sum = attention.rows
    .filter((row) => row.layer === '0' && row.head === '0')
    .reduce((total, row) => total + Number(row.score), 0);
  const told = (await heads.first().getAttribute('aria-label'))?.replace('−', '-');
  expect(told).toBe(`Layer 0, head 0: ${sum > 0 && sum.toFixed(4) !== '0.0000' ? '+' : ''}${sum.toFixed(4)}`);
  await page.getByRole('button', { name: 'Save the attention' }).click();
  await scan(page, '[role=menu]');
  expect(complaints).toEqual([]);
});

test('pictures of a fact: barcode, map and side effects', async ({ page }) => {
  // Long work: nineteen draws of two controls, and others' neurons.
  test.slow();
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('tab', { name: 'Fact' }).click();
  await expect(page.getByRole('button', { name: /^Save the (map|barcode|side effects)/ })).toHaveCount(0);
  await page.getByRole('listitem').getByRole('button', { name: /→/ }).first().click();
  const wordings = page.getByRole('list', { name: 'Wordings' }).getByRole('listitem');
  await expect(wordings.first()).toContainText(/0\.\d{4}|<0\.0001/);
  for (let left = await wordings.count(); left > 3; left--)
    await page.getByRole('button', { name: `Remove wording ${left}`, exact: true }).click();
  await page.getByRole('button', { name: /^Find its neurons/ }).click();
  const teach = page.getByRole('group', { name: 'Teach another answer' });
  await expect(teach).toBeVisible({ timeout: 60_000 });
  const barcode = await take(page, 'barcode');
  const first = page.getByRole('table', { name: 'Neurons by wordings' }).getByRole('row').nth(1);
  const own = barcode.rows.slice(0, 3);
  await expect(first).toContainText(`L${own[0]?.layer} · N${own[0]?.neuron}`);
  await expect(first).toContainText(`${own.filter((row) => row.reaches_t === 'true').length} of 3`);
  expect(own.map((row) => row.prompt)).toEqual(
    await wordings.getByRole('textbox').evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value)),
  );
  const shares = await take(page, 'map');
  expect(shares.rows.filter((row) => row.share_of_wordings === '1').length).toBeGreaterThan(0);

  await teach.getByRole('combobox', { name: 'New answer' }).fill('london');
  await teach.getByRole('button', { name: /^Rewrite/ }).click();
  await page.getByRole('button', { name: 'Measure side effects' }).click();
  await expect(page.getByRole('button', { name: 'Save the side effects' })).toBeVisible({ timeout: 240_000 });
  const effects = await take(page, 'side effects');
  expect(effects.name).toMatch(/-to-london-\d+-edits$/);
  const everyday = effects.rows.find(
    (row) => row.group === 'Everyday sentences' && row.neurons_edited === 'these neurons',
  );
  await expect(
    page.getByRole('img', {
      name: new RegExp(`^Everyday sentences: the edit ${Math.round(100 * Number(everyday?.answers_changed))} %`),
    }),
  ).toBeVisible();
  expect(complaints).toEqual([]);
});

test('pictures of a relation: its neurons, and what an erasure does', async ({ page }) => {
  test.slow();
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('tab', { name: 'Relation' }).click();
  await page
    .getByRole('list', { name: 'Relations' })
    .getByRole('button', { name: /^continent \d/ })
    .click();
  await page.getByRole('button', { name: 'Find the neurons of its facts' }).click();
  const erase = page.getByRole('group', { name: 'Erase the relation' });
  await expect(erase).toBeVisible({ timeout: 100_000 });
  const serving = await take(page, 'relation’s picture');
  expect(serving.name).toBe('engram-relation-continent');
  await expect(page.getByText(`${serving.rows.length} neurons matter more here than elsewhere.`)).toBeVisible();
  await erase.getByRole('button', { name: /^Erase \d+ neurons and measure/ }).click();
  const table = page.getByRole('table', { name: 'Perplexity by relation' });
  await expect(table).toBeVisible({ timeout: 200_000 });
  const spread = await take(page, 'relation’s picture');
  expect(spread.name).toMatch(/^engram-relation-continent-erased-\d+-edits$/);
  const erased = spread.rows.find((row) => row.label === 'continent' && row.condition === 'with edits');
  await expect(table.getByRole('row').filter({ hasText: 'continent' })).toContainText(
    `× ${Math.exp(Number(erased?.log_ratio)).toFixed(2)}`,
  );
  await scan(page);
  expect(complaints).toEqual([]);
});
