/** Kernels that the GPU of these tests, which is software, would not choose for itself: those of a real card. */
import { expect, test } from '@playwright/test';
import '../harness/page-api';
import { complaintsOf } from '../support/console';

test('kernels whose threads share memory give the same on WebGPU as in WebAssembly', async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.goto('/');
  const errors = await page.evaluate(() => window.harness.engine.compareOnLargeCard());
  expect(errors.length).toBeGreaterThan(5);
  expect(errors.filter(([, error]) => !(error < 1e-5))).toEqual([]);
  expect(complaints).toEqual([]);
});
