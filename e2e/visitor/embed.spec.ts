/** The page in other pages: alive in their frames, and on speaking terms with them alone. */
import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import { complaintsOf } from '../support/console';
import { Engram } from '../support/engram';
import { heardOf, hostPage, say, type HostPage } from '../support/host';
import { scan } from '../support/scan';

const QUESTION = 'prompt=The+capital+of+France+is+%5BMASK%5D.&target=paris';
const NEURON = /^L\d+ · N\d+$/;

let host: HostPage | null = null;
test.afterEach(async () => {
  await host?.close();
  host = null;
});

const probability = (frame: FrameLocator) => frame.getByRole('status', { name: 'Probability of paris' });

async function isReady(page: Page, name: string): Promise<void> {
  await expect.poll(() => heardOf(page, name, 'engram:ready'), { timeout: 90_000 }).toHaveLength(1);
}

/** The parent's question, and the answer to it. */
async function ask(page: Page, name: string, id: string) {
  await say(page, name, { type: 'engram:ask', id });
  const answers = async () => (await heardOf(page, name, 'engram:state')).filter((state) => state.id === id);
  await expect.poll(answers).toHaveLength(1);
  return (await answers())[0]!;
}

/** Picks a neuron of the map by pointing at it, and reads its name. */
async function pickNeuron(frame: FrameLocator): Promise<string> {
  const map = frame.getByRole('application', { name: /^Neuron map/ });
  await map.click({ position: { x: 60, y: 24 } });
  const picked = frame.getByRole('group', { name: 'Selected neurons' });
  await expect(picked.getByText(NEURON)).toBeVisible();
  return (await picked.getByText(NEURON).textContent()) ?? '';
}

for (const isolated of [false, true])
  test(`three embeds live in ${isolated ? 'an isolated' : 'a plain'} page of another origin`, async ({
    page,
    baseURL,
  }) => {
    test.setTimeout(240_000);
    const frames = ['map', 'dose', 'bars'].map((name) => ({ name, src: `${baseURL}?embed=${name}&${QUESTION}` }));
    host = await hostPage(frames, { isolated });
    await page.goto(host.url);
    const [map, dose, bars] = ['map', 'dose', 'bars'].map((name) => page.frameLocator(`iframe[name=${name}]`));
    if (!map || !dose || !bars) throw new Error('Expected three frames.');
    for (const { name } of frames) await isReady(page, name);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    for (const frame of page.frames().slice(1)) expect(await frame.evaluate(() => crossOriginIsolated)).toBe(isolated);

    // The map: a neuron is picked and silenced, and the number beside the question moves.
    const before = await probability(map).textContent();
    await pickNeuron(map);
    await map.getByRole('button', { name: 'Silence' }).click();
    await expect(map.getByText('1 edit')).toBeVisible();
    await expect
      .poll(async () => (await ask(page, 'map', `edits ${Math.random()}`)).edits)
      .toMatchObject({
        neurons: [{ gain: 0 }],
      });
    await map.getByRole('switch', { name: 'Edits' }).click();
    await expect(probability(map)).toHaveText(before ?? '');

    // The dose: its slider moves the probability.
    await expect(probability(dose)).toHaveText(before ?? '');
    await dose.getByRole('slider', { name: 'Gain' }).focus();
    await page.keyboard.press('Home');
    await expect(probability(dose)).not.toHaveText(before ?? '');
    await expect(dose.getByRole('img', { name: /^Probability of paris by gain/ })).toBeVisible();

    // The bars: another word is followed.
    await bars.getByRole('list', { name: 'Predictions' }).getByRole('button').nth(1).click();
    await expect(probability(bars)).toHaveCount(0);
    await expect.poll(async () => (await ask(page, 'bars', `word ${Math.random()}`)).target).not.toBe('paris');

    // The parent heard how tall each is, and made it so.
    for (const { name } of frames) {
      const heights = await heardOf(page, name, 'engram:height');
      const box = await page.locator(`iframe[name=${name}]`).boundingBox();
      expect(heights.length).toBeGreaterThan(0);
      expect(box?.height).toBe(heights.at(-1)?.height);
    }
    const state = await ask(page, 'dose', 'last');
    expect(state).toMatchObject({
      picture: 'dose',
      ready: true,
      prompt: 'The capital of France is [MASK].',
      target: 'paris',
      model: { id: 'builtin' },
    });
    expect(String(state.link)).toMatch(new RegExp(`^${baseURL}#e`));
  });

