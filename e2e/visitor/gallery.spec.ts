/** The gallery: ready findings open as links do, and show what their texts say. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { FINDING_GROUPS, gallerySchema } from '../../src/keeping/gallery';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

const FILE = fileURLToPath(new URL('../../models/gallery.json', import.meta.url));
const { findings } = gallerySchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
/** The last digit that the page shows may be rounded the other way. */
const CLOSE = 2e-4;

const cards = (page: Page) => page.getByRole('list', { name: 'Findings' }).getByRole('listitem');

async function openFinding(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Gallery' }).click();
  await cards(page)
    .filter({ has: page.getByRole('heading', { name: title }) })
    .getByRole('button', { name: 'Open' })
    .click();
  await expect(page.getByRole('dialog', { name: 'Gallery' })).toBeHidden();
}

test('the first finding of each group opens and shows what its text says; the way back is one click', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.ask('The capital of Italy is [MASK].', 'rome');
  const mine = await engram.read();
  for (const group of FINDING_GROUPS) {
    const { title, text, state, measured } = findings.find((finding) => finding.group === group)!;
    await page.getByRole('button', { name: 'Gallery' }).click();
    const card = cards(page).filter({ has: page.getByRole('heading', { name: title }) });
    for (const sentence of text) await expect(card).toContainText(sentence);
    await page.keyboard.press('Escape');

    await openFinding(page, title);
    const wording = state.fact ? state.fact.paraphrases.indexOf(state.prompt) + 1 : null;
    if (wording !== null)
      await expect(page.getByRole('tab', { name: 'Fact' })).toHaveAttribute('aria-selected', 'true');
    const field =
      wording === null ? engram.prompt : page.getByRole('textbox', { name: `Wording ${wording}`, exact: true });
    await expect(field).toHaveValue(state.prompt);
    const probability =
      wording === null
        ? page.getByRole('status', { name: `Probability of ${state.target || String(measured.first)}` })
        : page.getByRole('listitem').filter({ has: field }).locator('.number');
    await expect(async () => {
      const shown = Number(await probability.textContent());
      expect(Math.abs(shown - Number(measured.after))).toBeLessThan(CLOSE);
    }).toPass({ timeout: 30_000 });
    await expect(engram.edits).toContainText(/\d+ (edits|neurons)/);
    await page.getByRole('button', { name: 'Go back to mine' }).click();
    await expect(engram.prompt).toHaveValue('The capital of Italy is [MASK].');
    await expect(engram.probability).toHaveText(mine);
    await expect(engram.edits).toContainText('None yet');
  }
  expect(complaints).toEqual([]);
});

for (const { name, colorScheme, viewport } of [
  { name: 'light, wide', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark, narrow', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const) {
  test(`axe finds nothing in the gallery, and it works by keyboard: ${name}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport });
    const page = await context.newPage();
    const engram = new Engram(page);
    await engram.open();
    const button = page.getByRole('button', { name: 'Gallery' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(cards(page)).toHaveCount(findings.length);
    await scan(page);
    await page.getByRole('radio', { name: 'Fun' }).click();
    await expect(cards(page)).toHaveCount(findings.filter(({ group }) => group === 'fun').length);
    await page.getByRole('tab', { name: 'Findings' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('heading', { name: 'Make a lesson' })).toBeVisible();
    await page.getByRole('button', { name: 'Add what is on the page now' }).click();
    await scan(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
    await context.close();
  });
}
