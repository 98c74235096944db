/**
 * Writes the pictures of docs/pictures.md, each a piece of the page itself as it stands in dist/: light, and small enough to
 * travel with the documents. Run it after a build, whenever a picture of the page changes:
 *
 *   npm run doc-pictures [-- NAME ...]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Locator, type Page } from '@playwright/test';
import { Engram } from '../e2e/support/engram';
import { PICTURES, type PictureName } from '../src/state/pictures';
import { findChromium, QUIET, ROOT } from './ensure.mjs';
import { serve } from './serve.mjs';

const FOLDER = join(ROOT, 'docs', 'screenshots');
/** Bytes that a picture may have; one that has more is taken at one pixel a CSS pixel. */
const MOST = 100_000;
const LONG = 600_000;

interface Shown {
  readonly page: Page;
  readonly engram: Engram;
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();
const see = (page: Page) => page.getByRole('region', { name: 'See', exact: true });

async function silenceStrongest({ page, engram }: Shown): Promise<void> {
  await page.getByRole('button', { name: 'Silence them' }).click();
  await page.getByText(/^(strongest control|a control does as much): /).waitFor({ timeout: LONG });
  await engram.read();
}

async function openFact({ page }: Shown): Promise<void> {
  await tab(page, 'Fact');
  await page.getByRole('listitem').getByRole('button', { name: /→/ }).first().click();
  await page.getByRole('button', { name: /^Find its neurons/ }).click();
  await page.getByRole('status').filter({ hasText: 'both for' }).waitFor({ timeout: LONG });
}

/** How to come to each picture from the page as it opens, and what of it is shown. */
const TAKES: Readonly<Record<PictureName, (shown: Shown) => Promise<Locator>>> = {
  map: async ({ page }) => see(page).locator('.map-frame'),
  bars: async (shown) => {
    await silenceStrongest(shown);
    return shown.page.getByRole('region', { name: 'Ask', exact: true }).locator('.predictions');
  },
  dose: async ({ page, engram }) => {
    await engram.neurons.first().click();
    const curve = page.locator('.dose').filter({ has: page.getByText('most active') });
    await curve.waitFor({ timeout: LONG });
    return curve.locator('..');
  },
  lens: async ({ page }) => {
    await tab(page, 'Layers');
    return page.locator('.section.lens');
  },
  attention: async ({ page }) => {
    await tab(page, 'Layers');
    await page.getByRole('button', { name: 'Attribute attention' }).click();
    await page.getByRole('figure').waitFor({ timeout: LONG });
    return page.locator('.section.attention');
  },
  barcode: async (shown) => {
    await openFact(shown);
    return shown.page.getByRole('table', { name: 'Neurons by wordings' });
  },
  effects: async (shown) => {
    const { page } = shown;
    await openFact(shown);
    const teach = page.getByRole('group', { name: 'Teach another answer' });
    await teach.getByRole('combobox', { name: 'New answer' }).fill('london');
    await teach.getByRole('button', { name: /^Rewrite/ }).click();
    await page.getByRole('button', { name: 'Measure side effects' }).click();
    const effects = page.getByRole('group', { name: 'Beside its controls' });
    await effects.locator('.controls').waitFor({ timeout: LONG });
    return effects.locator('.controls');
  },
  relation: async ({ page }) => {
    await tab(page, 'Relation');
    await page
      .getByRole('button', { name: /^continent/i })
      .first()
      .click();
    await page.getByRole('button', { name: /^Find (its|the) neurons/ }).click();
    await page.getByRole('button', { name: /^Erase \d+ neurons and measure/ }).click({ timeout: LONG });
    const table = page.getByRole('table', { name: 'Perplexity by relation' });
    await table.waitFor({ timeout: LONG });
    return table;
  },
};

/** CSS pixels of a table: of long ones only the head is shown, the rest reads the same. */
const TALLEST = 420;

async function take(page: Page, part: Locator): Promise<Buffer> {
  await part.scrollIntoViewIfNeeded();
  await page.mouse.move(0, 0);
  const box = await part.boundingBox();
  if (!box) throw new Error('Expected the picture to be visible; found nothing there. Look at the page at this width.');
  const isTable = await part.evaluate((element) => element.tagName === 'TABLE');
  const margin = 8;
  const clip = {
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: isTable ? Math.min(box.height, TALLEST) : box.height + 2 * margin,
  };
  const sharp = await page.screenshot({ clip, animations: 'disabled' });
  return sharp.length <= MOST ? sharp : page.screenshot({ clip, animations: 'disabled', scale: 'css' });
}

async function main(names: readonly string[]): Promise<void> {
  const { server, url } = await serve(join(ROOT, 'dist'), { port: 4470, search: true });
  const executablePath = findChromium() ?? undefined;
  const browser = await chromium.launch({ executablePath, args: QUIET });
  mkdirSync(FOLDER, { recursive: true });
  try {
    for (const name of PICTURES.filter((each) => names.length === 0 || names.includes(each))) {
      const context = await browser.newContext({
        baseURL: url,
        viewport: { width: 1280, height: 1400 },
        deviceScaleFactor: 2,
        colorScheme: 'light',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const engram = new Engram(page);
      await engram.open();
      await engram.attributed();
      const picture = await take(page, await TAKES[name]({ page, engram }));
      if (picture.length > MOST)
        throw new Error(`Expected ${name} to have at most ${MOST} bytes; found ${picture.length}. Show less of it.`);
      writeFileSync(join(FOLDER, `${name}.png`), picture);
      process.stdout.write(`${name}: ${picture.length} bytes\n`);
      await context.close();
    }
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
