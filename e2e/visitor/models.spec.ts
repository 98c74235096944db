/** Other models on the page: from the Hub, from disk, through a link; what goes wrong on the way, and what stays. */
import { expect, test, type Page } from '@playwright/test';
import { encodeLink, type LinkState } from '../../src/keeping/link';
import { randomBert, sha256, TINY, type Shape } from '../hub/generated';
import { startHub, type LocalHub } from '../hub/server';
import { complaintsOf } from '../support/console';
import { drop, dropFolder } from '../support/drop';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

/** More than 20 MB, so that a link has to ask. */
const MIDDLE: Shape = { hiddenSize: 256, layers: 2, heads: 4, intermediateSize: 1024, vocabSize: 16_000 };
const REFERENCE = 'models/reference/small-uncased-tied';

let hub: LocalHub;
test.beforeAll(async () => void (hub = await startHub()));
test.afterAll(() => hub.close());

const address = () => `./?hub=${hub.url}`;
const badge = (page: Page) => page.getByRole('button', { name: /^Model: / });
const panelOf = (page: Page) => page.getByRole('dialog', { name: 'Models' });
const inUse = (page: Page) => panelOf(page).getByRole('region', { name: 'In use' });

async function lookUp(page: Page, id: string): Promise<void> {
  await panelOf(page).getByRole('textbox', { name: 'Any model of the Hugging Face Hub' }).fill(id);
  await panelOf(page).getByRole('button', { name: 'Look up' }).click();
}

