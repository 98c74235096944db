/**
 * The engine in a browser against what PyTorch computes in float64, on WebAssembly and on WebGPU, and the two against
 * each other. On WebGPU no graph may fall back to the CPU: the runtime forbids it, so everything that runs here shows it.
 */
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { referenceModels, type ReferenceModel } from '../../src/fixtures/reference';
import { NO_EDITS } from '../../src/knowledge/edits';
import { complaintsOf } from '../support/console';

/** Largest absolute error of a logit; of a score, as a share of the largest. */
const TOLERANCE = 1e-3;
const LEFT20 = { method: 'riemann-left', points: 20, tolerance: 1 } as const;
const CONVERGED = { method: 'gauss-legendre', points: 48, tolerance: 1e-5 } as const;

type Backend = 'wasm' | 'webgpu';

for (const model of referenceModels()) {
  test.describe(model.name, () => {
    let page: Page;
    let complaints: string[];
    test.beforeAll(async ({ browser, baseURL }) => {
      page = await browser.newPage({ baseURL });
      complaints = complaintsOf(page);
      await page.route('**/reference/*', (route) => route.fulfill({ path: join(model.folder, new URL(route.request().url()).pathname.split('/').at(-1)!) }));
      await page.goto('/');
    });
    test.afterAll(async () => {
      expect(complaints).toEqual([]);
      await page.close();
    });

    const answers: Record<Backend, number[][]> = { wasm: [], webgpu: [] };
    for (const backend of ['wasm', 'webgpu'] as const) {
      test(`${backend} gives the golden values`, async () => {
        const opened = await page.evaluate((preference) => window.harness.openFolder(preference, '/reference'), backend);
        expect(opened.backend, opened.reason).toBe(backend);
        answers[backend] = await checkCases(page, model);
      });
    }

    test('WebAssembly and WebGPU agree', () => {
      expect(answers.webgpu).toHaveLength(answers.wasm.length);
      answers.wasm.forEach((values, i) => expect(distance(values, answers.webgpu[i]!)).toBeLessThan(TOLERANCE * Math.max(1, largest(values))));
    });

    test('every program that can be generated compiles for WebGPU without the CPU', async () => {
      const names = await page.evaluate(() => window.harness.engine.compileAll());
      expect(names.length).toBeGreaterThan(15);
      await page.evaluate(() => window.harness.engine.close());
    });
  });
}

/** Checks all that the golden file holds; returns every answer, for comparison. */
async function checkCases(page: Page, { cases }: ReferenceModel): Promise<number[][]> {
  const answers: number[][] = [];
  for (const { prompt, targetId, logits, activations, leftScores, exactScores, edits } of cases) {
    const { before } = await page.evaluate(([text, none]) => window.harness.engine.predict(text, none), [prompt, NO_EDITS] as const);
    expect(distance(before, logits), `logits of '${prompt}'`).toBeLessThan(TOLERANCE);

    const left = await page.evaluate(([text, target, rule]) => window.harness.engine.attribute(text, target, rule), [prompt, targetId, LEFT20] as const);
    expect(distance(left.activations, activations), `activations of '${prompt}'`).toBeLessThan(TOLERANCE);
    expect(distance(left.scores, leftScores), `riemann-left of '${prompt}'`).toBeLessThan(TOLERANCE * largest(leftScores));
    const exact = await page.evaluate(([text, target, rule]) => window.harness.engine.attribute(text, target, rule), [prompt, targetId, CONVERGED] as const);
    expect(distance(exact.scores, exactScores), `converged scores of '${prompt}'`).toBeLessThan(TOLERANCE * largest(exactScores));
    answers.push(before, left.scores, exact.scores);

    for (const edit of edits) {
      const { after } = await page.evaluate(([text, document]) => window.harness.engine.predict(text, document), [prompt, edit.document] as const);
      expect(distance(after, edit.logits), `'${prompt}' under ${edit.name}`).toBeLessThan(TOLERANCE);
      answers.push(after);
    }
  }
  return answers;
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return largest(Array.from(a, (value, i) => value - b[i]!));
}
