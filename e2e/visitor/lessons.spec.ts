/** Lessons: a teacher makes one; a student opens it, as a file and as a link, walks it, changes something, starts afresh. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { NO_EDITS, type EditsDocument } from '../../src/knowledge/edits/edits';
import { gallerySchema } from '../../src/keeping/gallery';
import { readLesson, writeLesson } from '../../src/keeping/lessons/lesson-file';
import { decodeLesson, encodeLesson } from '../../src/keeping/lessons/lesson-link';
import { encodeLink } from '../../src/keeping/link';
import type { Lesson } from '../../src/state/lesson';
import { complaintsOf } from '../support/console';
import { drop } from '../support/drop';
import { Engram } from '../support/engram';
import { scan } from '../support/scan';

const GALLERY = fileURLToPath(new URL('../../models/gallery.json', import.meta.url));
const ITALY = 'The capital of Italy is [MASK].';
const SPAIN = 'The capital of Spain is [MASK].';
const MINE = 'The capital of Peru is [MASK].';

const bar = (page: Page) => page.getByRole('region', { name: 'Lesson: Two capitals' });
const press = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true }).click();

async function openLessons(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Gallery' }).click();
  await page.getByRole('tab', { name: 'Lessons' }).click();
}

async function addStep(page: Page, { title, text }: { readonly title: string; readonly text: string }): Promise<void> {
  await openLessons(page);
  await page.getByRole('button', { name: 'Add what is on the page now' }).click();
  const step = page.getByRole('list', { name: 'Steps' }).getByRole('group').last();
  await step.getByRole('textbox', { name: 'Step title' }).fill(title);
  await step.getByRole('textbox', { name: 'Text' }).fill(text);
}

/** A lesson of two steps, the second with a silenced neuron: as a file's text, and as a link. */
async function makeLesson(
  page: Page,
): Promise<{ readonly file: string; readonly link: string; readonly edited: string }> {
  const engram = new Engram(page);
  await engram.open();
  await engram.ask(SPAIN, 'madrid');
  await engram.attributed();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  const edited = await engram.read();
  await addStep(page, { title: 'One neuron less', text: 'Is it still **Madrid**? <b onclick="alert(1)">No HTML</b>' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await engram.ask(ITALY, 'rome');
  await addStep(page, {
    title: 'Look',
    text: 'See [the paper](https://arxiv.org/abs/2104.08696), not [this](javascript:alert(1)).',
  });
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Two capitals');
  await page.getByRole('textbox', { name: 'Introduction' }).fill('Before you *begin*.');
  // The order by keyboard: the second step goes up, and the focus goes with it.
  const up = page
    .getByRole('list', { name: 'Steps' })
    .getByRole('group')
    .last()
    .getByRole('button', { name: 'Move up' });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Step title' }).first()).toHaveValue('Look');
  await expect(page.getByRole('button', { name: 'Move up' }).first()).toBeFocused();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('two-capitals.md');
  await page.getByRole('button', { name: 'Copy link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link to the lesson' }).inputValue();
  expect(link).toContain('#l1=');
  return { file: readFileSync(await download.path(), 'utf8'), link, edited };
}

test('a teacher makes a lesson, which is there after a reload, as a file, and as a link', async ({ page }) => {
  const { file, link, edited } = await makeLesson(page);
  expect(file).toMatch(/^# Two capitals\n\nBefore you \*begin\*\.\n\n\[Look\]\(http:\/\/localhost:\d+\/#e/);
  const read = readLesson(file);
  expect(read.steps.map(({ title }) => title)).toEqual(['Look', 'One neuron less']);
  expect(decodeLesson(new URL(link).hash)).toEqual({ ok: true, lesson: read });
  await page.reload();
  const engram = new Engram(page);
  await engram.answered();
  await openLessons(page);
  await expect(page.getByRole('textbox', { name: 'Step title' })).toHaveCount(2);
  await page.getByRole('button', { name: 'Preview' }).click();
  await press(page, 'Next');
  await expect(engram.prompt).toHaveValue(SPAIN);
  await expect(engram.probability).toHaveText(edited);
});

/** A lesson of two steps, the second of them edited, on the built-in model. */
function twoCapitals(): Lesson {
  const { findings, model } = gallerySchema.parse(JSON.parse(readFileSync(GALLERY, 'utf8')));
  const { edits } = findings[0]!.state;
  const to = (prompt: string, own: EditsDocument) =>
    encodeLink({
      modelId: 'builtin',
      modelHash: model,
      prompt,
      target: '',
      edits: own,
      view: { colour: 'attribution' },
    });
  return {
    title: 'Two capitals',
    intro: 'Before you *begin*.',
    steps: [
      {
        title: 'Look',
        fragment: to(ITALY, NO_EDITS),
        text: 'See [the paper](https://arxiv.org/abs/2104.08696), not [this](javascript:alert(1)).',
      },
      {
        title: 'Some neurons less',
        fragment: to(SPAIN, edits),
        text: 'Is it still **Madrid**? <b onclick="alert(1)">No HTML</b>',
      },
    ],
  };
}

test('a student opens a file, walks, changes, starts afresh, and gets their own work back', async ({ page }) => {
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.ask(MINE, 'lima');
  await engram.attributed();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Double', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  const mine = await engram.read();

  await drop(page, [{ name: 'lesson.md', text: writeLesson(twoCapitals(), 'https://engram.example/') }]);
  await expect(bar(page)).toContainText('Step 1 of 2');
  await expect(bar(page)).toContainText('Before you begin.');
  await expect(bar(page).getByRole('link')).toHaveCount(1);
  await expect(bar(page).getByRole('link', { name: 'the paper' })).toHaveAttribute('rel', 'noopener noreferrer');
  await expect(engram.prompt).toHaveValue(ITALY);
  await expect(engram.edits).toContainText('None yet');
  await expect(engram.undo).toBeDisabled();
  await scan(page, '.lesson-bar');

  await press(page, 'Next');
  await expect(engram.prompt).toHaveValue(SPAIN);
  await expect(engram.edits).toContainText(/14 (edits|neurons)/);
  await expect(bar(page)).toContainText('<b onclick="alert(1)">No HTML</b>');
  await expect(bar(page).getByRole('button', { name: 'Next', exact: true })).toBeDisabled();
  await expect(engram.undo).toBeDisabled();

  // The student's own changes outlive a reload, and go with "Reset this step".
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(engram.edits).toContainText('None yet');
  await page.reload();
  await expect(bar(page)).toContainText('Step 2 of 2', { timeout: 60_000 });
  await expect(engram.edits).toContainText('None yet');
  await press(page, 'Reset this step');
  await expect(engram.edits).toContainText(/14 (edits|neurons)/);
  await expect(engram.undo).toBeDisabled();

  await engram.prompt.fill('Something else is [MASK].');
  await press(page, 'Reset for the next student');
  await expect(bar(page)).toContainText('Step 1 of 2');
  await expect(engram.prompt).toHaveValue(ITALY);
  await expect(engram.edits).toContainText('None yet');

  await press(page, 'Back to your own work');
  await expect(bar(page)).toHaveCount(0);
  await expect(engram.prompt).toHaveValue(MINE);
  await expect(engram.probability).toHaveText(mine);
  await engram.undo.click();
  await expect(engram.edits).toContainText('None yet');
  expect(complaints).toEqual([]);
});

test('a link to a lesson opens it, before the model is there too, and leaves the address', async ({ page }) => {
  await page.goto(`./${encodeLesson(twoCapitals())}`);
  const engram = new Engram(page);
  await expect(bar(page)).toContainText('Step 1 of 2');
  await expect(engram.prompt).toHaveValue(ITALY);
  await engram.answered();
  expect(new URL(page.url()).hash).not.toContain('l1');
  await press(page, 'Back to your own work');
  await expect(engram.prompt).not.toHaveValue(ITALY);
});

test('what is no lesson, or a damaged one, says so and changes nothing', async ({ page }) => {
  const engram = new Engram(page);
  await engram.open();
  await engram.ask(MINE, 'lima');
  const link = 'https://engram.example/#e1=AAAA';
  for (const [text, words] of [
    ['# No steps\n\nWords.', 'no step'],
    [`# One\n\n[Broken](${link})\n\nText.`, 'Step 1 of this lesson, “Broken”, cannot be opened.'],
    [`# Long\n\n${'x'.repeat(1_000_001)}`, 'too large'],
  ] as const) {
    await drop(page, [{ name: 'lesson.md', text }]);
    await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
  }
  for (const [hash, words] of [
    ['#l1=HtfDfs1Qf0', 'cut short'],
    ['#l1=a%b', 'damaged'],
    ['#l7=AAAA', 'newer Engram'],
  ] as const) {
    await page.evaluate((fragment) => (location.hash = fragment), hash);
    await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
  }
  await expect(engram.prompt).toHaveValue(MINE);
  await expect(page.getByRole('region', { name: /^Lesson/ })).toHaveCount(0);
});

test('a narrow page has room for a lesson, and axe finds nothing', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const page = await context.newPage();
  const engram = new Engram(page);
  await engram.open();
  await addStep(page, { title: 'Alone', text: 'Words.' });
  await page.getByRole('button', { name: 'Preview' }).click();
  const lesson = page.getByRole('region', { name: 'Lesson: Lesson' });
  await expect(lesson).toContainText('Step 1 of 1');
  await engram.answered();
  await scan(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await lesson.getByRole('button', { name: 'Back to your own work' }).click();
  await expect(lesson).toHaveCount(0);
  await context.close();
});