test('models: one from the Hub by its name, found in storage the next time, and each with its own edits', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  hub.add('org/tiny', randomBert(TINY));
  const slow = { slow: 400, times: 0 };
  hub.add('org/slow', randomBert(MIDDLE), slow);
  const engram = new Engram(page);
  await engram.open(address());
  await engram.attributed();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  const edited = await engram.read();

  await badge(page).click();
  const panel = panelOf(page);
  await scan(page);
  // What is no name, and what is not there.
  await lookUp(page, 'no name!');
  await expect(panel.getByText('This is no model’s name')).toBeVisible();
  await lookUp(page, 'org/nothing');
  await expect(panel.getByRole('alert')).toContainText('org/nothing');
  // A slow one is cancelled while the page goes on.
  await lookUp(page, 'org/slow');
  await panel.getByRole('button', { name: /^Download 2\d\.\d MB and load$/ }).click();
  await expect(panel.getByRole('progressbar', { name: /org\/slow$/ })).toBeVisible();
  await expect(panel.getByText(/ of 2\d\.\d MB/)).toBeVisible();
  await scan(page);
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('progressbar')).toHaveCount(0);
  await expect(inUse(page)).toContainText('Built-in model');

  await lookUp(page, 'org/tiny');
  await panel.getByRole('button', { name: /^Download .* and load$/ }).click();
  await expect(inUse(page)).toContainText(/org\/tiny.*From the Hugging Face Hub, commit [0-9a-f]{12}/, {
    timeout: 60_000,
  });
  await page.keyboard.press('Escape');
  await expect(badge(page)).toHaveAccessibleName(/^Model: org\/tiny/);
  await expect(page.getByText(/Your 1 edit of “Built-in model” is kept/)).toBeVisible();
  await expect(engram.edits).toContainText('None yet');
  await engram.attributed();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Double', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  const tiny = await engram.read();

  // No Hub any more: from this browser's storage.
  const asked = hub.requests.length;
  await page.reload();
  await expect(badge(page)).toHaveAccessibleName(/^Model: org\/tiny/, { timeout: 60_000 });
  await expect(engram.probability).toHaveText(tiny);
  expect(hub.requests.length).toBe(asked);

  await badge(page).click();
  await panel.getByRole('button', { name: /^Built-in model/ }).click();
  await expect(inUse(page)).toContainText('Built-in model', { timeout: 60_000 });
  await panel.getByRole('button', { name: 'Delete org/tiny from this browser' }).click();
  await expect(panel.getByRole('button', { name: 'Delete org/tiny from this browser' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(engram.probability).toHaveText(edited);
  // The only complaints are the browser's own, about what the Hub refused.
  expect(complaints.filter((text) => !/status of 40\d/.test(text))).toEqual([]);
});

test('models: a folder of one’s own, and files that cannot be one', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const engram = new Engram(page);
  await engram.open();
  const before = await engram.read();
  await drop(page, [
    { name: 'config.json', text: '{"model_type": "bert"}' },
    { name: 'vocab.txt', text: '[PAD]' },
    { name: 'pytorch_model.bin', text: 'pickle' },
  ]);
  const panel = panelOf(page);
  await expect(panel.getByRole('alert')).toContainText('Python pickle');
  await panel.getByRole('button', { name: 'Copy the command' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^python -c ".*save_pretrained/);
  await scan(page);
  await page.keyboard.press('Escape');
  await expect(engram.probability).toHaveText(before);

  await dropFolder(page, REFERENCE);
  await expect(panel.getByText('From your disk.')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(badge(page)).toBeFocused();
  await expect(badge(page)).toHaveAccessibleName(/^Model: small-uncased-tied/);
  await engram.answered();
});

test('models: a link pins the commit, and asks before it downloads much', async ({ page }) => {
  const files = randomBert(MIDDLE);
  const repo = hub.add('org/middle', files);
  const weights = files.find(({ name }) => name.endsWith('.safetensors'));
  if (!weights) throw new Error('The checkpoint has no weights.');
  const link: LinkState = {
    modelId: `org/middle@${repo.commit}`,
    modelHash: sha256(weights).slice(0, 16),
    prompt: 'word1 [MASK] word3.',
    target: 'word7',
    edits: { version: 1, neurons: [{ layer: 1, neuron: 5, gain: 0, at: 'mask' }], values: [] },
    view: { colour: 'attribution' },
  };
  const engram = new Engram(page);
  await engram.open(address());
  const prompt = await engram.prompt.inputValue();
  const question = page.getByRole('alertdialog', { name: 'This link needs another model' });
  await page.evaluate((hash) => (location.hash = hash), encodeLink(link));
  await expect(question).toContainText('org/middle');
  await scan(page);
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(engram.prompt).toHaveValue(prompt);
  expect(hub.requests.filter((request) => request.includes('middle/model.safetensors'))).toEqual([]);

  await page.evaluate((hash) => (location.hash = hash), encodeLink(link));
  await question.getByRole('button', { name: /^Download 2\d\.\d MB and open$/ }).click();
  await expect(badge(page)).toHaveAccessibleName(/^Model: org\/middle/, { timeout: 60_000 });
  await expect(engram.prompt).toHaveValue('word1 [MASK] word3.');
  await expect(page.getByRole('status', { name: 'Probability of word7' })).toHaveText(/^\d/);
  await expect(engram.edits).toContainText('L1 · N5');

  // Its own link names the same commit; back in the built-in model, it opens from storage without a question.
  await page.getByRole('button', { name: 'Share' }).click();
  const own = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.keyboard.press('Escape');
  await badge(page).click();
  await panelOf(page)
    .getByRole('button', { name: /^Built-in model/ })
    .click();
  await expect(inUse(page)).toContainText('Built-in model', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.evaluate((hash) => (location.hash = hash), new URL(own).hash);
  await expect(badge(page)).toHaveAccessibleName(/^Model: org\/middle/, { timeout: 60_000 });
  await expect(question).toHaveCount(0);
});

/** Sixteen hex digits that are no model's. */
const OLD_HASH = '0123456789abcdef';
const MEANINGS = 'neurons have other meanings in this one';

test('the built-in model has changed: an old link opens, and its edits where its reader wants them', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  const link: LinkState = {
    modelId: 'builtin',
    modelHash: OLD_HASH,
    prompt: 'The capital of Italy is [MASK].',
    target: 'rome',
    edits: { version: 1, neurons: [{ layer: 5, neuron: 7, gain: 0, at: 'all' }], values: [] },
    view: { colour: 'attribution' },
  };
  const alert = page.getByRole('alert').filter({ hasText: MEANINGS });
  await page.evaluate((hash) => (location.hash = hash), encodeLink(link));
  await expect(alert).toContainText('earlier built-in model');
  await expect(engram.prompt).toHaveValue(link.prompt);
  const edit = engram.edits.getByRole('switch', { name: /^Layer 5, neuron 7/ });
  await expect(edit).not.toBeChecked();
  await scan(page);
  await alert.getByRole('button', { name: 'Open its edits on this model' }).click();
  await expect(edit).toBeChecked();
  await expect(alert).toHaveCount(0);

  // Edits for neurons that there are none of here.
  const edits = { ...link.edits, neurons: [{ layer: 40, neuron: 7, gain: 0, at: 'mask' as const }] };
  const foreign = encodeLink({ ...link, prompt: 'Elsewhere [MASK].', edits });
  await page.evaluate((hash) => (location.hash = hash), foreign);
  await expect(alert).toContainText('there is no layer 40 in this model');
  await expect(engram.prompt).toHaveValue(link.prompt);
  await expect(edit).toBeChecked();
  expect(complaints).toEqual([]);
});

test('the built-in model has changed: what was done with the earlier one is kept, and opens on this one', async ({
  page,
}) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  // The same work, as an earlier version of the page kept it.
  const ofEarlier = (hash: string) => {
    const work = JSON.parse(localStorage.getItem('engram') ?? '{}') as { workOf?: { hash: string } };
    if (!work.workOf) return false;
    work.workOf.hash = hash;
    // The page writes when it goes away; this is what it finds when it comes back.
    localStorage.setItem('engram', JSON.stringify(work));
    return true;
  };
  await expect.poll(() => page.evaluate(() => localStorage.getItem('engram')?.includes('"gain":0'))).toBe(true);
  expect(await page.evaluate(ofEarlier, OLD_HASH)).toBe(true);
  await page.reload();
  const alert = page.getByRole('alert').filter({ hasText: MEANINGS });
  await expect(alert).toContainText('Your 1 edit of the earlier one is kept', { timeout: 60_000 });
  await expect(engram.edits).toContainText('None yet');

  // Not now; later it is among the models.
  await alert.getByRole('button', { name: 'Dismiss message' }).click();
  await page.reload();
  await engram.answered();
  await expect(alert).toHaveCount(0);
  await badge(page).click();
  const earlier = inUse(page).getByRole('list', { name: 'Edits of earlier built-in models' });
  await expect(earlier).toContainText('1 edit of an earlier built-in model (0123456)');
  await scan(page);
  await earlier.getByRole('button', { name: 'Open on this model' }).click();
  await expect(earlier).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(engram.edits).toContainText('1 edit');
});

test('the page says what its model is, with the figures of its report and its card', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  const figures = /changes its answer’s probability by [+−]\d+\s%, doubling them by [+−]\d+\s% \(in the paper/;
  await page.getByRole('button', { name: 'About Engram' }).click();
  await expect(page.getByRole('dialog')).toContainText(figures);
  await page.keyboard.press('Escape');
  await badge(page).click();
  await expect(inUse(page)).toContainText(figures);
  const [card] = await Promise.all([
    page.waitForEvent('popup'),
    inUse(page).getByRole('link', { name: 'Card of the built-in model' }).click(),
  ]);
  await expect(card.locator('body')).toContainText('# The built-in model');
});
