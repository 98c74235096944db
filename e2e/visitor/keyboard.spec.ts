/** By keyboard alone, with every key counted: silence a neuron, see chance, undo, teach a fact. (Erasing is counted where it is tested.) */
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { Keyboard } from '../support/keyboard';
import { scan } from '../support/scan';

test('by keyboard alone, in at most 40 keys each: silence a neuron, see chance, undo', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  const keyboard = new Keyboard(page);
  await engram.open();
  await engram.attributed();
  const untouched = await engram.read();

  await keyboard.tabTo(keyboard.skip('Map'));
  await expect(keyboard.skip('Map')).toBeInViewport();
  await scan(page);
  await keyboard.press('Enter', 'PageDown', 'PageDown', 'PageDown', 'PageDown', 'PageDown', 'Enter');
  await expect(page.getByRole('group', { name: 'Selected neurons' })).toContainText(/L5 · N\d+/);
  await keyboard.tabTo(page.getByRole('slider', { name: 'Gain' }));
  await keyboard.press('Home');
  await expect(engram.edits).toContainText('× 0 at [MASK]');
  await expect(engram.probability).not.toHaveText(untouched);
  await keyboard.done('silence a neuron');

  // What the edit does is said, beside what the same edit does elsewhere.
  const said = page.getByRole('status', { name: 'Effect of the edits' });
  await expect(said).toHaveText(/^\S+ 0\.\d{4}, was 0\.\d{4}, .* points; the same edits on .*: .* points$/);
  await keyboard.tabTo(keyboard.skip('Ask'));
  await keyboard.press('Enter');
  await keyboard.tabTo(page.getByRole('button', { name: 'About the control' }));
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'About the control' })).toContainText('random neurons');
  await keyboard.press('Escape');
  await keyboard.done('see chance');

  await keyboard.press('Control+z');
  await expect(engram.probability).toHaveText(untouched);
  await expect(said).toHaveText(/as without edits$/);
  await keyboard.done('undo');

  // A list is one tab stop; arrows walk in it.
  await engram.neurons.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(engram.neurons.nth(1)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(engram.neurons.nth(1)).toBeFocused();
  expect(complaints).toEqual([]);
});

test('by keyboard alone, in at most 40 keys each: teach a fact', async ({ page }) => {
  const engram = new Engram(page);
  const keyboard = new Keyboard(page);
  await engram.open();
  const rooms = page.getByRole('tab', { name: 'Explore' });
  await keyboard.tabTo(rooms);
  await keyboard.press('ArrowRight');
  await keyboard.done('open the room Fact');
  // Few wordings, so that the work is short.
  await page.getByRole('listitem').getByRole('button', { name: /→/ }).first().click();
  const wordings = page.getByRole('list', { name: 'Wordings' });
  for (let left = await wordings.getByRole('textbox').count(); left > 3; left--)
    await page.getByRole('button', { name: `Remove wording ${left}`, exact: true }).click();
  await keyboard.done('prepare');

  await keyboard.tabTo(keyboard.skip('Ask'));
  await keyboard.press('Enter');
  await keyboard.tabTo(page.getByRole('button', { name: /^Find its neurons/ }));
  await keyboard.press('Enter');
  const answer = page.getByRole('combobox', { name: 'New answer' });
  await expect(answer).toBeVisible({ timeout: 60_000 });
  await keyboard.toTop();
  await keyboard.tabTo(keyboard.skip('Change'));
  await keyboard.press('Enter');
  await keyboard.tabTo(answer);
  await keyboard.type('london');
  await keyboard.press('Enter');
  const rewrite = page.getByRole('button', { name: /^Rewrite/ });
  await expect(rewrite).toBeEnabled();
  await keyboard.tabTo(rewrite);
  await keyboard.press('Enter');
  await expect(engram.edits).toContainText('× london');
  await keyboard.done('teach a fact');
});
