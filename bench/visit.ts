/**
 * Three visits, one after the other: the first, in a browser that was never here, with what travels; the second, warm; and
 * a third without network. Of each, how long it takes until the model has answered a prompt that the visitor typed; of the
 * first, also until there is something to see.
 */
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { findChromium, QUIET, say } from '../scripts/ensure.mjs';
import { serve } from '../scripts/serve.mjs';
import { openLine } from './line';
import { isCompressible, type Sent, type Times, type Visit } from './visit-report';

type Answer = Omit<Sent, 'gzipped'>;

/** Milliseconds. */
const PATIENCE = 300_000;

export interface VisitPlan {
  readonly runs: number;
  /** Megabits a second; null for this machine's own speed. */
  readonly line: number | null;
}

/** @param folder of the page's production build. */
export async function measureVisits(folder: string, { runs, line }: VisitPlan): Promise<Visit> {
  const cold: Times[] = [];
  const warm: number[] = [];
  const offline: number[] = [];
  let files: Answer[] = [];
  for (let run = 0; run < runs; run++) {
    say(`Visits ${run + 1} of ${runs} ...`);
    const found = await visitThrice(folder, line);
    cold.push(found.cold);
    warm.push(found.warm);
    offline.push(found.offline);
    files = found.files;
  }
  return { line, cold, warm, offline, files: await Promise.all(files.map((file) => compressed(folder, file))) };
}

async function visitThrice(folder: string, line: number | null) {
  const { server, url } = await serve(folder, { port: 4390, search: true });
  const sent = countSent(server);
  const throttle = line === null ? null : await openLine(Number(new URL(url).port), line);
  const address = throttle ? `http://localhost:${throttle.port}/` : url;
  const close = () => {
    throttle?.close();
    server.close();
    server.closeAllConnections();
  };
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: QUIET });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const began = await open(page, address);
    // The list has what the map has, and comes with it.
    await page.getByRole('table', { name: 'Strongest neurons' }).getByRole('rowheader').first().waitFor();
    const picture = performance.now() - began;
    const cold = { picture, prediction: await ask(page, began, 'The capital of Japan is [MASK].') };
    const files = [...sent];
    await page.locator('[title*="Works offline"]').waitFor();
    const warm = await ask(page, await open(page, address), 'The capital of Peru is [MASK].');
    close();
    const offline = await ask(page, await open(page, address), 'The capital of Kenya is [MASK].');
    return { cold, warm, offline, files };
  } finally {
    await browser.close();
    close();
  }
}

/** @returns when that was. */
async function open(page: Page, address: string): Promise<number> {
  await page.goto('about:blank');
  const began = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  return began;
}

/** Types a prompt as soon as that can be done. @returns milliseconds from `began` until it is answered. */
async function ask(page: Page, began: number, prompt: string): Promise<number> {
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: /^Model:/ }).waitFor();
  await page.getByRole('list', { name: 'Predictions' }).and(page.locator('[data-stale="false"]')).waitFor();
  return performance.now() - began;
}

/** Notes each answer with the bytes that it put on the wire, headers included. */
function countSent(server: Server): Answer[] {
  const sent: Answer[] = [];
  server.prependListener('request', ({ url = '/', socket }, response) => {
    const before = socket.bytesWritten;
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    response.once('close', () => sent.push({ path, bytes: socket.bytesWritten - before }));
  });
  return sent;
}

async function compressed(folder: string, { path, bytes }: Answer): Promise<Sent> {
  if (!isCompressible(path)) return { path, bytes, gzipped: bytes };
  const body = await readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path)).catch(() => null);
  return { path, bytes, gzipped: body ? Math.min(bytes, bytes - body.length + gzipSync(body).length) : bytes };
}
