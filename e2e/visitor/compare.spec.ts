/** Two questions side by side: two prompts, edited against trained, and two models. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { dropFolder } from '../support/drop';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

const REFERENCE = 'models/reference/small-uncased-tied';

class Compare {
  /** A's; B's own has a name of its own. */
  readonly prompt: Locator;
  readonly words: Locator;
  readonly neurons: Locator;

  constructor(readonly page: Page) {
    const rowsOf = (name: string) => page.getByRole('table', { name }).locator('tbody').getByRole('row');
    this.prompt = page.getByRole('textbox', { name: 'Prompt', exact: true });
    this.words = rowsOf('Predictions side by side');
    this.neurons = rowsOf('Where they differ most');
  }

  side(name: 'A' | 'B'): Locator {
    return this.page.getByRole('group', { name: `Side ${name}`, exact: true });
  }

  probability(name: 'A' | 'B'): Locator {
    return this.side(name).getByRole('status', { name: /^Probability of/ });
  }

  async choose(what: string, option: string): Promise<void> {
    await this.page
      .getByRole('radiogroup', { name: `${what} of B` })
      .getByRole('radio', { name: option })
      .click();
  }

  async open(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Compare' }).click();
  }
}

/** The numbers of a row, as they stand there. */
const numbersOf = (text: string) => [...text.matchAll(/[+−]?\d+\.\d{1,4}/g)].map(([number]) => number);

test('compare: two prompts, the same word followed in both', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const inExplore = await engram.read();
  const compare = new Compare(page);
  await compare.open();
  await expect(compare.side('B')).toContainText('asks the same as A');
  await scan(page);

  await compare.choose('Prompt', 'its own');
  const own = page.getByRole('textbox', { name: 'Own prompt of B' });
  await expect(own).toHaveValue(await compare.prompt.inputValue());
  await own.fill('He sang a song.');
  await expect(page.getByText('The prompt has no [MASK].').first()).toBeVisible();
  await own.fill('He sang a [MASK] before bed.');
  await expect(compare.side('B')).toContainText('He sang a');
  await expect(compare.words.first()).toBeVisible();
  // A says in this room what it says in the other.
  await expect(compare.probability('A')).toHaveText(Number(inExplore).toFixed(4));
  const target = compare.words.filter({ hasText: '(target)' });
  await expect(target).toHaveCount(1);
  const [a, b, points] = numbersOf((await target.textContent()) ?? '');
  expect(a).toBe(await compare.probability('A').textContent());
  expect(b).toBe(await compare.probability('B').textContent());
  expect(Math.abs(Number(points?.replace('−', '-')) - 100 * (Number(b) - Number(a)))).toBeLessThan(0.06);
  await expect(target).toContainText('(marked)');

  // A click on what differs most selects it, and so it can be changed.
  await expect(compare.neurons.first()).toContainText('(marked)', { timeout: 60_000 });
  await expect(page.getByText(/^Marked, and ringed in both maps: .* by more than 0\.\d+/)).toBeVisible();
  const first = compare.neurons.first().getByRole('button');
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(compare.neurons.nth(1).getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(compare.neurons.nth(1).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  const name = (await compare.neurons.nth(1).getByRole('button').textContent()) ?? '';
  await expect(page.getByRole('region', { name: 'Change' })).toContainText(name);
  await expect(page.getByRole('application', { name: /^Neuron map of [AB]: / })).toHaveCount(2);
  await scan(page);

  // It is all there after a reload.
  const inB = await compare.probability('B').textContent();
  await page.reload();
  await expect(own).toHaveValue('He sang a [MASK] before bed.');
  await expect(compare.probability('B')).toHaveText(inB ?? '', { timeout: 60_000 });

  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect(compare.prompt).toHaveValue('He sang a [MASK] before bed.');
  await expect(own).toHaveValue('She read a [MASK] before bed.');
  await expect(compare.side('A')).toContainText('He sang a');
  expect(complaints).toEqual([]);
});

test('compare: the edited model against the one that was trained, with the numbers of Explore', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const trained = await engram.read();
  const strongest = (await engram.neurons.first().textContent()) ?? '';
  const row = page.getByRole('table', { name: 'Strongest neurons' }).locator('tbody').getByRole('row').first();
  const [score] = numbersOf((await row.textContent()) ?? '');
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  const edited = await engram.read();
  expect(edited).not.toBe(trained);

  const compare = new Compare(page);
  await compare.open();
  await expect(compare.side('A')).toContainText('1 edit');
  await expect(compare.side('B')).toContainText('as trained');
  await expect(compare.probability('A')).toHaveText(Number(edited).toFixed(4));
  await expect(compare.probability('B')).toHaveText(Number(trained).toFixed(4));
  // What was silenced differs by all that it was.
  await expect(compare.neurons.first()).toContainText(strongest, { timeout: 60_000 });
  expect(numbersOf((await compare.neurons.first().textContent()) ?? '').slice(0, 3)).toEqual(['0.0000', score, score]);
  await expect(compare.neurons.first()).toContainText('(marked)');
  const layers = page.getByRole('group', { name: 'Layers side by side' });
  await expect(layers.getByRole('list', { name: 'Layers of B' }).getByRole('listitem')).toHaveCount(6);
  await scan(page);

  // A copy stays as it is while A goes on; what follows A differs in nothing.
  await page.getByRole('button', { name: 'Keep A as B' }).click();
  await expect(compare.side('B')).toContainText('asks the same as A');
  await engram.undo.click();
  await expect(compare.side('A')).toContainText('as trained');
  await expect(compare.side('B')).toContainText('1 edit');
  await expect(compare.probability('B')).toHaveText(Number(edited).toFixed(4));
  await expect(compare.probability('A')).toHaveText(Number(trained).toFixed(4));
  await compare.choose('Edits', 'as A');
  await expect(compare.side('B')).toContainText('asks the same as A');
  expect(complaints).toEqual([]);
});

