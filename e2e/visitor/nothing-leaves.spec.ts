/**
 * Nothing leaves the page: a walk through its rooms in which everything that goes out counts. Only the Hub is another host,
 * and only once it is asked.
 */
import { expect, test as base, type Page } from '@playwright/test';
import { randomBert, TINY } from '../hub/generated';
import { startHub, type LocalHub } from '../hub/server';
import { drop } from '../support/drop';
import { Engram } from '../support/engram';
import { watchOutward, type Outward, type Sent } from '../support/outward';

const test = base.extend<{ outward: Outward }>({
  outward: async ({ browser, baseURL }, use) => {
    const outward = await watchOutward(browser, baseURL);
    await use(outward);
    await outward.close();
  },
});

/** A word that stands in no file of the page, so that wherever it turns up it was typed. */
const SECRET = 'quillonby';
const OWN_PROMPT = `The doctor of ${SECRET} is a [MASK].`;

/** A sentence for all that went to another host, had content, or took along what was typed. */
function leaks({ sent, refused, page }: Outward): string[] {
  const home = new URL(page.url()).host;
  return [
    ...refused.map((request) => `to another machine: ${request}`),
    ...sent
      .filter(({ url }) => /^(https?|wss?):/.test(url))
      .flatMap((request) => [
        ...(new URL(request.url).host === home ? [] : [`to another host: ${nameOf(request)}`]),
        ...(request.method === 'GET' && request.body === null ? [] : [`with content: ${nameOf(request)}`]),
        ...(toldIn(request).includes(SECRET) ? [`tells what was typed: ${nameOf(request)}`] : []),
      ]),
  ];
}

const nameOf = ({ method, url }: Sent) => `${method} ${url}`;

function toldIn({ url, body }: Sent): string {
  const { pathname, search } = new URL(url);
  return (decodeURIComponent(pathname + search) + (body ?? '')).toLowerCase();
}

async function take(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Take out' }).click();
  await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

/** Ask, change, teach, erase, look through the layers, attribute a list, look at the models, share, download. */
async function walk(page: Page, engram: Engram): Promise<void> {
  await engram.prompt.fill(OWN_PROMPT);
  await engram.answered();
  await engram.attributed();
  await expect(page.getByText('Nothing you type leaves this browser.')).toBeVisible();
  await engram.neurons.first().click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(engram.edits).toContainText('1 edit');
  await take(page, 'Attributions as CSV');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#e/);
  await page.keyboard.press('Escape');

  await tab(page, 'Fact');
  const search = page.getByRole('combobox', { name: 'Search facts' });
  await search.fill('japan capital');
  await expect(page.getByRole('option').first()).toContainText('Japan');
  await search.press('Enter');
  const wordings = page.getByRole('list', { name: 'Wordings' });
  await wordings.getByRole('textbox').first().fill(`Japan, says ${SECRET}, has the capital [MASK].`);
  for (let left = await wordings.getByRole('textbox').count(); left > 2; left--)
    await page.getByRole('button', { name: `Remove wording ${left}`, exact: true }).click();
  await page.getByRole('button', { name: /^Find its neurons/ }).click();
  await expect(page.getByRole('table', { name: 'Neurons by wordings' })).toBeVisible({ timeout: 60_000 });

  await tab(page, 'Relation');
  await expect(page.getByRole('region', { name: 'Ask' })).toContainText('relation');

  await tab(page, 'Layers');
  await expect(page.getByRole('table', { name: 'Logit lens' })).toBeVisible();

  await drop(page, [{ name: 'list.txt', text: `A ${SECRET} is a [MASK].\nShe read a [MASK] before bed.` }]);
  await page.getByRole('button', { name: 'Ask and attribute 2 prompts' }).click();
  await expect(page.getByRole('button', { name: 'All are attributed' })).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: /^Model: / }).click();
  await expect(page.getByRole('dialog', { name: 'Models' })).toContainText('Built-in model');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'About Engram' }).click();
  await expect(page.getByRole('dialog')).toContainText('What leaves this page');
  await page.keyboard.press('Escape');
}

test('a walk through the page tells no other host anything, and its own host nothing that was typed', async ({
  outward,
}) => {
  test.slow();
  const { page, context, sent } = outward;
  const engram = new Engram(page);
  await engram.open();
  await walk(page, engram);
  // A second visit, by way of the service worker.
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 60_000 })
    .toBe(true);
  await page.reload();
  await tab(page, 'Explore');
  await engram.answered();
  expect(leaks(outward)).toEqual([]);
  expect(context.serviceWorkers()).toHaveLength(1);
  expect(sent.some(({ url }) => url.includes('/models/builtin/'))).toBe(true);
});

