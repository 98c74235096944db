/** On a host that sets no headers the page makes itself cross-origin isolated; where it cannot, it works with one thread. */
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';

const isolated = () => globalThis.crossOriginIsolated;

test('a service worker isolates the page, after one more load, and from then on at once', async ({ page }) => {
  const complaints = complaintsOf(page);
  let loads = 0;
  page.on('load', () => loads++);
  const reloaded = page.waitForEvent('load', { predicate: () => loads > 1 });
  await page.goto('/#keep=this');
  await reloaded;
  expect(await page.evaluate(isolated)).toBe(true);
  expect(page.url()).toMatch(/#keep=this$/);

  await page.goto('/?again');
  await expect(page.locator('#root > *').first()).toBeVisible();
  expect(await page.evaluate(isolated)).toBe(true);
  expect(loads).toBe(3);
  expect(complaints).toEqual([]);
});

test.describe('without service workers', () => {
  test.use({ serviceWorkers: 'block' });

  test('the page works all the same, with one thread', async ({ page }) => {
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto('/');
    await expect(page.locator('#root > *').first()).toBeVisible();
    expect(await page.evaluate(isolated)).toBe(false);
    expect(loads).toBe(1);
    await expect(page.getByText('WebAssembly, 1 thread')).toBeVisible({ timeout: 60_000 });
  });
});
