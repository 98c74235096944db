/** Through the layers, and out of the page. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Download, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

test('layers: the answer on its way, before and after an edit, and the heads that matter', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const shown = (digits: string) => Number(digits).toFixed(4);
  const probability = shown(await engram.read());
  await engram.neurons.first().click();
  await page.getByRole('tab', { name: 'Layers' }).click();
  const lens = page.getByRole('table', { name: 'Logit lens' });
  // The last row is the model's own answer: the target, which is first by then.
  await expect(lens.getByRole('row').last()).toContainText(probability);
  await expect(lens.getByRole('row').last().getByRole('img')).toHaveAccessibleName(
    `After layer 5: rank 1, P ${probability}`,
  );
  await expect(lens.getByRole('row').nth(1).getByRole('img')).toHaveAccessibleName(/^Embeddings: rank [\d,]+, P /);
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(lens.getByRole('img', { name: /without edits/ }).last()).toBeVisible();
  await expect(lens.getByRole('row').last()).toContainText(shown(await engram.read()));
  await page.getByRole('button', { name: 'Attribute attention' }).click();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Stopped.')).toBeVisible();
  await page.getByRole('button', { name: 'Attribute attention' }).click();
  const heads = page.getByRole('group', { name: 'Heads' }).getByRole('button');
  await expect(heads.first()).toBeVisible({ timeout: 60_000 });
  const pressed = page.getByRole('group', { name: 'Heads' }).getByRole('button', { pressed: true });
  await expect(pressed).toHaveCount(1);
  await heads.first().click();
  const arcs = page.getByRole('figure');
  await expect(arcs).toContainText('Layer 0, head 0');
  // Of all tokens, or of the one that is chosen; the strongest are told in words, too.
  await heads.last().click();
  const told = arcs.getByRole('list', { name: 'Strongest arcs' }).getByRole('listitem');
  await arcs.getByRole('group', { name: 'Whose arcs' }).getByRole('button', { name: '[MASK]' }).click();
  await expect(arcs).toContainText('what [MASK] looks at');
  await expect(told.first()).toHaveText(/^\[MASK\] → .+ [+−]?\d\.\d{4}$/);
  await expect(arcs.getByRole('img', { name: /^Arcs, strongest first: \[MASK\] → / })).toBeVisible();
  await scan(page);
  await page.emulateMedia({ forcedColors: 'active' });
  const ink = (part: string) =>
    arcs
      .locator(part)
      .first()
      .evaluate((drawn) => getComputedStyle(drawn).stroke);
  expect(await ink('path')).toBe('rgb(0, 0, 0)');
  await page.emulateMedia({ forcedColors: 'none' });
  const names = await heads.evaluateAll((all) => all.map((head) => head.getAttribute('aria-label')));
  await page.reload();
  await expect(heads.first()).toBeVisible({ timeout: 60_000 });
  expect(await heads.evaluateAll((all) => all.map((head) => head.getAttribute('aria-label')))).toEqual(names);
  expect(complaints).toEqual([]);
});

async function take(page: Page, name: string): Promise<Download> {
  await page.getByRole('button', { name: 'Take out' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
  return file;
}

test('out of the page: numbers, pictures, the edited model and Python', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const strongest = (await engram.neurons.first().textContent()) ?? '';
  const [, layer, neuron] = /L(\d+) · N(\d+)/.exec(strongest) ?? [];

  const csv = (await readFile(await (await take(page, 'Attributions as CSV')).path(), 'utf8')).trim().split('\n');
  const scores = csv.slice(1).map((line) => Math.abs(Number(line.split(',')[4])));
  expect(csv[1 + scores.indexOf(Math.max(...scores))]).toMatch(
    new RegExp(`^She read a \\[MASK\\] before bed\\.,book,${layer},${neuron},`),
  );
  const json = JSON.parse(await readFile(await (await take(page, 'Attributions as JSON')).path(), 'utf8')) as {
    scores: number[];
    prompt: string;
  };
  expect(json.scores).toHaveLength(scores.length);
  const svg = await readFile(await (await take(page, 'Map as SVG')).path(), 'utf8');
  // A subpath for every neuron.
  expect(svg.match(/m[-\d.]+ [-\d.]+h/g)).toHaveLength(scores.length);
  const png = await readFile(await (await take(page, 'Map as PNG')).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');

  await engram.neurons.first().click();
  await page.getByRole('radio', { name: 'everywhere' }).click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('at every token');
  await page.getByRole('button', { name: 'Take out' }).click();
  await scan(page, '[role=menu]');
  await page.getByRole('menuitem', { name: 'Copy as Python' }).click();
  await expect(page.getByText('A Python script')).toBeVisible();
  const script = await page.evaluate(() => navigator.clipboard.readText());
  expect(script).toContain(`(${layer}, ${neuron}, "all", "gain", 0)`);
  const weights = await readFile(await (await take(page, 'Edited model')).path());
  await expect(page.getByText('dtype=torch.float32')).toBeVisible();
  const header = JSON.parse(weights.subarray(8, 8 + Number(weights.readBigUInt64LE())).toString()) as Record<
    string,
    unknown
  >;
  expect(Object.keys(header).some((name) => name.includes(`layer.${layer}.output.dense.weight`))).toBe(true);
  expect(complaints).toEqual([]);
});
