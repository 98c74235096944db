/** A list of prompts of one's own: dropped, walked through, attributed, taken out, and there again after a reload. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { drop } from '../support/drop';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

const LIST = [
  'prompt,target',
  'The capital of France is [MASK].,paris',
  'No gap here.,x',
  '"Berlin, in Germany, is its [MASK].",capital',
  'The capital of Atlantis is [MASK].,poseidonia',
  'The currency of Japan is the [MASK].,',
].join('\n');

test('prompts: a dropped file is walked through, attributed with a way to stop, taken out as CSV, and kept', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await drop(page, [{ name: 'list.csv', text: LIST }]);
  await expect(page.getByRole('tab', { name: 'Prompts' })).toHaveAttribute('aria-selected', 'true');
  const table = page.getByRole('table', { name: 'Prompts' });
  await expect(table.getByRole('row')).toHaveCount(5);
  await page.getByText('1 line left out').click();
  await expect(page.getByRole('list', { name: 'Lines left out' })).toHaveText('3There is no [MASK].');
  await scan(page);

  // Begun, cancelled, and gone on with.
  await page.getByRole('button', { name: 'Ask and attribute 4 prompts' }).click();
  await page.getByRole('progressbar', { name: /^(Asking|Attributing)/ }).waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('button', { name: /^(Ask and attribute|Go on with)/ }).click();
  await expect(page.getByRole('button', { name: 'All are attributed' })).toBeVisible({ timeout: 60_000 });
  await expect(table.getByRole('row').nth(1)).toContainText(/paris.*is first.*1.*0\.\d{4}.*L\d · N\d+.*\+0\.\d{4}/);
  await expect(table.getByRole('row').nth(3)).toContainText('A target must be a single token');
  await scan(page);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const csv = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(csv).toHaveLength(5);
  expect(csv[1]).toMatch(
    /^The capital of France is \[MASK\]\.,paris,1,0\.\d+,paris,0\.\d+,L\d · N\d+ 0\.\d+;.*,0\.\d+,true,$/,
  );
  const probability = csv[1]?.split(',')[3] ?? '';

  // A prompt of the list is a question like any other, and the next one is a click away.
  await table.getByRole('button', { name: /France/ }).click();
  await expect(engram.prompt).toHaveValue('The capital of France is [MASK].');
  await expect(page.getByRole('status', { name: 'Probability of paris' })).toHaveText(Number(probability).toFixed(7));
  const walk = page.getByRole('navigation', { name: 'Prompts of the list' });
  await expect(walk.getByRole('button', { name: 'Previous prompt' })).toBeDisabled();
  await walk.getByRole('button', { name: 'Next prompt' }).click();
  await expect(engram.prompt).toHaveValue('Berlin, in Germany, is its [MASK].');
  await expect(page.getByRole('status', { name: 'Probability of capital' })).toHaveText(/^0\.\d/);

  await page.reload();
  await engram.answered();
  await expect(walk).toContainText('2 of 4');
  await walk.getByRole('button', { name: 'list.csv' }).click();
  await expect(page.getByRole('button', { name: 'All are attributed' })).toBeVisible();

  // A second file takes the place of the first, whose results can be had back.
  await drop(page, [{ name: 'second.txt', text: 'She read a [MASK] before bed.' }]);
  await expect(table.getByRole('row')).toHaveCount(2);
  await page
    .getByRole('status')
    .filter({ hasText: 'second.txt took the place of list.csv' })
    .getByRole('button')
    .last()
    .click();
  await expect(table.getByRole('row')).toHaveCount(5);
  await expect(page.getByRole('button', { name: 'All are attributed' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('prompts: a sample a click away, text that is pasted, and the neurons that come up again and again', async ({
  page,
}) => {
  const engram = new Engram(page);
  await engram.open();
  const own = await engram.prompt.inputValue();
  await page.getByRole('tab', { name: 'Prompts' }).click();
  const use = page.getByRole('button', { name: 'Use these prompts' });
  await expect(use).toBeDisabled();
  await page.getByRole('textbox', { name: /paste prompts/ }).fill('Rome is in [MASK].\nNo gap.\nOslo is in [MASK].');
  await scan(page);
  await use.click();
  await expect(page.getByText('Pasted prompts')).toBeVisible();
  await expect(page.getByText('1 line left out')).toBeVisible();
  await page.getByRole('button', { name: 'Close the list' }).click();

  await page.getByRole('button', { name: 'Try a sample' }).click();
  await page.getByRole('button', { name: 'Ask and attribute 12 prompts' }).click();
  await expect(page.getByRole('button', { name: 'All are attributed' })).toBeVisible({ timeout: 60_000 });
  const line = page.getByRole('status').filter({ hasText: 'The strongest colour: in' });
  const size = async () => Number(/^(\d+)/.exec((await line.textContent()) ?? '')?.[1] ?? 0);
  await page.getByRole('slider', { name: 'Threshold s' }).press('Home');
  const loose = await size();
  expect(loose).toBeGreaterThan(12);
  await page.getByRole('slider', { name: 'Threshold t' }).press('End');
  expect(await size()).toBeLessThan(loose);
  await page.getByRole('button', { name: /^Select (it|them)$/ }).click();
  await expect(page.getByRole('group', { name: 'Selected neurons' })).toBeVisible();
  await scan(page);

  // What is selected here is not selected in Explore, whose question is as it was.
  await page.getByRole('tab', { name: 'Explore' }).click();
  await expect(engram.prompt).toHaveValue(own);
  await expect(page.getByRole('group', { name: 'Selected neurons' })).toBeHidden();
});
