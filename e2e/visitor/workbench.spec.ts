/** The workbench at work: teaching a fact another answer, and erasing a relation, each beside its controls. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';

async function scan(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
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

  await page.getByRole('button', { name: 'Measure side effects' }).click();
  const effects = page.getByRole('group', { name: 'Beside chance' });
  await expect(effects.getByRole('status')).toContainText(/Elsewhere it changed/, { timeout: 60_000 });
  await expect(effects.getByRole('img', { name: /^Everyday sentences: the edit .*; random neurons / })).toBeVisible();
  await scan(page);

  await engram.undo.click();
  await engram.undo.click();
  await expect(teach.getByRole('status')).toHaveText(/^Restored exactly/);
  expect(await wordings.getByRole('listitem').allTextContents()).toEqual(untouched);
  await page.reload();
  await expect(effects.getByRole('status')).toContainText(/Elsewhere it changed/, { timeout: 60_000 });
  expect(complaints).toEqual([]);
});

test('workbench: erase a relation, and see every relation before and after', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('tab', { name: 'Relation' }).click();
  const relation = page.getByRole('list', { name: 'Relations' }).getByRole('button').first();
  await relation.click();
  await expect(relation).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Find the neurons of its facts' }).click();
  const erase = page.getByRole('group', { name: 'Erase the relation' });
  await expect(erase).toBeVisible({ timeout: 60_000 });
  await page.getByRole('slider', { name: 'Neurons to erase' }).press('ArrowLeft');
  await erase.getByRole('button', { name: /^Erase \d+ neurons? and measure/ }).click();
  await expect(engram.edits).toContainText('erased');
  const table = page.getByRole('table', { name: 'Perplexity by relation' });
  await expect(table).toBeVisible({ timeout: 60_000 });
  const name = (await relation.textContent())?.replace(/[\d,]+$/, '') ?? '';
  await expect(page.getByText(`Perplexity of “${name}”`)).toBeVisible();
  expect(await table.getByRole('row').count()).toBeGreaterThan(20);
  await scan(page);
  await page.reload();
  await expect(table).toBeVisible({ timeout: 60_000 });
  expect(complaints).toEqual([]);
});