test('whoever sends something is heard', async ({ outward }) => {
  const { page, context } = outward;
  const engram = new Engram(page);
  await engram.open();
  await expect.poll(() => context.serviceWorkers().length, { timeout: 60_000 }).toBe(1);
  expect(leaks(outward)).toEqual([]);

  await page.evaluate((secret) => {
    navigator.sendBeacon('./beacon', secret);
    void fetch(`./query?prompt=${secret}`);
    new WebSocket(new URL('./socket', location.href).href.replace(/^http/, 'ws'));
  }, SECRET);
  const away = 'elsewhere.example';
  await page.workers()[0]?.evaluate((host) => {
    void fetch(`http://${host}/worker`).catch(() => undefined);
    new WebSocket(`ws://${host}/worker`);
  }, away);
  await context.serviceWorkers()[0]?.evaluate((host) => void fetch(`http://${host}/service`).catch(() => null), away);
  await expect
    .poll(() => new Set(leaks(outward).map((leak) => leak.replace(/(?<=\w)(:\/\/)localhost:\d+/, '$1page'))))
    .toEqual(
      new Set([
        'to another machine: GET http://elsewhere.example/worker',
        'to another machine: CONNECT elsewhere.example:80',
        'to another machine: GET http://elsewhere.example/service',
        'to another host: GET http://elsewhere.example/worker',
        'to another host: GET http://elsewhere.example/service',
        'to another host: SOCKET ws://elsewhere.example/worker',
        'with content: SOCKET ws://elsewhere.example/worker',
        'with content: SOCKET ws://page/socket',
        'with content: POST http://page/beacon',
        'tells what was typed: POST http://page/beacon',
        `tells what was typed: GET http://page/query?prompt=${SECRET}`,
      ]),
    );
});

test('the page may not ask another host at all', async ({ outward }) => {
  const { page } = outward;
  await new Engram(page).open();
  const blocked = await page.evaluate(async () => {
    const policies: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => policies.push(event.effectiveDirective));
    await fetch('http://elsewhere.example/page').catch(() => undefined);
    navigator.sendBeacon('http://elsewhere.example/beacon', 'x');
    const image = new Image();
    image.src = 'http://elsewhere.example/image';
    await new Promise((done) => (image.onerror = done));
    return policies;
  });
  expect(blocked).toEqual(['connect-src', 'connect-src', 'img-src']);
  expect(outward.refused).toEqual([]);
});

test.describe('the Hub', () => {
  let hub: LocalHub;
  test.beforeAll(async () => void (hub = await startHub()));
  test.afterAll(() => hub.close());

  test('is told a model’s name once that is asked for, and nothing before', async ({ outward }) => {
    const { page, sent } = outward;
    hub.add('org/tiny', randomBert(TINY));
    const engram = new Engram(page);
    await engram.open(`./?hub=${hub.url}`);
    await engram.prompt.fill(OWN_PROMPT);
    await engram.answered();
    await page.getByRole('button', { name: /^Model: / }).click();
    const panel = page.getByRole('dialog', { name: 'Models' });
    const name = panel.getByRole('textbox', { name: 'Any model of the Hugging Face Hub' });
    // Not while the name is typed either.
    await name.pressSequentially('org/tiny');
    expect(hub.requests).toEqual([]);
    expect(leaks(outward)).toEqual([]);

    await panel.getByRole('button', { name: 'Look up' }).click();
    await panel.getByRole('button', { name: /^Download .* and load$/ }).click();
    await expect(panel.getByRole('region', { name: 'In use' })).toContainText('org/tiny', { timeout: 60_000 });
    const home = new URL(page.url()).host;
    const told = sent.filter(({ url }) => url.startsWith('http') && new URL(url).host !== home);
    expect(told.length).toBeGreaterThan(0);
    for (const { method, url, body } of told)
      expect(`${method} ${new URL(url).pathname} ${body ?? ''}`).toMatch(/^(GET|HEAD) \/[\w./-]*org\/tiny[\w./-]* $/);
    expect(leaks(outward).filter((leak) => !leak.startsWith('to another host: '))).toEqual([]);
  });
});
