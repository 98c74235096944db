/** What a neuron is: its words, its activation along the prompt, what fires it, what it serves, and chance beside its dose. */
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

test('neuron: what it hears and says, where it fires, and which prompts fire it', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  await engram.neurons.first().click();
  const panel = page.getByRole('group', { name: 'Selected neurons' });
  const activation = Number(
    (
      await panel
        .getByText(/^−?\d+\.\d{3}$/)
        .first()
        .textContent()
    )?.replace('−', '-'),
  );

  for (const name of ['What it says', 'What it hears'])
    await expect(panel.getByRole('group', { name }).getByRole('listitem')).toHaveCount(12);
  // The bar over [MASK] is the activation that stands above.
  const along = panel.getByRole('list', { name: 'Activation at each token' });
  const bar = along.getByRole('img', { name: /^\[MASK\]: / });
  expect(Number((await bar.getAttribute('aria-label'))?.replace('[MASK]: ', '').replace('−', '-'))).toBeCloseTo(
    activation,
    2,
  );
  await panel.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(along.getByRole('img', { name: /^\[MASK\]: .*, with the edits 0\.000$/ })).toBeVisible();
  await engram.undo.click();

  // Random neurons and the most active ones behind the curve.
  await expect(panel.getByText('random neurons')).toBeVisible({ timeout: 30_000 });
  await expect(panel.locator('path.dose-band')).toHaveAttribute('d', /^M/);

  const firing = panel.getByRole('group', { name: 'What fires it' });
  const search = firing.getByRole('button', { name: 'Search the library' });
  await search.click();
  await firing.getByRole('button', { name: 'Cancel' }).click();
  await expect(firing.getByText('Stopped.')).toBeVisible();
  await search.click();
  const most = firing.getByRole('list', { name: 'Most firing prompts' }).getByRole('listitem');
  await expect(most).toHaveCount(5, { timeout: 60_000 });
  const numbers = (await firing.locator('button > .number').allTextContents()).map((text) =>
    Number(text.replace('−', '-')),
  );
  expect(Math.min(...numbers.slice(0, 5))).toBeGreaterThan(Math.max(...numbers.slice(5)));
  await scan(page);

  // Every other neuron is answered at once now, and both are there after a reload.
  const first = await most.allTextContents();
  await engram.neurons.nth(1).click();
  await expect(firing).toContainText('on average');
  await expect(most.first()).not.toHaveText(first[0] ?? '');
  await page.reload();
  await engram.attributed();
  await engram.neurons.first().click();
  await expect(most.first()).toHaveText(first[0] ?? '', { timeout: 20_000 });
  await most.first().getByRole('button').click();
  await expect(engram.prompt).toHaveValue(/\[MASK\]/);
  expect(complaints).toEqual([]);
});
