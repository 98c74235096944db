/**
 * What a question asks of a GPU, counted: it costs more than the arithmetic, and does not depend on the machine. Of a model with six layers of
 * D 64, prompts of 12 tokens, once everything is compiled and what is known is there.
 */
import { expect, test } from '@playwright/test';
import type { QuestionName } from '../../bench/asking';
import '../harness/page-api';

const NAMES = ['tokenizer.json', 'tokenizer_config.json'];

const LIMITS: Readonly<Record<'predict' | 'slider' | 'sliderLate' | 'attribution' | 'adaptive', Limits>> = {
  // Three embeddings of twelve tokens, [12, 64] each, are new with each prompt; a slider's gains and offsets with each move.
  predict: { submits: 1, reads: 1, dispatches: 85, bytes: 3 * 12 * 64 * 4 },
  slider: { submits: 1, reads: 1, dispatches: 90, bytes: 2 * 256 * 4 },
  sliderLate: { submits: 1, reads: 1, dispatches: 45, bytes: 2 * 256 * 4 },
  attribution: { submits: 3, reads: 3, dispatches: 170, bytes: 0 },
  adaptive: { submits: 5, reads: 5, dispatches: 400, bytes: 0 },
};

interface Limits {
  readonly submits: number;
  readonly reads: number;
  readonly dispatches: number;
  readonly bytes: number;
}

for (const [name, limits] of Object.entries(LIMITS)) {
  test(`${name}: how often WebGPU is asked`, async ({ page }) => {
    await page.goto('/');
    const { submits, reads, dispatches, uploads } = await page.evaluate(
      async ([question, names]) => {
        const read = async (file: string) =>
          [file, new Uint8Array(await (await fetch(`/models/builtin/${file}`)).arrayBuffer())] as const;
        return window.harness.engine.ask(
          question as QuestionName,
          'webgpu',
          new Map(await Promise.all(names.map(read))),
        );
      },
      [name, NAMES] as const,
    );
    const counts = JSON.stringify({ submits, reads, dispatches, uploads });
    expect(submits, counts).toBeLessThanOrEqual(limits.submits);
    expect(reads, counts).toBeLessThanOrEqual(limits.reads);
    expect(dispatches, counts).toBeLessThanOrEqual(limits.dispatches);
    expect(dispatches, counts).toBeGreaterThan(0);
    expect(uploads.bytes, counts).toBeLessThanOrEqual(limits.bytes);
    await page.evaluate(() => window.harness.engine.close());
  });
}
