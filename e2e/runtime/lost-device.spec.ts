/** A graphics driver that crashes ends the work with a message, not with a hang; the model can be opened again. */
import { expect, test } from '@playwright/test';
import { referenceModels } from '../../src/fixtures/reference';
import { NO_EDITS } from '../../src/knowledge/edits/edits';
import '../harness/page-api';
import { serveReference } from '../support/reference-route';

test('a lost device is told, and a new one takes over', async ({ page, browser }) => {
  const model = referenceModels()[0]!;
  const [first, second] = model.cases;
  await serveReference(page, model);
  await page.goto('/');
  const open = () => page.evaluate(() => window.harness.openFolder('webgpu', '/reference'));
  const predict = (prompt: string) =>
    page.evaluate(([text, none]) => window.harness.engine.predict(text, none), [prompt, NO_EDITS] as const);
  expect((await open()).backend).toBe('webgpu');
  const before = await predict(first!.prompt);

  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const gpu = processInfo.find(({ type }) => type === 'GPU');
  process.kill(gpu!.id, 'SIGKILL');

  await expect(predict(second!.prompt)).rejects.toThrow('The graphics device was lost');
  expect((await open()).backend).toBe('webgpu');
  expect(await predict(first!.prompt)).toEqual(before);
});
