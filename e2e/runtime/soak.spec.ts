/** Long use: what no garbage collector frees must not grow. */
import { expect, test } from '@playwright/test';
import { referenceModels } from '../../src/fixtures/reference';
import '../harness/page-api';
import { serveReference } from '../support/reference-route';

const model = referenceModels().find(({ name }) => name === 'small-uncased-tied')!;
/** Done twice. WebGPU in software does what it can of less. */
const PLANS = {
  wasm: { attributions: 250, sliderMoves: 2500, seconds: 60 },
  webgpu: { attributions: 16, sliderMoves: 50, seconds: 100 },
};

for (const backend of ['wasm', 'webgpu'] as const) {
  test(`${backend} holds no more memory after many attributions and slider moves`, async ({ page }) => {
    await serveReference(page, model);
    await page.goto('/');
    const opened = await page.evaluate((preference) => window.harness.openFolder(preference, '/reference'), backend);
    expect(opened.backend, opened.reason).toBe(backend);
    const soak = () => page.evaluate((plan) => window.harness.engine.soak(plan), PLANS[backend]);
    // The first time fills what is kept on purpose: forward passes for the next question, onnxruntime's buffers of each size.
    const settled = (await soak()).held.at(-1)!;
    const { held, ...done } = await soak();
    expect(done.attributions, JSON.stringify(done)).toBeGreaterThanOrEqual(PLANS[backend].attributions / 2);
    const last = held.at(-1)!;
    expect(last.heap, 'WebAssembly memory').toBeLessThanOrEqual(settled.heap);
    // A few may still wait for their turn to be freed; one an attribution would be 16.
    expect(last.buffers, 'GPU buffers').toBeLessThanOrEqual(settled.buffers + 4);
    expect(backend === 'wasm' ? last.heap : last.buffers).toBeGreaterThan(0);
    await page.evaluate(() => window.harness.engine.close());
  });
}
