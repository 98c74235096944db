/** The frame around the work: nothing jumps, nothing is covered, nothing is cut off, and everything can be told apart. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`Not visible: ${locator.toString()}`);
  return box;
}

/** Controls in sight whose middle belongs to something else. */
function coveredControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inSight = (element: Element): boolean => {
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (box.width < 2 || x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
      for (let around = element.parentElement; around; around = around.parentElement) {
        const frame = around.getBoundingClientRect();
        const clips = getComputedStyle(around).overflowY !== 'visible' && around !== document.documentElement;
        if (clips && around !== document.body && (y < frame.top || y > frame.bottom)) return false;
      }
      return element.checkVisibility({ visibilityProperty: true });
    };
    return [...document.querySelectorAll('main button, main input, main textarea, header button, nav.place-bar button')]
      .filter(inSight)
      .filter((element) => {
        const box = element.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return top !== null && !element.contains(top) && !top.contains(element);
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent);
  });
}

/** What is painted behind a control, as the browser resolved it. */
const ground = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).backgroundColor);

test('messages cover nothing and do not pile up; tabs stay where they are; the link has room', async ({ page }) => {
  const engram = new Engram(page);
  await page.goto('./');
  const tab = page.getByRole('tab', { name: 'Prompts' });
  const whileLoading = await boxOf(tab);
  await engram.answered();
  await engram.attributed();
  expect(await boxOf(tab)).toEqual(whileLoading);

  await page.getByRole('button', { name: 'Share' }).click();
  const share = page.getByRole('dialog', { name: 'Share' });
  expect((await boxOf(share)).height).toBeGreaterThan(100);
  expect(await ground(share)).toMatch(/^rgb\(/);
  await page.keyboard.press('Escape');

  const map = await boxOf(engram.map);
  for (const link of ['#e1=no%%link', '#e9=AAAA', '#e1=AAAA']) {
    await page.evaluate((hash) => (location.hash = hash), link);
    await expect(page.getByRole('alert')).toHaveCount(1);
  }
  expect(await coveredControls(page)).toEqual([]);
  expect(await boxOf(engram.map)).toEqual(map);
  await scan(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect(page.getByRole('button', { name: /^Windows was developed by/ })).toBeInViewport({ ratio: 1 });
  const underMessages = await coveredControls(page);
  expect(underMessages.filter((name) => /^(Windows|The iPhone|Ask|See|Change|Share)/.test(name))).toEqual([]);
  // At the least width of three places, no tool of the map is cut off.
  await page.setViewportSize({ width: 960, height: 700 });
  const place = await boxOf(page.getByRole('region', { name: 'See' }));
  const last = await boxOf(page.getByRole('group', { name: 'Map', exact: true }).getByRole('button').last());
  expect(last.x + last.width).toBeLessThanOrEqual(place.x + place.width);
  // The page itself does not scroll; its places do.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
});

test('what is wrong with a question stays in sight, and an old number is not taken for a new one', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  const number = page.locator('.readout');
  const target = page.getByRole('combobox', { name: 'Target word' });
  await target.fill('');
  await expect(page.getByText(/^Below is still \w+\. Type a word to follow\.$/)).toBeVisible();
  await expect(number).toHaveAttribute('data-stale', 'true');
  await target.fill('qwxyzzy');
  await target.press('Enter');
  await expect(page.getByRole('alert')).toContainText('qwxyzzy');
  await expect(number).toHaveAttribute('data-stale', 'true');
  await target.press('Escape');
  await expect(number).toHaveAttribute('data-stale', 'false');

  await engram.prompt.fill(`${'word '.repeat(600)}[MASK].`);
  await expect(page.locator('#prompt-problem')).toContainText('at most');
  await expect(page.locator('#prompt-problem')).toBeInViewport({ ratio: 1 });
  await expect(target).toBeInViewport();
  await engram.prompt.fill('The capital of ꙮ is [MASK].');
  await expect(page.getByText('which stands for characters that this vocabulary does not have')).toBeVisible();

  const example = page.getByRole('button', { name: /^Windows was developed by/ });
  await example.scrollIntoViewIfNeeded();
  await expect(engram.prompt).not.toBeInViewport();
  await example.click();
  await expect(engram.prompt).toBeInViewport();
  await expect(engram.prompt).toHaveValue('Windows was developed by [MASK].');
});

test('forced colours and a projector: bars, switches and choices can be told apart, and no text is small', async ({
  page,
}) => {
  const engram = new Engram(page);
  await page.emulateMedia({ forcedColors: 'active' });
  await engram.open();
  await engram.attributed();
  await page.getByRole('button', { name: 'Silence them' }).click();
  await expect(engram.edits).toContainText('20 edits');
  const paper = await ground(page.locator('html'));
  for (const mark of ['.bar-now', '.bar-gained', '.strip-now', '.swatch.now', '.positive', '.strip > i'])
    expect(await ground(page.locator(mark).first()), mark).not.toBe(paper);
  const choices = page.locator('.see .segments button');
  expect(await ground(choices.first())).not.toBe(await ground(choices.last()));
  const everything = page.getByRole('switch', { name: 'All edits in force' });
  const on = await ground(everything);
  await everything.click();
  expect(await ground(everything)).not.toBe(on);
  await scan(page);

  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize({ width: 1920, height: 1080 });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
      .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 16)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(small).toEqual([]);
});
