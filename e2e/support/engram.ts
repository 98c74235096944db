/** The page in a visitor's hands: what they see and do, by role and name. */
import { expect, type Locator, type Page } from '@playwright/test';

/** CSS pixels from the left edge of the map into its first column. */
const EDGE = 8;

export class Engram {
  readonly prompt: Locator;
  /** Of the target, to seven digits. */
  readonly probability: Locator;
  readonly predictions: Locator;
  readonly map: Locator;
  readonly neurons: Locator;
  readonly edits: Locator;
  readonly undo: Locator;
  readonly redo: Locator;

  constructor(readonly page: Page) {
    this.prompt = page.getByRole('textbox', { name: 'Prompt' });
    this.probability = page.getByRole('status', { name: /^Probability of/ });
    this.predictions = page.getByRole('list', { name: 'Predictions' }).getByRole('button');
    this.map = page.getByRole('application', { name: /^Neuron map/ });
    this.neurons = page.getByRole('table', { name: 'Strongest neurons' }).getByRole('rowheader').getByRole('button');
    this.edits = page.getByRole('group', { name: 'Edits' });
    this.undo = page.getByRole('button', { name: 'Undo', exact: true });
    this.redo = page.getByRole('button', { name: 'Redo', exact: true });
  }

  /** Opens the page, as somebody who was there and has nothing open in the rooms, and waits for the model's first answer. */
  async open(address = './'): Promise<void> {
    await this.page.addInitScript(() => localStorage.getItem('engram') ?? localStorage.setItem('engram', '{}'));
    await this.page.goto(address);
    await this.answered();
  }

  async answered(): Promise<void> {
    await expect(this.page.getByRole('button', { name: /^Model:/ })).toBeVisible({ timeout: 60_000 });
    await expect(this.probability).toHaveText(/^\d/, { timeout: 60_000 });
  }

  async attributed(): Promise<void> {
    await expect(this.page.getByText(/scores sum to its share/)).toBeVisible({ timeout: 60_000 });
    await expect(this.neurons.first()).toBeVisible();
  }

  async ask(prompt: string, answer: string): Promise<void> {
    await this.prompt.fill(prompt);
    await expect(this.predictions.first()).toContainText(answer);
    await this.answered();
  }

  /** The target's probability once it stands still. */
  async read(): Promise<string> {
    let last = '';
    await expect(async () => {
      const now = (await this.probability.textContent()) ?? '';
      const still = now === last && now !== '';
      last = now;
      expect(still).toBe(true);
    }).toPass({ intervals: [250] });
    return last;
  }

  /** Clicks a neuron ("L5 · N12") on the map, found as a visitor finds it: by pointing and reading what is named there. */
  async clickOnMap(name: string): Promise<void> {
    const [, layer = '', neuron = ''] = /^L(\d+) · N(\d+)$/.exec(name) ?? [];
    const band = await this.page.getByRole('button', { name: `Show layer ${layer} alone` }).boundingBox();
    const map = await this.map.boundingBox();
    if (!band || !map) throw new Error('The map is not visible.');
    const [left, top] = [Math.round(map.x), Math.round(band.y)];
    const named = this.page.getByText(/^L\d+ · N\d+$/).and(this.page.locator('.map-tooltip > p'));
    const at = async (x: number, y: number): Promise<number> => {
      await this.page.mouse.move(left + x, top + y);
      const text = (await named.count()) > 0 ? await named.textContent() : null;
      return text === null ? -1 : Number(/N(\d+)/.exec(text)?.[1]);
    };
    let y = 1;
    while (y < band.height - 2 && (await at(EDGE, y + 2)) <= Number(neuron) && (await at(EDGE, y + 2)) >= 0) y += 2;
    const first = await at(EDGE, y);
    let [low, high] = [EDGE, map.width];
    for (let tries = 0; tries < 20; tries++) {
      const middle = Math.round((low + high) / 2);
      const found = await at(middle, y);
      if (found === Number(neuron)) {
        await this.page.mouse.click(left + middle, top + y);
        return;
      }
      if (found < 0 || found > Number(neuron)) high = middle;
      else low = middle;
    }
    throw new Error(`${name} is not on the map (its row starts at ${first}).`);
  }
}
