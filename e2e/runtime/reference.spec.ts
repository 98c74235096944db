/**
 * The engine in a browser against what PyTorch computes in float64, on WebAssembly and on WebGPU, and the two against
 * each other. On WebGPU no graph may fall back to the CPU: the runtime forbids it, so everything that runs here shows it.
 */
import { expect, test, type Page } from '@playwright/test';
import { referenceModels, type ReferenceModel } from '../../src/fixtures/reference';
import { NO_EDITS, type EditsDocument } from '../../src/knowledge/edits/edits';
import type { NeuronWords } from '../../src/knowledge/measures/neuron-words';
import '../harness/page-api';
import { complaintsOf } from '../support/console';
import { serveReference } from '../support/reference-route';

/** Largest absolute error of a logit; of a score, as a share of the largest. */
const TOLERANCE = 1e-3;
const LEFT20 = { method: 'riemann-left', points: 20, tolerance: 1 } as const;
const CONVERGED = { method: 'gauss-legendre', points: 48, tolerance: 1e-5 } as const;
/** Converged scores take long on a GPU in software: of so many cases a model. */
const CONVERGED_CASES = { wasm: Infinity, webgpu: 2 };

/** Neurons whose words are compared: more than WebAssembly takes at once. */
const NAMED = 40;

/** Bytes of the decoder of small-uncased-tied, whose D is 20. */
const FIFTY_ROWS = 4 * 50 * 20;

type Backend = 'wasm' | 'webgpu';
/** By the name of what was asked. */
type Answers = Map<string, number[]>;

for (const model of referenceModels()) {
  test.describe(model.name, () => {
    let page: Page;
    let complaints: string[];
    test.beforeAll(async ({ browser, baseURL }) => {
      page = await browser.newPage({ baseURL });
      complaints = complaintsOf(page);
      await serveReference(page, model);
      await page.goto('/');
    });
    test.afterAll(async () => {
      expect(complaints).toEqual([]);
      await page.close();
    });

    const answers: Record<Backend, Answers> = { wasm: new Map(), webgpu: new Map() };
    const words: Record<Backend, NeuronWords> = { wasm: [], webgpu: [] };
    for (const backend of ['wasm', 'webgpu'] as const) {
      test(`${backend} gives the golden values`, async () => {
        const opened = await page.evaluate(
          (preference) => window.harness.openFolder(preference, '/reference'),
          backend,
        );
        expect(opened.backend, opened.reason).toBe(backend);
        answers[backend] = await checkCases(page, model, CONVERGED_CASES[backend]);
        words[backend] = await page.evaluate((count) => window.harness.engine.words(count), NAMED);
      });
    }

    test('WebAssembly and WebGPU agree', () => {
      expect(answers.webgpu.size).toBeGreaterThan(5);
      for (const [name, values] of answers.webgpu) {
        const others = answers.wasm.get(name)!;
        expect(distance(values, others), name).toBeLessThan(TOLERANCE * Math.max(1, largest(others)));
      }
      expect(words.webgpu).toHaveLength(NAMED);
      expect(words.webgpu).toEqual(words.wasm);
    });

    // One model will do: the parts differ in nothing but their rows.
    if (model.name === 'small-uncased-tied') {
      test('a decoder in parts answers as a whole one', async () => {
        const { prompt, targetId, logits, leftScores } = model.cases[0]!;
        for (const backend of ['wasm', 'webgpu'] as const) {
          await page.evaluate(
            ([preference, bytes]) => window.harness.openFolder(preference, '/reference', undefined, bytes),
            [backend, FIFTY_ROWS] as const,
          );
          const { before } = await page.evaluate(([text, none]) => window.harness.engine.predict(text, none), [
            prompt,
            NO_EDITS,
          ] as const);
          expect(distance(before, logits), backend).toBeLessThan(TOLERANCE);
          const { scores } = await page.evaluate(
            ([text, target, rule]) => window.harness.engine.attribute(text, target, rule),
            [prompt, targetId, LEFT20] as const,
          );
          expect(distance(scores, leftScores), backend).toBeLessThan(TOLERANCE * largest(leftScores));
        }
      });

      test('weights held as halves on WebGPU answer as halves do', async () => {
        const opened = await page.evaluate(() =>
          window.harness.openFolder('webgpu', '/reference', undefined, undefined, 'float16'),
        );
        expect(opened.backend, opened.reason).toBe('webgpu');
        const predict = ([text, edits]: readonly [string, EditsDocument]) => window.harness.engine.predict(text, edits);
        const distances: number[] = [];
        for (const {
          prompt,
          logits,
          edits: [edit],
        } of model.cases.slice(0, 3)) {
          const { before, after } = await page.evaluate(predict, [prompt, edit!.document] as const);
          distances.push(distance(before, logits), distance(after, edit!.logits));
        }
        expect(Math.max(...distances)).toBeLessThan(1e-2);
        // Full precision is never so far off: these really were halves.
        expect(Math.max(...distances)).toBeGreaterThan(1e-5);
      });
    }

    test('every program that can be generated gives the same on WebGPU as in WebAssembly', async () => {
      const opened = await page.evaluate(() => window.harness.openFolder('webgpu', '/reference'));
      expect(opened.backend, opened.reason).toBe('webgpu');
      for (const samples of [1, 3]) {
        const errors = await page.evaluate((count) => window.harness.engine.compareAll(count), samples);
        expect(errors.length).toBeGreaterThan(20);
        expect(errors.filter(([, error]) => !(error < 1e-5))).toEqual([]);
      }
      await page.evaluate(() => window.harness.engine.close());
    });
  });
}

