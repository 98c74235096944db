/**
 * Every layout of files and every relative of BERT in a browser, on WebAssembly and on WebGPU, against what PyTorch computes
 * in float64. One page opens them all, one after the other.
 */
import { expect, test, type Page } from '@playwright/test';
import { layouts, type LayoutCase } from '../../src/fixtures/layouts';
import { NO_EDITS } from '../../src/knowledge/edits/edits';
import '../harness/page-api';
import { complaintsOf } from '../support/console';

/** Largest error of a logit; of a score, as a share of the largest. */
const TOLERANCE = 2e-4;
/**
 * WebGPU in software compiles slowly. There it is enough to run what makes other programs: layouts that differ in their files alone hand it
 * the very same ones. Of those programs only ELECTRA's have a backward pass that no other test runs.
 */
const PLANS = {
  wasm: { opens: () => true, attributes: () => true, prompts: Infinity },
  webgpu: {
    opens: (name: string) => ['big-vocabulary', 'roberta', 'distilbert', 'electra', 'albert'].includes(name),
    attributes: (name: string) => name === 'electra',
    prompts: 1,
  },
};
const LEFT20 = { method: 'riemann-left', points: 20, tolerance: 1 } as const;

let page: Page;
let complaints: string[];
test.beforeAll(async ({ browser, baseURL }) => {
  page = await browser.newPage({ baseURL });
  complaints = complaintsOf(page);
  const all = new Map(layouts().map((layout) => [layout.name, layout]));
  await page.route('**/layouts/*/*', (route) => {
    const [layout = '', file = ''] = new URL(route.request().url()).pathname.split('/').slice(-2);
    return route.fulfill({ body: Buffer.from(all.get(layout)!.files.get(file)!) });
  });
  await page.goto('/');
});
test.afterAll(async () => {
  expect(complaints).toEqual([]);
  await page.close();
});

for (const backend of ['wasm', 'webgpu'] as const) {
  test(`${backend} computes what PyTorch does, in every layout`, async () => {
    const { opens, attributes, prompts } = PLANS[backend];
    for (const layout of layouts().filter(({ name }) => opens(name))) {
      const names = [...layout.files.keys()];
      const opened = await page.evaluate(
        ([preference, folder, files]) => window.harness.openFolder(preference, folder, files),
        [backend, `/layouts/${layout.name}`, names] as const,
      );
      expect(opened.backend, opened.reason).toBe(backend);
      for (const golden of layout.cases.slice(0, prompts)) await checkPrediction(layout.name, golden);
      const [first] = layout.cases;
      if (first?.attribution && attributes(layout.name))
        await checkAttribution(layout.name, first, first.attribution.left);
    }
    await page.evaluate(() => window.harness.engine.close());
  });
}

async function checkPrediction(name: string, { prompt, logits, every, edits }: LayoutCase): Promise<void> {
  const { before } = await page.evaluate(([text, none]) => window.harness.engine.predict(text, none), [
    prompt,
    NO_EDITS,
  ] as const);
  expect(
    distance(
      before.filter((_, id) => id % every === 0),
      logits,
    ),
    `${name}: '${prompt}'`,
  ).toBeLessThan(TOLERANCE);
  for (const { name: edit, document, logits: expected } of edits) {
    const { after } = await page.evaluate(([text, edited]) => window.harness.engine.predict(text, edited), [
      prompt,
      document,
    ] as const);
    expect(distance(after, expected), `${name} under ${edit}`).toBeLessThan(TOLERANCE * Math.max(1, largest(expected)));
  }
}

async function checkAttribution(name: string, { prompt, targetId }: LayoutCase, left: Float32Array): Promise<void> {
  const ask = [prompt, targetId, LEFT20] as const;
  const { scores } = await page.evaluate(
    ([text, target, quadrature]) => window.harness.engine.attribute(text, target, quadrature),
    ask,
  );
  expect(distance(scores, left), `${name}: attribution`).toBeLessThan(1e-3 * largest(left));
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return largest(Array.from(a, (value, i) => value - b[i]!));
}
