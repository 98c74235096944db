/** Embeds of a host that sets no headers: one thread, no service worker, and alive all the same. */
import { expect, test } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { heardOf, hostPage } from '../support/host';

const QUESTION = 'prompt=The+capital+of+France+is+%5BMASK%5D.&target=paris';
const PICTURES = ['map', 'dose', 'lens'];

test('three embeds answer with one thread each', async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  const complaints = complaintsOf(page);
  const host = await hostPage(PICTURES.map((name) => ({ name, src: `${baseURL}?embed=${name}&${QUESTION}` })));
  await page.goto(host.url);
  for (const name of PICTURES)
    await expect.poll(() => heardOf(page, name, 'engram:ready'), { timeout: 90_000 }).toHaveLength(1);
  for (const frame of page.frames().slice(1)) {
    expect(await frame.evaluate(() => crossOriginIsolated)).toBe(false);
    // The browser may forbid storage to a frame of another site, which is as well.
    const kept = await frame.evaluate(async () => {
      const count = async (of: () => number | Promise<number>) => {
        try {
          return await of();
        } catch {
          return 0;
        }
      };
      return [
        await count(() => localStorage.length),
        await count(() => sessionStorage.length),
        await count(async () => (await navigator.serviceWorker.getRegistrations()).length),
      ];
    });
    expect(kept).toEqual([0, 0, 0]);
  }
  const dose = page.frameLocator('iframe[name=dose]');
  const probability = dose.getByRole('status', { name: 'Probability of paris' });
  const before = await probability.textContent();
  await dose.getByRole('slider', { name: 'Gain' }).focus();
  await page.keyboard.press('Home');
  await expect(probability).not.toHaveText(before ?? '');
  const heights = await heardOf(page, 'lens', 'engram:height');
  expect((await page.locator('iframe[name=lens]').boundingBox())?.height).toBe(heights.at(-1)?.height);
  expect(complaints).toEqual([]);
  await host.close();
});
