/** The documents: a reader comes to them from the page, goes from one to the next, and reads them in both themes and on a phone. */
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

test('a reader goes from About to what a number means, and on to how a picture is read', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const engram = new Engram(page);
  await engram.open();
  await page.getByRole('button', { name: 'About Engram' }).click();
  const about = page.getByRole('dialog', { name: 'Opening a BERT up' });
  await scan(page);
  const source = about.getByRole('link', { name: 'Knowledge Neurons in Pretrained Transformers' });
  await expect(source).toHaveAttribute('href', 'https://aclanthology.org/2022.acl-long.581/');
  await expect(source).toHaveAttribute('rel', 'noopener noreferrer');
  await about.getByRole('button', { name: 'Copy BibTeX of Engram' }).click();
  await expect(about.getByRole('button', { name: 'Copied of Engram' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^@software\{engram,\n/);

  const [numbers] = await Promise.all([
    context.waitForEvent('page'),
    about.getByRole('link', { name: 'What each number means' }).click(),
  ]);
  const complaints = complaintsOf(numbers);
  await expect(numbers.getByRole('heading', { level: 1 })).toHaveText('What each number means');
  await expect(numbers.getByRole('math').first()).toBeVisible();
  const navigation = numbers.getByRole('navigation', { name: 'Documents' });
  await navigation
    .getByRole('link', { name: 'Attribution', exact: true })
    .or(numbers.getByRole('link', { name: 'Link to “Attribution”' }))
    .first()
    .click();
  await expect(numbers).toHaveURL(/numbers\.html#attribution$/);
  await expect(numbers.getByRole('heading', { name: /^Attribution/ }).first()).toBeInViewport();
  await numbers.getByRole('main').getByRole('link', { name: 'pictures' }).click();
  await expect(numbers.getByRole('heading', { level: 1 })).toHaveText('How to read the pictures');
  await navigation.getByRole('link', { name: 'Glossary' }).click();
  await expect(navigation.getByRole('link', { name: 'Glossary' })).toHaveAttribute('aria-current', 'page');
  await numbers.getByRole('link', { name: 'Open the page' }).click();
  await new Engram(numbers).answered();
  expect(complaints).toEqual([]);
});

test('an explanation on the page leads to its section', async ({ page, context }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  await page.getByRole('button', { name: 'About the error of the attribution' }).click();
  const [numbers] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'More, with formulas' }).click(),
  ]);
  await expect(numbers).toHaveURL(/numbers\.html#completeness-and-its-residual$/);
  await expect(numbers.getByRole('heading', { name: /^Completeness and its residual/ })).toBeInViewport();
});

const PAGES = [
  './docs/',
  './docs/numbers.html',
  './docs/pictures.html',
  './docs/glossary.html',
  './docs/benchmarks.html',
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the documents are sound, ${colorScheme}, and fit a phone`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme, baseURL });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    for (const address of PAGES) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(address);
      await scan(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await scan(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(390);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test('without network the documents say where they are', async ({ page, context }) => {
  const engram = new Engram(page);
  await engram.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 60_000 })
    .toBe(true);
  await context.setOffline(true);
  await page.goto('./docs/numbers.html');
  await expect(page.getByText('The documents need the network')).toBeVisible();
  await context.setOffline(false);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What each number means');
});
