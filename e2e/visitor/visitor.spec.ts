/** The whole path: ask, see, change, share; and the same numbers at the other end of the link. */
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';

test('a visitor asks, sees, changes, and shares a link that reads the same', async ({ page, context, browser }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();

  await engram.ask('The capital of Japan is [MASK].', 'tokyo');
  await engram.attributed();
  const untouched = await engram.read();

  // The strongest neuron that pushes the answer up, on the map.
  const pushing = page.getByRole('table', { name: 'Strongest neurons' }).getByRole('row').filter({ hasText: '+0.' });
  const strongest = (await pushing.first().getByRole('rowheader').getByRole('button').textContent()) ?? '';
  await engram.clickOnMap(strongest);
  const panel = page.getByRole('group', { name: 'Selected neurons' });
  await expect(panel).toContainText(strongest);
  const names = await engram.neurons.allTextContents();
  await expect(panel).toContainText(`${names.indexOf(strongest) + 1} of 9,216`);

  await panel.getByRole('button', { name: 'Silence' }).click();
  await expect(engram.probability).not.toHaveText(untouched);
  expect(Number(await engram.read())).toBeLessThan(Number(untouched));
  await expect(engram.edits).toContainText(`${strongest} activation × 0 at [MASK]`);

  await engram.undo.click();
  await expect(engram.probability).toHaveText(untouched);
  await expect(engram.edits).toContainText('None yet');

  // Teach it another answer.
  await panel.getByRole('combobox', { name: 'Word to add' }).fill('kyoto');
  await panel.getByRole('combobox', { name: 'Word to add' }).press('Enter');
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(engram.edits).toContainText('value vector + 8 × kyoto');
  await expect(engram.probability).not.toHaveText(untouched);
  const edited = await engram.read();
  const answers = await engram.predictions.allTextContents();

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(2000);

  const elsewhere = await browser.newContext();
  const other = new Engram(await elsewhere.newPage());
  const otherComplaints = complaintsOf(other.page);
  await other.open(link);
  await expect(other.prompt).toHaveValue('The capital of Japan is [MASK].');
  await expect(other.probability).toHaveText(edited);
  expect(await other.predictions.allTextContents()).toEqual(answers);
  await expect(other.edits).toContainText('value vector + 8 × kyoto');
  await expect(other.page.getByText('A link was opened')).toBeVisible();
  await elsewhere.close();

  expect([...complaints, ...otherComplaints]).toEqual([]);
});

test('the strongest neurons silenced in one click, beside their control', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const untouched = Number(await engram.read());

  await page.getByRole('button', { name: 'Silence them' }).click();
  await expect(engram.edits).toContainText('20 edits');
  await expect(page.getByText(/^strongest control: /)).toBeVisible();
  // What the edit does, here and in the bar of a narrow window, and what its strongest control does.
  await expect(page.getByText(/^[+−]?\d+\.\d+ pp$/)).toHaveCount(3);
  const silenced = Number(await engram.read());
  expect(silenced).toBeLessThan(untouched);

  await page.getByRole('switch', { name: 'All edits in force' }).click();
  await expect.poll(async () => Number(await engram.probability.textContent())).toBe(untouched);
  await page.getByRole('switch', { name: 'All edits in force' }).click();
  await expect.poll(async () => Number(await engram.probability.textContent())).toBe(silenced);
});