/** Checks all that the golden file holds; returns every answer, for comparison. */
async function checkCases(page: Page, { cases }: ReferenceModel, convergedCases: number): Promise<Answers> {
  const answers: Answers = new Map();
  const compare = (name: string, actual: number[], golden: Float32Array, tolerance: number) => {
    expect(distance(actual, golden), name).toBeLessThan(tolerance);
    answers.set(name, actual);
  };
  for (const [index, { prompt, targetId, logits, activations, leftScores, exactScores, edits }] of cases.entries()) {
    const { before } = await page.evaluate(([text, none]) => window.harness.engine.predict(text, none), [
      prompt,
      NO_EDITS,
    ] as const);
    compare(`logits of '${prompt}'`, before, logits, TOLERANCE);
    for (const { name, document, logits: edited } of edits) {
      const { after } = await page.evaluate(([text, edit]) => window.harness.engine.predict(text, edit), [
        prompt,
        document,
      ] as const);
      compare(`'${prompt}' under ${name}`, after, edited, TOLERANCE);
    }

    const attribute = (rule: typeof LEFT20 | typeof CONVERGED) =>
      page.evaluate(([text, target, quadrature]) => window.harness.engine.attribute(text, target, quadrature), [
        prompt,
        targetId,
        rule,
      ] as const);
    const left = await attribute(LEFT20);
    compare(`activations of '${prompt}'`, left.activations, activations, TOLERANCE);
    compare(`riemann-left of '${prompt}'`, left.scores, leftScores, TOLERANCE * largest(leftScores));
    if (index === 0) {
      const asked = [prompt, targetId, LEFT20, edits.at(-1)!.document] as const;
      const edited = await page.evaluate((question) => window.harness.engine.attribute(...question), asked);
      // As shares of the largest, since they are compared as they are.
      const shares = edited.scores.map((score) => score / largest(edited.scores));
      answers.set(`riemann-left under ${edits.at(-1)!.name}`, shares);
    }
    if (index >= convergedCases) continue;
    const { scores } = await attribute(CONVERGED);
    compare(`converged scores of '${prompt}'`, scores, exactScores, TOLERANCE * largest(exactScores));
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
