/**
 * A model of BERT-base's size from the Hub, in a browser: it comes in with progress, over a connection that breaks, is
 * verified, answers, and is there again after a reload without the Hub.
 */
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { BASE, randomBert, TINY } from '../hub/generated';
import { startHub, type LocalHub } from '../hub/server';
import '../harness/page-api';

const PROMPT = 'a b c [MASK].';
const QUESTION = { prompt: PROMPT, edits: { version: 1, neurons: [], values: [] }, top: 3, target: null } as const;
/** JS memory while a model loads, over its file. */
const MOST_MEMORY = 1.3;

let hub: LocalHub;
test.beforeEach(async () => (hub = await startHub()));
test.afterEach(() => hub.close());

const load = (page: Page, id: string) =>
  page.evaluate((name) => window.harness.load({ kind: 'hub', id: name }, 'wasm'), id);
const predict = (page: Page) =>
  page.evaluate(async (question) => (await window.harness.visitor().predict('p', question)).before.top, QUESTION);

test('a model of base size loads over a broken connection, and again from storage without the Hub', async ({
  page,
}) => {
  const { files, commit } = hub.add('org/base', randomBert(BASE), { cut: { after: 200_000_000, times: 1 } });
  const { name, size } = files.at(-1)!;
  const memory = await watchWorkers(page);

  await page.goto(`/?hub=${hub.url}`);
  const info = await memory.during(load(page, 'org/base'));
  expect(info).toMatchObject({
    id: `org/base@${commit}`,
    origin: { kind: 'hub', id: 'org/base', commit },
    notices: [],
    memory: { weightsFile: size },
  });
  const progress = await page.evaluate(() => window.harness.progress);
  const downloads = progress.filter(({ stage }) => stage === 'download');
  expect(downloads.length).toBeGreaterThan(20);
  expect(downloads.at(-1)).toMatchObject({ fraction: 1 });
  expect(downloads.flatMap(({ note }) => note ?? [])).toEqual([
    expect.stringContaining(`${name} of “org/base” broke off after 200000000 of ${size} bytes`),
  ]);
  expect(hub.requests.filter((line) => line.includes('bytes=200000000-'))).toHaveLength(2);
  const answer = await predict(page);
  expect(answer).toHaveLength(3);
  console.log(
    `JS memory of the engine's worker while loading: at most ${(memory.peak() / size).toFixed(2)} times the file of ${size} bytes`,
  );
  expect(memory.peak() / size).toBeGreaterThan(1);
  expect(memory.peak() / size).toBeLessThan(MOST_MEMORY);

  await hub.close();
  memory.forget();
  await page.reload();
  const again = await memory.during(load(page, 'org/base'));
  expect(again).toMatchObject({
    id: info.id,
    hash: info.hash,
    notices: [expect.stringContaining(`this is the version that this browser stored`)],
  });
  expect(
    await page.evaluate(() => window.harness.progress.map(({ stage, note }) => (note === undefined ? stage : null))),
  ).not.toContain('download');
  expect(await predict(page)).toEqual(answer);
  expect(memory.peak() / size).toBeLessThan(MOST_MEMORY);
});

test('storage that is full, damaged or shared with another tab never gives a wrong answer', async ({
  page,
  context,
}) => {
  hub.add('org/tiny', randomBert(TINY));
  await page.goto(`/?hub=${hub.url}`);
  // Two tabs at once: one downloads, the other waits and reads what it stored.
  const other = await context.newPage();
  await other.goto(`/?hub=${hub.url}`);
  const [first, second] = await Promise.all([load(page, 'org/tiny'), load(other, 'org/tiny')]);
  expect(second.hash).toBe(first.hash);
  expect(hub.requests.filter((line) => line === 'GET /org/tiny/model.safetensors')).toHaveLength(1);
  const answer = await predict(page);
  expect(await predict(other)).toEqual(answer);
  await other.close();

  // A byte of the stored weights is changed behind the engine's back.
  await page.evaluate(async () => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('hub-models');
    for await (const folder of root.values()) {
      const file = await (folder as FileSystemDirectoryHandle).getFileHandle('model.safetensors');
      const writer = await file.createWritable({ keepExistingData: true });
      await writer.write({ type: 'write', position: 100_000, data: new Uint8Array([255]) });
      await writer.close();
    }
  });
  expect((await load(page, 'org/tiny')).hash).toBe(first.hash);
  expect(await predict(page)).toEqual(answer);
  expect(hub.requests.filter((line) => line === 'GET /org/tiny/model.safetensors')).toHaveLength(2);

  // No room: it runs from memory.
  await page.evaluate(async () => {
    const visitor = window.harness.visitor();
    for (const { id, commit } of await visitor.storedModels()) await visitor.deleteStored(id, commit);
  });
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1000 });
  const full = await load(page, 'org/tiny');
  expect(full.notices).toEqual([expect.stringContaining('whose storage for this page is full')]);
  expect(await predict(page)).toEqual(answer);
  expect(await page.evaluate(() => window.harness.visitor().storedModels())).toEqual([]);
});

test('a Hub that lets no page read it is told, and the model before stays', async ({ page }) => {
  hub.add('org/tiny', randomBert(TINY));
  hub.add('org/closed', randomBert(TINY), { noCors: true });
  await page.goto(`/?hub=${hub.url}`);
  await load(page, 'org/tiny');
  const answer = await predict(page);
  // A page that is cross-origin isolated is not told that the host answers at all.
  await expect(load(page, 'org/closed')).rejects.toThrow(
    /could not be reached .* Check the connection|sends no CORS headers/,
  );
  expect(await predict(page)).toEqual(answer);
});

/** JS memory of the page's workers: what V8 counts as used, and the buffers behind typed arrays, WebAssembly's aside. */
async function watchWorkers(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  const workers = new Set<string>();
  const answers = new Map<number, (heap: { usedSize: number; backingStorageSize?: number } | null) => void>();
  let requests = 0;
  let peak = 0;
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.add(sessionId));
  session.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as {
      id: number;
      result?: { usedSize: number; backingStorageSize?: number };
    };
    answers.get(id)?.(result ?? null);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const heapOf = async (sessionId: string) => {
    const id = ++requests;
    const answer = new Promise<{ usedSize: number; backingStorageSize?: number } | null>((resolve) =>
      answers.set(id, resolve),
    );
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method: 'Runtime.getHeapUsage' }),
    });
    const heap = await answer;
    return heap ? heap.usedSize + (heap.backingStorageSize ?? 0) : 0;
  };
  return {
    peak: () => peak,
    forget: () => void (peak = 0),
    /** Looks every few milliseconds while something goes on. */
    async during<T>(work: Promise<T>): Promise<T> {
      let done = false;
      const end = () => void (done = true);
      work.then(end, end);
      while (!done) {
        const heaps = await Promise.all(
          [...workers].map((worker) => Promise.race([heapOf(worker).catch(() => 0), work.then(() => 0)])),
        );
        peak = Math.max(
          peak,
          heaps.reduce((a, b) => a + b, 0),
        );
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return work;
    },
  };
}
