/** The workbench at work: teaching a fact another answer, and erasing a relation, each beside its controls. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

/** Begins a piece of long work, stops it, and begins it again. */
async function startAndStop(page: Page, button: Locator): Promise<void> {
  await button.click();
  const stopped = page.getByText('Stopped.');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(stopped).toBeVisible();
  await button.click();
  await expect(stopped).toBeHidden();
}

test('workbench: teach a fact another answer, see what else it does, and undo it exactly', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('tab', { name: 'Fact' }).click();
  await page.getByRole('listitem').getByRole('button', { name: /→/ }).first().click();
  const wordings = page.getByRole('list', { name: 'Wordings' });
  await expect(wordings.getByRole('listitem').first()).toContainText(/0\.\d{4}|<0\.0001/);
  for (let left = await wordings.getByRole('listitem').count(); left > 3; left--) {
    await page.getByRole('button', { name: `Remove wording ${left}`, exact: true }).click();
  }
  await page.getByRole('button', { name: /^Find its neurons/ }).click();
  const teach = page.getByRole('group', { name: 'Teach another answer' });
  await expect(teach).toBeVisible({ timeout: 60_000 });
  const untouched = await wordings.getByRole('listitem').allTextContents();

  await teach.getByRole('combobox', { name: 'New answer' }).fill('london');
  await teach.getByRole('combobox', { name: 'New answer' }).press('Enter');
  await teach.getByRole('button', { name: /^Rewrite/ }).click();
  await expect(teach.getByRole('status')).toContainText(/Changed .*london comes first in/);
  await expect(teach.getByRole('status')).toContainText('P(london)');
  await expect(engram.edits).toContainText('× london');
  await teach.getByRole('slider', { name: 'Lambda 2' }).press('End');
  await expect(engram.edits).toContainText('20 × london');
  await expect(teach.getByRole('status')).toContainText(/Changed (the answer in \d of 3 wordings|no first answer)/);

  await startAndStop(page, page.getByRole('button', { name: 'Measure side effects' }));
  const effects = page.getByRole('group', { name: 'Beside chance' });
  await expect(effects.getByRole('status')).toContainText(/Elsewhere it changed/, { timeout: 60_000 });
  await expect(effects.getByRole('img', { name: /^Everyday sentences: the edit .*; random neurons / })).toBeVisible();
  await scan(page);

  // Neurons that serve other facts of the relation are left alone, unless one says otherwise.
  await startAndStop(page, teach.getByRole('button', { name: 'Spare shared neurons' }));
  const sparing = teach.getByRole('switch', { name: 'Spare shared neurons' });
  await expect(sparing).toBeChecked({ timeout: 60_000 });
  await expect(teach.getByText(/a tenth/)).toBeVisible();
  await sparing.click();
  await expect(teach.getByText('whatever else they serve')).toBeVisible();

  await engram.undo.click();
  await engram.undo.click();
  await expect(teach.getByRole('status')).toHaveText(/^Restored exactly/);
  expect(await wordings.getByRole('listitem').allTextContents()).toEqual(untouched);
  await page.reload();
  await expect(effects.getByRole('status')).toContainText(/Elsewhere it changed/, { timeout: 60_000 });
  expect(complaints).toEqual([]);
});

test('workbench: erasing “continent” from the page’s defaults raises its perplexity by far more than that of the others', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('tab', { name: 'Relation' }).click();
  const relation = page.getByRole('list', { name: 'Relations' }).getByRole('button', { name: /^continent \d/ });
  await relation.click();
  await expect(relation).toHaveAttribute('aria-pressed', 'true');
  await startAndStop(page, page.getByRole('button', { name: 'Find the neurons of its facts' }));
  const erase = page.getByRole('group', { name: 'Erase the relation' });
  await expect(erase).toBeVisible({ timeout: 100_000 });
  await expect(erase.getByRole('switch', { name: 'Spare neurons that other relations use' })).toBeChecked();
  const start = erase.getByRole('button', { name: /^Erase \d+ neurons and measure/ });
  const count = Number(/\d+/.exec((await start.textContent()) ?? '')?.[0]);
  // The page's limit; fewer where fewer lead over the other relations.
  expect(count).toBeGreaterThan(1);
  expect(count).toBeLessThanOrEqual(60);
  await start.click();
  await expect(engram.edits).toContainText(`${count} neurons value vector erased`);
  await erase.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(erase.getByText('Stopped.')).toBeVisible();
  await erase.getByRole('button', { name: 'Measure the edits as they are' }).click();
  const table = page.getByRole('table', { name: 'Perplexity by relation' });
  await expect(table).toBeVisible({ timeout: 60_000 });
  const words = (await page.getByText('Perplexity of “continent”').locator('..').textContent()) ?? '';
  const [own = 0, others = 0, most = 0] = [...words.matchAll(/×\s*([\d.]+)/g)].map(([, ratio]) => Number(ratio));
  expect(own - 1).toBeGreaterThan(0.2);
  expect(own - 1).toBeGreaterThan(5 * (others - 1));
  expect(own).toBeGreaterThan(most);
  await expect(table.getByRole('row').nth(1)).toContainText('continent');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as JSON' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('engram-erasure.json');
  const result = JSON.parse(await readFile(await file.path(), 'utf8')) as { relation: string; neurons: unknown[] };
  expect([result.relation, result.neurons.length]).toEqual(['P30', count]);
  expect(await table.getByRole('row').count()).toBeGreaterThan(20);
  await scan(page);

  // The paper's own order, for comparison.
  await erase.getByRole('switch').click();
  await expect(erase.getByRole('button', { name: /^Erase (1\d|20) neurons and measure/ })).toBeEnabled();
  await expect(page.getByText(/They serve \d+ to \d+ of 12 facts/)).toBeVisible();
  await page.reload();
  await expect(table).toBeVisible({ timeout: 60_000 });
  await expect(erase.getByRole('switch')).not.toBeChecked();
  expect(complaints).toEqual([]);
});
