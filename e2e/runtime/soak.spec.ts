/** Long use: what no garbage collector frees must not grow. */
import { expect, test } from '@playwright/test';
import { referenceModels } from '../../src/fixtures/reference';
import '../harness/page-api';
import { serveReference } from '../support/reference-route';

const model = referenceModels().find(({ name }) => name === 'small-uncased-tied')!;
/** WebGPU in software does what it can of less. */
const PLANS = {
  wasm: { attributions: 500, sliderMoves: 5000, seconds: 90 },
  webgpu: { attributions: 20, sliderMoves: 50, seconds: 120 },
};

for (const backend of ['wasm', 'webgpu'] as const) {
  test(`${backend} holds no more memory after many attributions and slider moves`, async ({ page }) => {
    await serveReference(page, model);
    await page.goto('/');
    const opened = await page.evaluate((preference) => window.harness.openFolder(preference, '/reference'), backend);
    expect(opened.backend, opened.reason).toBe(backend);
    const { held, ...done } = await page.evaluate((plan) => window.harness.engine.soak(plan), PLANS[backend]);
    // In the first rounds the forward passes that are kept for the next question fill up.
    expect(held.length, JSON.stringify(done)).toBeGreaterThanOrEqual(6);
    const [settled, last] = [held[4]!, held.at(-1)!];
    expect(last.heap, 'WebAssembly memory').toBeLessThanOrEqual(settled.heap);
    expect(last.buffers, 'GPU buffers').toBeLessThanOrEqual(settled.buffers);
    expect(backend === 'wasm' ? last.heap : last.buffers).toBeGreaterThan(0);
    await page.evaluate(() => window.harness.engine.close());
  });
}