test('compare: two models, each with its own engine', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await dropFolder(page, REFERENCE);
  const badge = page.getByRole('button', { name: /^Model: / });
  await expect(page.getByRole('dialog', { name: 'Models' }).getByText('From your disk.')).toBeVisible({
    timeout: 60_000,
  });
  await page.keyboard.press('Escape');
  await expect(badge).toHaveAccessibleName(/^Model: small-uncased-tied/);
  await engram.answered();
  const compare = new Compare(page);
  await compare.open();
  const workers = page.workers().length;
  await page.getByRole('combobox', { name: 'Model' }).selectOption('Built-in model');
  const layersOf = (name: string) => page.getByRole('list', { name: `Layers of ${name}` }).getByRole('listitem');
  await expect(layersOf('B')).toHaveCount(6, { timeout: 90_000 });
  await expect(layersOf('A')).toHaveCount(4);
  await expect(page.getByText('Two models: no neuron of one is a neuron of the other')).toBeVisible();
  await expect(page.getByRole('application')).toHaveCount(0);
  await expect(page.getByText(/takes about \d+(\.\d+)? MB beside the model in use/)).toBeVisible();
  await expect(compare.words.first()).toContainText(/\d\.\d{4}/);
  await expect(badge).toHaveAccessibleName(/^Model: small-uncased-tied/);
  await scan(page);

  // They change places.
  const [inA, inB] = [await compare.probability('A').textContent(), await compare.probability('B').textContent()];
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect(badge).toHaveAccessibleName(/^Model: Built-in model/, { timeout: 90_000 });
  await expect(layersOf('A')).toHaveCount(6, { timeout: 90_000 });
  await expect(layersOf('B')).toHaveCount(4);
  expect([inA, inB]).not.toContain(null);

  // Without a second model there is no second engine.
  await page.getByRole('combobox', { name: 'Model' }).selectOption('as A');
  await expect(compare.side('B')).toContainText('asks the same as A');
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(workers);
  // Before it is loaded, it says what it would take; and it can be given up.
  await page.getByRole('combobox', { name: 'Model' }).selectOption('small-uncased-tied');
  const about = page.getByRole('group', { name: 'About small-uncased-tied' });
  await expect(about).toContainText('while it runs');
  await expect(about).toContainText('the memory of both is needed');
  await scan(page);
  await about.getByRole('button', { name: 'Not now' }).click();
  await expect(about).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('compare: on a phone A and B stand below one another', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  const compare = new Compare(page);
  await compare.open();
  await compare.choose('Prompt', 'its own');
  await page.getByRole('textbox', { name: 'Own prompt of B' }).fill('He sang a [MASK] before bed.');
  await expect(compare.neurons.first()).toBeVisible({ timeout: 60_000 });
  const tops = async () => [await compare.side('A').boundingBox(), await compare.side('B').boundingBox()] as const;
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    const [a, b] = await tops();
    expect([a?.y === b?.y, (a?.x ?? 0) < (b?.x ?? 0)]).toEqual([true, true]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'See' }).click();
  const [a, b] = await tops();
  expect([a?.x === b?.x, (a?.y ?? 0) < (b?.y ?? 0)]).toEqual([true, true]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await scan(page);
});
