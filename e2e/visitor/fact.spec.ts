/** The fact's room: one fact in many wordings, the neurons that they share, and what survives a reload. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';

/** Opens the first fact that is offered, with only some of its wordings, so that the work is short. */
async function openFact(page: Page, wordings: number): Promise<Locator> {
  await page.getByRole('tab', { name: 'Fact' }).click();
  await page.getByRole('listitem').getByRole('button', { name: /→/ }).first().click();
  const list = page.getByRole('list', { name: 'Wordings' });
  await expect(list.getByRole('textbox').first()).toHaveValue(/\[MASK\]/);
  for (let left = await list.getByRole('textbox').count(); left > wordings; left--) {
    await page.getByRole('button', { name: `Remove wording ${left}`, exact: true }).click();
  }
  return list;
}

test('fact: the neurons that its wordings share, by sliders that answer at once', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  const list = await openFact(page, 3);
  // What the model says to each wording.
  await expect(list.getByRole('listitem').nth(2)).toContainText(/0\.\d{4}|<0\.0001/);

  // Begun, cancelled, begun again.
  const start = page.getByRole('button', { name: /^Find its neurons/ });
  await start.click();
  await page.getByRole('progressbar', { name: /^Attributing/ }).waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).first().click();
  await expect(page.getByText('Stopped.')).toBeVisible();
  await start.click();
  const line = page.getByRole('status').filter({ hasText: 'both for' });
  await expect(line).toBeVisible({ timeout: 60_000 });

  // The loosest thresholds hold the most neurons; the refined set is the selection.
  const size = async () => Number(/^(\d+)/.exec((await line.textContent()) ?? '')?.[1]);
  const first = await size();
  await page.getByRole('slider', { name: 'Threshold t' }).press('Home');
  await page.getByRole('slider', { name: 'Threshold s' }).press('Home');
  expect(await size()).toBeGreaterThan(first);
  const rows = page.getByRole('table', { name: 'Neurons by wordings' });
  await expect(rows.getByText(/^\d of 3$/).first()).toBeVisible();
  await page.getByRole('slider', { name: 'Threshold s' }).press('End');
  await page.getByRole('slider', { name: 'Threshold t' }).press('End');
  expect(await size()).toBeLessThanOrEqual(first);
  await expect(page.getByRole('group', { name: 'Selected neurons' })).toBeVisible();

  // The s at which 2 to 5 neurons are left, or the nearest, which is said.
  await page.getByRole('slider', { name: 'Threshold t' }).press('Home');
  await page.getByRole('button', { name: 'Find s for this fact' }).click();
  await expect(line.or(page.getByText('No s gives 2 to 5')).first()).toBeVisible();
  if (!(await page.getByText('No s gives 2 to 5').isVisible())) expect([2, 3, 4, 5]).toContain(await size());

  // A second fact on the same map.
  const search = page.getByRole('combobox', { name: 'Search a second fact' });
  await search.fill('germany capital');
  await search.press('Enter');
  const second = page.getByRole('group', { name: 'A second fact' });
  await second.getByRole('button', { name: 'Cancel' }).click();
  await expect(second.getByText('Stopped.')).toBeVisible();
  await second.getByRole('button', { name: /^Find its neurons/ }).click();
  const shared = page.getByRole('status').filter({ hasText: 'with Germany → berlin' });
  await expect(shared).toContainText(/^(No neuron is|\d+ neurons?) shared/, { timeout: 60_000 });
  await expect(rows.getByText(/^\d, \d+$/).first()).toBeVisible();
  const both = await shared.textContent();

  const kept = await line.textContent();
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Fact' })).toHaveAttribute('aria-selected', 'true');
  await expect(line).toContainText(kept ?? '', { timeout: 60_000 });
  await expect(shared).toHaveText(both ?? '');
  expect(complaints).toEqual([]);
});

test('fact: search finds one, and wordings of one’s own are asked as they are typed', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const own = await engram.prompt.inputValue();
  const untouched = await engram.read();
  const strongest = (await engram.neurons.first().textContent()) ?? '';
  await engram.neurons.first().click();
  await page.getByRole('tab', { name: 'Fact' }).press('Enter');
  const search = page.getByRole('combobox', { name: 'Search facts' });
  await search.fill('japan capital');
  await expect(page.getByRole('option').first()).toContainText('Japan');
  await search.press('Enter');
  const list = page.getByRole('list', { name: 'Wordings' });
  const first = list.getByRole('textbox').first();
  await expect(first).toHaveValue(/Japan/);
  await first.fill('Without a gap');
  await expect(list.getByText('It needs one [MASK]')).toBeVisible();
  await first.fill('Everybody knows that [MASK] is the capital of Japan.');
  await expect(list.getByRole('listitem').first()).toContainText(/0\.\d{4}|<0\.0001/);

  // Explore has a question and a selection of its own; a wording comes there where one takes it along.
  await page.getByRole('tab', { name: 'Explore' }).click();
  await expect(engram.prompt).toHaveValue(own);
  await expect(page.getByRole('group', { name: 'Selected neurons' })).toContainText(strongest);
  expect(await engram.read()).toBe(untouched);
  await page.getByRole('tab', { name: 'Fact' }).click();
  await first.click();
  await list.getByRole('button', { name: 'Open in Explore' }).click();
  await expect(engram.prompt).toHaveValue('Everybody knows that [MASK] is the capital of Japan.');
  await expect(page.getByRole('status', { name: 'Probability of tokyo' })).toBeVisible();
});
