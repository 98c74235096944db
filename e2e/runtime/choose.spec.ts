/** Which backend a page gets, and that it says why. The browser of these tests has WebGPU in software only. */
import { expect, test } from '@playwright/test';
import { referenceModels } from '../../src/fixtures/reference';
import '../harness/page-api';
import { serveReference } from '../support/reference-route';

const expectations = {
  auto: [
    'wasm',
    /^No WebGPU: the adapter found \(.*swiftshader\) is software, so the model runs on the CPU in WebAssembly, \d+ threads?\.$/i,
  ],
  wasm: ['wasm', /^WebAssembly was asked for, so the model runs on the CPU/],
  webgpu: ['webgpu', /^WebGPU: the model runs on the graphics processor \(.*swiftshader\)\.$/i],
} as const;

for (const preference of ['auto', 'wasm', 'webgpu'] as const) {
  test(`asked for ${preference}`, async ({ page }) => {
    await serveReference(page, referenceModels()[0]!);
    await page.goto('/');
    const opened = await page.evaluate((backend) => window.harness.openFolder(backend, '/reference'), preference);
    const [backend, reason] = expectations[preference];
    expect(opened.backend).toBe(backend);
    expect(opened.reason).toMatch(reason);
  });
}
