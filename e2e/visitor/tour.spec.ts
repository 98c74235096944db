/** The first minute: three actions that tick themselves off, words that explain themselves, and three lines in each room. */
import { expect, test } from '@playwright/test';
import { Engram } from '../support/engram';

test('a tour of three actions happens on the page, ends in the next room, and can be taken again', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  const untouched = await engram.read();
  const tour = page.getByRole('complementary', { name: 'First steps' });
  const steps = tour.getByRole('listitem');
  await expect(tour.getByText('(done)')).toHaveCount(0);

  await tour.getByRole('button', { name: 'Show me: silence' }).click();
  await expect(page.getByRole('button', { name: 'Silence them' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(steps.nth(0)).toContainText('(done)');

  await tour.getByRole('button', { name: 'Show me: chance' }).click();
  await expect(page.getByRole('dialog', { name: 'About the control' })).toBeVisible();
  await expect(steps.nth(1)).toContainText('(done)');
  await page.keyboard.press('Escape');

  await tour.getByRole('button', { name: 'Show me: undo' }).click();
  await expect(engram.undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tour.getByRole('status')).toContainText('That is the method');
  await expect(engram.probability).toHaveText(untouched);

  await tour.getByRole('button', { name: 'Open Fact' }).click();
  await expect(tour).toContainText('Teach the fact another answer');
  await tour.getByRole('button', { name: 'Dismiss first steps' }).click();
  await expect(tour).toBeHidden();

  await page.getByRole('button', { name: 'About Engram' }).click();
  await page.getByRole('button', { name: 'Take the tour again' }).click();
  await expect(page.getByRole('tab', { name: 'Explore' })).toHaveAttribute('aria-selected', 'true');
  await expect(steps).toHaveCount(3);
  await expect(tour.getByText('(done)')).toHaveCount(0);
});
