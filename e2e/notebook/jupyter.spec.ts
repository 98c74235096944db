/** The Python package in a real JupyterLab: the map alive in a cell, and its numbers in the next. */
import { expect, test, type Page } from '@playwright/test';
import { findPython, startLab, type Lab } from '../support/jupyter';

const CELLS = [
  `from engram_notebook import Engram
widget = Engram("The capital of France is [MASK].", picture="map", target="paris")
widget`,
  `import json
table, state = widget.table, widget.state
answer = None if table is None else dict(
    rows=len(table),
    strongest=table.loc[table["attribution"].abs().idxmax(), ["layer", "neuron", "attribution"]].to_dict(),
    model=sorted(set(table["model"])),
)
print(json.dumps(dict(table=answer, edits=len(state["edits"]["neurons"]), target=state["target"], ready=state["ready"])) if state else "nothing")`,
  `widget.picture = "bars"`,
  `print(dict(zip(widget.table["token"], widget.table["probability"].round(4)))["paris"] if widget.table is not None and "token" in widget.table else "nothing")`,
];

let lab: Lab | null = null;
test.afterEach(async () => {
  await lab?.stop();
  lab = null;
});

/** Runs a cell and gives what it prints, once that is what is asked for. */
async function printed(page: Page, cell: number, expected: RegExp): Promise<string> {
  const own = page.locator('.jp-Notebook .jp-CodeCell').nth(cell);
  const output = own.locator('.jp-OutputArea-output pre');
  await expect(async () => {
    await run(page, cell);
    await expect(output).toHaveText(expected, { timeout: 4000 });
  }).toPass({ timeout: 60_000 });
  return (await output.textContent()) ?? '';
}

async function run(page: Page, cell: number): Promise<void> {
  const own = page.locator('.jp-Notebook .jp-CodeCell').nth(cell);
  await own.scrollIntoViewIfNeeded();
  await own.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
}

test('a notebook shows the map, and reads its numbers and what was done in it', async ({ page }) => {
  test.setTimeout(300_000);
  const found = findPython();
  const missing = 'missing' in found ? found.missing : null;
  if (missing !== null) console.log(`Skipped: ${missing}`);
  test.skip(missing !== null, missing ?? '');
  if (!('python' in found)) return;
  lab = await startLab(found.python, CELLS);
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.goto(lab.url);
  await expect(page.locator('.jp-Notebook .jp-CodeCell')).toHaveCount(CELLS.length, { timeout: 60_000 });
  await run(page, 0);
  const embed = page.frameLocator('iframe.engram-notebook');
  await expect(embed.getByText(/scores sum to its share/)).toBeVisible({ timeout: 120_000 });
  const probability = embed.getByRole('status', { name: 'Probability of paris' });
  const shown = (await probability.textContent()) ?? '';

  // The strongest neuron of the table is the one that the picture names, with the very number.
  const legend = embed.getByRole('group', { name: /^Colours/ });
  const named = /L(\d+) · N(\d+) ([+\u2212]0\.\d+)/.exec((await legend.textContent()) ?? '');
  if (!named) throw new Error('Expected the strongest neuron below the map.');
  const first = JSON.parse(await printed(page, 1, /"ready": true/)) as {
    readonly table: {
      readonly rows: number;
      readonly strongest: { readonly layer: number; readonly neuron: number; readonly attribution: number };
      readonly model: readonly string[];
    };
    readonly edits: number;
    readonly target: string;
  };
  expect(first).toMatchObject({ edits: 0, target: 'paris' });
  const { layer, neuron, attribution } = first.table.strongest;
  expect([layer, neuron]).toEqual([Number(named[1]), Number(named[2])]);
  const digits = named[3]!.length - 3;
  expect(attribution.toFixed(digits)).toBe(named[3]!.replace('\u2212', '-').replace('+', ''));
  expect(first.table.rows).toBeGreaterThan(1000);
  expect(first.table.model).toHaveLength(1);

  // What is done in the picture is known in Python.
  await embed.getByRole('application', { name: /^Neuron map/ }).click({ position: { x: 60, y: 24 } });
  await embed.getByRole('button', { name: 'Silence' }).click();
  await expect(embed.getByText('1 edit')).toBeVisible();
  await printed(page, 1, /"edits": 1.*"ready": true/);

  // What is done in Python is seen in the picture.
  await run(page, 2);
  await expect(embed.getByRole('list', { name: 'Predictions' }).getByRole('button').first()).toContainText('paris', {
    timeout: 60_000,
  });
  expect(Number(await printed(page, 3, /^0\.\d+/))).toBeCloseTo(Number(shown), 4);
});
