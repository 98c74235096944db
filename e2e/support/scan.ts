/** What axe finds wrong with the page as it stands, or with a part of it, once nothing moves any more. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** @param part a selector; a menu stands outside of the page's landmarks, so it is looked at by itself. */
export async function scan(page: Page, part = 'html'): Promise<void> {
  await page.evaluate(() => {
    // A bar of work whose length is not known goes on for ever.
    const ends = ({ effect }: Animation) => Number(effect?.getComputedTiming().endTime) < Infinity;
    return Promise.allSettled(
      document
        .getAnimations()
        .filter(ends)
        .map((animation) => animation.finished),
    );
  });
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
}
