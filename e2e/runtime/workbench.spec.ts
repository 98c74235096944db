/** What the workbench adds to the engine's programs, in a browser against PyTorch's float64, on WebAssembly and on WebGPU. */
import { expect, test } from '@playwright/test';
import { referenceModels } from '../../src/fixtures/reference';
import { distance, largest, workbenchReferences } from '../../src/fixtures/workbench';
import { softmaxOf } from '../../src/knowledge/passes/softmax';
import '../harness/page-api';
import { complaintsOf } from '../support/console';
import { serveReference } from '../support/reference-route';

const TOLERANCE = 1e-3;

for (const { name, golden } of workbenchReferences()) {
  for (const backend of ['wasm', 'webgpu'] as const) {
    test(`${name} on ${backend}: attention and lens`, async ({ page }) => {
      const complaints = complaintsOf(page);
      await serveReference(
        page,
        referenceModels().find((model) => model.name === name)!,
      );
      await page.goto('/');
      const opened = await page.evaluate((preference) => window.harness.openFolder(preference, '/reference'), backend);
      expect(opened.backend, opened.reason).toBe(backend);

      const {
        prompts: [prompt],
        target,
      } = golden.facts[0]!;
      const found = await page.evaluate(([text, id]) => window.harness.engine.attention(text, id, 1e-4), [
        prompt!,
        target,
      ] as const);
      const wanted = golden.tensor('attention').data;
      expect(distance(found.weights, golden.tensor('maps').data)).toBeLessThan(TOLERANCE);
      expect(distance(found.scores, wanted)).toBeLessThan(TOLERANCE * largest(wanted));

      const lens = await page.evaluate(([text, edits, id]) => window.harness.engine.lens(text, edits, id), [
        prompt!,
        golden.edits,
        target,
      ] as const);
      const {
        data,
        shape: [L, V],
      } = golden.tensor('edited_lens');
      const probabilities = Array.from(
        { length: L! },
        (_, l) => softmaxOf(data.subarray(l * V!, (l + 1) * V!))[target]!,
      );
      expect(distance(lens, probabilities)).toBeLessThan(TOLERANCE);
      await page.evaluate(() => window.harness.engine.close());
      expect(complaints).toEqual([]);
    });
  }
}
