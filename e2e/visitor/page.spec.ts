/** The page itself: usable by keyboard and assistive technology, at every width, and calm about whatever goes wrong. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { NO_EDITS } from '../../src/knowledge/edits/edits';
import { encodeLink, type LinkState } from '../../src/keeping/link';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';

const FIRST = 'The capital of France is [MASK].';

/** The link to the page's work as it is. */
async function linkOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

for (const { name, colorScheme, viewport } of [
  { name: 'light, wide', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark, narrow', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const) {
  test(`axe finds nothing and nothing complains: ${name}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const engram = new Engram(page);
    const scan = async (where: string) => {
      // What is out of date for a moment is faded, and fades back.
      await expect(page.locator('[data-stale="true"]')).toHaveCount(0);
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
    };
    const goTo = async (place: string) => {
      if (viewport.width < 900) await page.getByRole('navigation').getByRole('button', { name: place }).click();
    };
    await engram.open();
    await scan('at first');
    await goTo('See');
    await engram.attributed();
    await engram.neurons.first().click();
    await scan('the map');
    await goTo('Change');
    await page.getByRole('button', { name: 'Silence', exact: true }).click();
    await expect(engram.edits).toContainText('1 edit');
    await scan('an edited neuron');
    await page.getByRole('button', { name: 'About Engram' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await scan('help');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test('by keyboard alone: walk the map, select, turn the gain, undo', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const untouched = await engram.read();

  await engram.map.focus();
  await page.keyboard.press('End');
  // To the last layer, where every neuron has some effect.
  for (let layer = 1; layer < 6; layer++) await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('group', { name: 'Selected neurons' });
  await expect(panel).toContainText(/L\d+ · N\d+/);
  await expect(
    page.getByRole('status').filter({ hasText: /^Layer \d+, neuron \d+, attribution .* selected$/ }),
  ).toHaveCount(1);

  await page.getByRole('slider', { name: 'Gain' }).focus();
  await page.keyboard.press('End');
  await expect(engram.edits).toContainText('× 5 at [MASK]');
  await expect(engram.probability).not.toHaveText(untouched);
  await page.keyboard.press('Control+z');
  await expect(engram.probability).toHaveText(untouched);
  await page.keyboard.press('Control+Shift+z');
  await expect(engram.edits).toContainText('× 5 at [MASK]');

  await engram.map.focus();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
});

test('a drag of the slider is one step of the history', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const untouched = await engram.read();
  await engram.neurons.first().click();
  const thumb = await page.getByRole('slider', { name: 'Gain' }).boundingBox();
  if (!thumb) throw new Error('The slider is not visible.');
  await page.mouse.move(thumb.x + 8, thumb.y + 8);
  await page.mouse.down();
  for (let step = 1; step <= 12; step++) await page.mouse.move(thumb.x + 8 + step * 12, thumb.y + 8);
  await page.mouse.up();
  await expect(engram.probability).not.toHaveText(untouched);
  await engram.undo.click();
  await expect(engram.probability).toHaveText(untouched);
  await expect(engram.undo).toBeDisabled();
});

test('a box drawn on the map selects many, and they are changed together', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const map = await engram.map.boundingBox();
  if (!map) throw new Error('The map is not visible.');
  await page.getByRole('button', { name: 'Select by dragging' }).click();
  await page.mouse.move(map.x + 20, map.y + 4);
  await page.mouse.down();
  await page.mouse.move(map.x + 90, map.y + 30, { steps: 4 });
  await page.mouse.up();
  const panel = page.getByRole('group', { name: 'Selected neurons' });
  await expect(panel).toContainText(/\d+ neurons/);
  await panel.getByRole('button', { name: 'Silence' }).click();
  await expect(engram.edits).toContainText(/\d+ neurons activation × 0 at \[MASK\]/);
  await engram.undo.click();
  await expect(engram.edits).toContainText('None yet');
});

test('a reload keeps the question, the edits and their history', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.ask('The capital of Italy is [MASK].', 'rome');
  await engram.attributed();
  const untouched = await engram.read();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.probability).not.toHaveText(untouched);
  const edited = await engram.read();

  await page.reload();
  await expect(engram.prompt).toHaveValue('The capital of Italy is [MASK].');
  await expect(engram.probability).toHaveText(edited, { timeout: 60_000 });
  await engram.undo.click();
  await expect(engram.probability).toHaveText(untouched);
  await engram.redo.click();
  await expect(engram.probability).toHaveText(edited);
});

test('links: a second one pasted into the open tab, garbage, and the way back to one’s own work', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.ask('The capital of Italy is [MASK].', 'rome');
  await engram.attributed();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  const first = await linkOf(page);
  const firstReading = await engram.read();

  await page.getByRole('button', { name: 'Clear all' }).click();
  await engram.ask('The capital of Spain is [MASK].', 'madrid');
  const mine = await engram.read();

  await page.goto(first);
  await expect(engram.prompt).toHaveValue('The capital of Italy is [MASK].');
  await expect(engram.probability).toHaveText(firstReading);
  await page.getByRole('button', { name: 'Go back to mine' }).click();
  await expect(engram.prompt).toHaveValue('The capital of Spain is [MASK].');
  await expect(engram.probability).toHaveText(mine);

  const before = await engram.read();
  const foreign: LinkState = {
    modelId: 'somebert',
    modelHash: '0123456789abcdef',
    prompt: FIRST,
    target: '',
    edits: NO_EDITS,
    view: { colour: 'attribution' },
  };
  for (const [fragment, words] of [
    ['#e1=no%%link', 'damaged'],
    [first.slice(first.indexOf('#'), -20), 'cut short'],
    ['#e9=AAAA', 'newer Engram'],
    [encodeLink(foreign), 'somebert'],
  ] as const) {
    await page.evaluate((hash) => (location.hash = hash), fragment);
    await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
    await expect(engram.prompt).toHaveValue('The capital of Spain is [MASK].');
  }
  await expect(engram.probability).toHaveText(before);
  expect(complaints).toEqual([]);
});

test('what cannot be asked is explained, and nothing is lost over it', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.prompt.fill('The capital of France is Paris.');
  await expect(page.getByText(/\[MASK\]/).and(page.locator('#prompt-problem'))).toBeVisible();
  await engram.prompt.fill('The capital of France is ');
  await page.getByRole('button', { name: 'Put [MASK] at the caret' }).click();
  await expect(engram.prompt).toHaveValue('The capital of France is [MASK]');
  await expect(page.locator('#prompt-problem')).toBeEmpty();

  await engram.prompt.fill(FIRST);
  await engram.answered();
  const target = page.getByRole('combobox', { name: 'Target word' });
  await target.fill('qwxyzzy');
  await target.press('Enter');
  await expect(page.getByRole('alert')).toContainText('qwxyzzy');
  await target.press('Escape');
  await target.fill('london');
  await target.press('Enter');
  await expect(page.getByRole('status', { name: 'Probability of london' })).toHaveText(/^\d/);
  await expect(engram.predictions.filter({ hasText: 'london' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Follow the top prediction' }).click();
  await expect(page.getByRole('status', { name: 'Probability of paris' })).toHaveText(/^\d/);
});

test('the list of words under a field goes by keyboard, and leaving it chooses nothing', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  const target = page.getByRole('combobox', { name: 'Target word' });
  const words = page.getByRole('listbox', { name: 'Words for Target word' }).getByRole('option');
  const highlighted = words.and(page.locator('[aria-selected="true"]'));
  const first = await target.inputValue();
  await target.click();
  await expect(target).toHaveAttribute('aria-expanded', 'true');
  await expect(highlighted).toHaveCount(0);
  for (let i = 0; i < 12; i++) await target.press('ArrowDown');
  await expect(highlighted).toHaveText((await words.last().textContent()) ?? '');
  for (let i = 0; i < 12; i++) await target.press('ArrowUp');
  await expect(highlighted).toHaveCount(0);

  // Home is for the caret; the list stays open and where it is.
  await target.fill('');
  await target.press('ArrowDown');
  await target.pressSequentially('a');
  await target.press('Home');
  await target.pressSequentially('x');
  await expect(target).toHaveValue('xa');
  await target.press('Escape');
  await expect(target).toHaveValue(first);
  await expect(target).toHaveAttribute('aria-expanded', 'false');

  await target.press('ArrowDown');
  await expect(highlighted).toHaveCount(1);
  await target.press('Tab');
  await expect(page.getByText('follows the top prediction')).toBeVisible();
  await target.click();
  const second = words.nth(1);
  const word = (await second.locator('span').first().textContent()) ?? '';
  await second.click();
  await expect(target).toHaveValue(word);
  await expect(page.getByRole('status', { name: `Probability of ${word}` })).toHaveText(/^\d/);
});

test('a model that does not arrive says so, and comes on a second try', async ({ page }) => {
  await page.route('**/model.compact*', (route) => route.abort());
  await page.goto('./');
  const alert = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await expect(alert).toBeVisible();
  await page.unroute('**/model.compact*');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await new Engram(page).answered();
});

test('edits go out as a file and come back in', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  const untouched = await engram.read();
  const map = await engram.map.boundingBox();
  await engram.map.click({ position: { x: 60, y: (map?.height ?? 0) - 20 } });
  await page.getByRole('button', { name: 'Double', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  await expect(engram.probability).not.toHaveText(untouched);
  const edited = await engram.read();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    engram.edits.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('engram-edits.json');
  const file = await download.path();
  await engram.edits.getByRole('button', { name: 'Clear all' }).click();
  const choose = page.getByLabel('Import edits from a JSON file');
  await choose.setInputFiles(file);
  await expect(engram.edits).toContainText('1 edit');
  await expect(engram.probability).toHaveText(edited);

  await choose.setInputFiles({
    name: 'notes.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"version": 1}'),
  });
  await expect(page.getByRole('alert')).toContainText('edits');
  await expect(engram.edits).toContainText('1 edit');
});
