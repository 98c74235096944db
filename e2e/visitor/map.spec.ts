/** The map: one place for every neuron, whatever the room and the screen, and nothing beside it that means something else. */
import { expect, test, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';

const SUMS = /scores sum to its share/;

/** The number of the last neuron in the first row of a layer, found by pointing. */
async function endOfFirstRow(page: Page, engram: Engram): Promise<string> {
  const band = await page.getByRole('button', { name: 'Show layer 0 alone' }).boundingBox();
  const map = await engram.map.boundingBox();
  if (!band || !map) throw new Error('The map is not visible.');
  const tooltip = page.locator('.map-tooltip > p').first();
  for (let x = map.width - 2; x > 0; x -= 3) {
    await page.mouse.move(map.x + x, band.y + 2);
    if ((await tooltip.count()) > 0) return (await tooltip.textContent()) ?? '';
  }
  throw new Error('No neuron is there.');
}

test('keeps every neuron in its place, says what it shows and of which model, and fills the window', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  expect(await endOfFirstRow(page, engram)).toBe('L0 · N127');
  await expect(page.locator('.map-tooltip-words')).toHaveText(/\S+, \S+, \S+/);
  const strongest = page.getByRole('table', { name: 'Strongest neurons' }).getByRole('row').nth(1);
  await expect(strongest).toContainText(/\S+, \S+, \S+/);

  // Sums belong to attribution; an activation's and a difference's own numbers stand there instead.
  const layerSums = page.getByText(/^The attributions of layer \d sum to/);
  await expect(layerSums).toHaveCount(6);
  await page.getByRole('radio', { name: 'Activation' }).click();
  await expect(page.getByText(/^In layer \d, \d+ of 1,536 neurons fire/)).toHaveCount(6);
  await expect(layerSums).toHaveCount(0);
  await expect(page.getByText(SUMS)).toHaveCount(0);
  await page.getByRole('radio', { name: 'Attribution' }).click();

  const size = async () => (await engram.map.boundingBox())?.height;
  const before = await size();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(page.getByText(/As trained, every layer/)).toBeVisible();
  await page.getByRole('radio', { name: 'With the edits' }).click();
  await expect(page.getByText(/With the edits, every layer/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('group', { name: 'Selected neurons' })).toContainText('0.00000');
  expect(await size()).toBe(before);

  await page.getByRole('button', { name: 'Fill the window' }).click();
  // What lies behind rests: the focus does not go there.
  await engram.prompt.focus();
  await expect(engram.prompt).not.toBeFocused();
  await expect.poll(async () => (await engram.map.boundingBox())?.width).toBeGreaterThan(1250);
  await engram.map.focus();
  // The first Escape is the selection's, the next one the window's.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('group', { name: 'Map' })).toHaveAttribute('data-fills', 'true');
  await page.keyboard.press('Escape');
  await engram.prompt.focus();
  await expect(engram.prompt).toBeFocused();

  await page.getByRole('tab', { name: 'Relation' }).click();
  expect(await endOfFirstRow(page, engram)).toBe('L0 · N127');
  expect(complaints).toEqual([]);
});

test('shows one layer at a time on a phone, the others to choose from, held either way', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('navigation').getByRole('button', { name: 'See' }).click();
  await engram.attributed();
  const layers = page.getByRole('group', { name: 'Layers' });
  await expect(layers.getByRole('button', { name: /^Show layer/ })).toHaveCount(6);
  await layers.getByRole('button', { name: /^Show layer 2 alone/ }).tap();
  await expect(page.getByRole('table', { name: 'Strongest neurons of layer 2' })).toBeVisible();
  await engram.map.tap();
  await expect(page.getByRole('button', { name: /^Open L2 · N\d+/ })).toBeVisible();
  await page.getByRole('button', { name: 'Follow the strongest' }).tap();
  await expect(page.getByRole('table', { name: 'Strongest neurons', exact: true })).toBeVisible();

  const room = async () => {
    const { width = 0, height = 0 } = (await engram.map.boundingBox()) ?? {};
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return { width, height, beyond };
  };
  await page.getByRole('tab', { name: 'Relation' }).tap();
  await page.getByRole('navigation').getByRole('button', { name: 'See' }).tap();
  // Twelve rows that a finger can tell apart.
  const upright = await room();
  expect(upright.height).toBeGreaterThan(240);
  expect(upright.beyond).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 844, height: 390 });
  await expect.poll(async () => (await room()).width).toBeGreaterThan(700);
  const lying = await room();
  expect(lying.height).toBeGreaterThan(140);
  expect(lying.beyond).toBeLessThanOrEqual(0);
  await context.close();
});
