/** The right place in a visitor's hands: nothing moves under the pointer, the first click counts, and what is off says so. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

test('change: one click and its answer stay in sight, a typed word counts at once, and a file says what it leaves out', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const change = page.getByRole('region', { name: 'Change' });
  const silence = change.getByRole('button', { name: 'Silence them' });
  const place = await silence.boundingBox();
  await silence.dblclick();
  const panel = page.getByRole('group', { name: 'Selected neurons' });
  await expect(panel).toContainText('20 neurons');
  await expect(panel).toContainText(/L\d\s[+−]\d\.\d\d.*\(sums add only within a layer\)/);
  await expect(engram.edits).toContainText('20 edits');
  expect(await silence.boundingBox()).toEqual(place);
  await expect(change.getByText(/^\(−\d+\.\d+ pp\)$/)).toBeVisible();

  // Every line of the curve says what it is, within the picture.
  const curve = panel.getByRole('img', { name: /^Probability of .* by gain/ });
  for (const name of ['random neurons', 'most active'])
    await expect(curve.getByText(name, { exact: true })).toBeVisible({ timeout: 30_000 });
  const frame = await panel.locator('.dose').boundingBox();
  for (const label of await curve.locator('.dose-name').all()) {
    const box = await label.boundingBox();
    expect(box!.x + box!.width).toBeLessThanOrEqual(frame!.x + frame!.width + 1);
    expect(box!.y + box!.height).toBeLessThanOrEqual(frame!.y + frame!.height + 4);
  }

  const gain = page.getByRole('status', { name: 'Gain now' });
  await expect(gain).toHaveText('0×');
  await page.getByRole('switch', { name: 'All edits in force' }).click();
  await expect(gain).toHaveText('0× (off)');
  await page.getByRole('switch', { name: 'All edits in force' }).click();

  // Edits at [MASK] alone: the menu says that a file cannot hold them, before it is written.
  const open = page.getByRole('button', { name: 'Take out' });
  await open.click();
  await expect(page.getByRole('menu')).toContainText('cannot hold an edit at [MASK] alone, as 20 edits are');
  await expect(page.getByRole('menuitem', { name: 'Edited model without them' })).toBeDisabled();
  await scan(page, '[role=menu]');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Edited model, edits everywhere' }).click(),
  ]);
  expect((await readFile(await download.path())).length).toBeGreaterThan(1e6);
  await expect(engram.edits).toContainText('20 neurons activation × 0 at every token');
  await engram.undo.click();
  await expect(engram.edits).toContainText('20 neurons activation × 0 at [MASK]');

  // Words of the model are offered, and the first click on Add takes the one that is typed.
  await engram.neurons.first().click();
  const word = panel.getByRole('combobox', { name: 'Word to add' });
  await word.pressSequentially('lond');
  await expect(page.getByRole('option', { name: 'london' })).toBeVisible();
  await word.pressSequentially('on');
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(engram.edits).toContainText('value vector + 8 × london');
  await word.fill('qwxyzzy');
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(panel.getByRole('alert')).toContainText('qwxyzzy');
  await expect(engram.edits).toContainText('21 edits');

  // Scrolled to the end, what was done and what came of it are still there.
  await panel.getByText('What it serves').scrollIntoViewIfNeeded();
  await expect(silence).toBeInViewport();
  await expect(change.getByText(/^\([+−]\d+\.\d+ pp\)$/)).toBeInViewport();
  expect(complaints).toEqual([]);
});
