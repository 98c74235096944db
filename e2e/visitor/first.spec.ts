/** The first minute: something to see before the model is there, rooms in the address, and a second visit without network. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { decodeLink, encodeLink } from '../../src/keeping/link';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

/** Keeps the model from coming until it is let go. */
async function holdModel(page: Page): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((open) => (letGo = open));
  await page.route('**/model.compact*', async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

test('a first visit sees answers before the model is there, walks through the rooms, and comes back without network', async ({
  page,
  context,
}) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  const letGo = await holdModel(page);
  await page.goto('./');

  // The first example, whole, and what it is.
  const beforehand = page.getByText('Computed beforehand by this very model');
  await expect(beforehand).toBeVisible();
  await expect(engram.map).toBeVisible();
  await expect(engram.neurons).toHaveCount(100);
  await expect(engram.predictions.first()).toContainText('book');
  await expect(page.getByRole('button', { name: 'Silence them' })).toBeDisabled();
  const strongest = await engram.neurons.first().textContent();
  const probability = await engram.probability.textContent();
  await scan(page);

  // No room is empty, and each is a step of the browser's history.
  await page.getByRole('tab', { name: 'Fact' }).click();
  await expect(page.getByRole('table', { name: 'Neurons by wordings' }).getByRole('rowheader').first()).toBeVisible();
  await expect(beforehand).toBeVisible();
  await page.getByRole('tab', { name: 'Relation' }).click();
  await expect(page.getByText(/neurons matter more here than elsewhere/)).toBeVisible();
  await page.goBack();
  await expect.poll(() => roomOf(page.url())).toBe('fact');
  await expect(page.getByRole('tab', { name: 'Fact' })).toHaveAttribute('aria-selected', 'true');
  await page.goBack();
  await expect(page.getByRole('tab', { name: 'Explore' })).toHaveAttribute('aria-selected', 'true');

  // The model's own answers take their place, and are the same.
  letGo();
  await engram.attributed();
  await expect(beforehand).toBeHidden();
  await expect(engram.neurons.first()).toHaveText(strongest ?? '');
  expect(Math.abs(Number(await engram.read()) - Number(probability))).toBeLessThan(2e-5);

  // Once the page says so, it needs no network.
  const badge = page.getByRole('button', { name: /^Model:/ });
  await expect(badge).toHaveAttribute('title', /Works offline now/, { timeout: 60_000 });
  await badge.click();
  await expect(page.getByRole('dialog').getByText('Works offline now')).toBeVisible();
  expect(complaints).toEqual([]);
  await context.setOffline(true);
  await page.goto('./#layers');
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Layers' })).toHaveAttribute('aria-selected', 'true');
  await engram.answered();
  await engram.ask('The capital of Japan is [MASK].', 'tokyo');
});

function roomOf(address: string): string | undefined {
  const link = decodeLink(new URL(address).hash);
  return link?.ok ? link.state.room : undefined;
}

test('a link is opened before its model is there', async ({ page }) => {
  const { model } = JSON.parse(readFileSync('models/beforehand/first.json', 'utf8')) as { model: string };
  const letGo = await holdModel(page);
  const engram = new Engram(page);
  const fragment = encodeLink({
    modelId: 'builtin',
    modelHash: model,
    prompt: 'The capital of Japan is [MASK].',
    target: 'kyoto',
    edits: { version: 1, neurons: [{ layer: 5, neuron: 1133, at: 'mask', gain: 0 }], values: [] },
    view: { colour: 'attribution' },
  });
  await page.goto(`./${fragment}`);
  await expect(engram.prompt).toHaveValue('The capital of Japan is [MASK].');
  await expect(page.getByRole('combobox', { name: 'Target word' })).toHaveValue('kyoto');
  await expect(engram.edits).toContainText('L5 · N1133');
  await expect(page.getByText('Computed beforehand')).toBeHidden();
  letGo();
  await engram.answered();
  await expect(engram.predictions.first()).toContainText('tokyo');
  await expect(page.getByRole('status', { name: 'Probability of kyoto' })).toHaveText(/^\d/);
  await expect(page.getByText(/A link was opened/)).toBeVisible();
});