test('wrong origins and strange windows are told nothing', async ({ page, baseURL }) => {
  const frames = [
    { name: 'closed', src: `${baseURL}?embed=bars&${QUESTION}&parent=https://somebody.example` },
    { name: 'open', src: `${baseURL}?embed=bars&${QUESTION}` },
  ];
  host = await hostPage(frames);
  await page.goto(host.url);
  await isReady(page, 'open');
  await expect(probability(page.frameLocator('iframe[name=closed]'))).toHaveText(/^0\.\d/, { timeout: 60_000 });
  await say(page, 'closed', { type: 'engram:ask', id: 'me' });
  // Not the parent, though of the parent's origin: a frame beside.
  await page.evaluate(() => {
    const stranger = document.createElement('iframe');
    stranger.name = 'stranger';
    document.body.append(stranger);
    const script = stranger.contentDocument!.createElement('script');
    script.textContent = `parent.frames.open.postMessage({ type: 'engram:ask', id: 'stranger' }, '*')`;
    stranger.contentDocument!.body.append(script);
  });
  await ask(page, 'open', 'mine');
  expect(await heardOf(page, 'open', 'engram:state')).toHaveLength(1);
  for (const type of ['engram:height', 'engram:ready', 'engram:changed', 'engram:state'])
    expect(await heardOf(page, 'closed', type)).toEqual([]);
});

test('a link opens in the embed, and from there in the full page; nothing is kept', async ({
  page,
  baseURL,
  context,
}) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const engram = new Engram(page);
  await engram.open();
  await engram.attributed();
  await engram.ask('The capital of Azerbaijan is [MASK].', 'baku');
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  const expected = Number(await engram.read()).toFixed(4);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('combobox', { name: 'Picture to embed' }).selectOption('bars');
  await scan(page, '.share-popover');
  await page.getByRole('button', { name: 'Copy code' }).click();
  await expect(page.getByText('The code is in the clipboard.')).toBeAttached();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  const src = /src="([^"]+)"/.exec(code)?.[1] ?? '';
  expect(src).toMatch(new RegExp(`^${baseURL}\\?embed=bars#e`));
  // As long as somebody has the page open for their own work.
  await expect.poll(() => page.evaluate(() => localStorage.getItem('engram'))).toContain('Azerbaijan');
  const kept = await page.evaluate(() => localStorage.getItem('engram'));

  const embed = await context.newPage();
  const others = complaintsOf(embed);
  await embed.goto(src);
  const shown = embed.getByRole('status', { name: 'Probability of baku' });
  await expect(shown).toHaveText(expected, { timeout: 60_000 });
  await expect(embed.getByText('1 edit')).toBeVisible();
  await scan(embed);
  await embed.getByRole('switch', { name: 'Edits' }).click();
  await expect(shown).not.toHaveText(expected);
  expect(await embed.evaluate(() => localStorage.getItem('engram'))).toBe(kept);
  await embed.getByRole('switch', { name: 'Edits' }).click();
  const [full] = await Promise.all([
    context.waitForEvent('page'),
    embed.getByRole('link', { name: 'Open in Engram' }).click(),
  ]);
  await expect(full.getByRole('textbox', { name: 'Prompt' })).toHaveValue('The capital of Azerbaijan is [MASK].', {
    timeout: 60_000,
  });
  expect(await full.evaluate(() => window.opener as unknown)).toBeNull();
  expect([...complaints, ...others]).toEqual([]);
});

test('each picture has its embed, and an unknown one a sentence', async ({ page }) => {
  test.setTimeout(240_000);
  const complaints = complaintsOf(page);
  await page.setViewportSize({ width: 640, height: 480 });
  await page.goto('./?embed=scatter');
  await expect(page.getByRole('alert')).toHaveText(
    'There is no picture “scatter” to embed. The known ones are map, bars, dose, lens, attention, barcode, effects, relation.',
  );
  await scan(page);
  await page.goto('./?embed=barcode&theme=dark');
  await expect(page.getByRole('table', { name: 'Neurons by wordings' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await scan(page);
  await page.goto('./?embed=relation');
  await expect(page.getByText(/matter more here than elsewhere/)).toBeVisible();
  await page.goto(`./?embed=attention&${QUESTION}`);
  await expect(page.getByRole('group', { name: 'Heads' }).getByRole('button').first()).toBeVisible({ timeout: 90_000 });
  await page.goto(`./?embed=lens&${QUESTION}`);
  await expect(page.getByRole('table', { name: 'Logit lens' })).toBeVisible({ timeout: 60_000 });
  await page.goto(`./?embed=map&${QUESTION}`);
  await expect(page.getByText(/scores sum to its share/)).toBeVisible({ timeout: 60_000 });
  await scan(page);
  await page.goto('./?embed=effects');
  await expect(page.getByText(/no fact, or no edits/)).toBeVisible({ timeout: 60_000 });
  await page.goto('./?embed=bars&prompt=No+gap+here.');
  await expect(page.getByText(/\[MASK\]/)).toBeVisible({ timeout: 60_000 });
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  expect(complaints).toEqual([]);
});
