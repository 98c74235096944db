/** The first visit: what travels, and how long it takes until the model has answered, in a browser that was never here. */
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { findChromium, QUIET, say } from '../scripts/ensure.mjs';
import { serve } from '../scripts/serve.mjs';
import { openLine } from './line';
import { isCompressible, type Sent, type Visit } from './visit-report';

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
  const { server, url } = await serve(folder, { port: 4390, search: true });
  const sent = countSent(server);
  const throttle = line === null ? null : await openLine(Number(new URL(url).port), line);
  const address = throttle ? `http://localhost:${throttle.port}/` : url;
  const visible: number[] = [];
  const answered: number[] = [];
  let files: Answer[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      say(`Visit ${run + 1} of ${runs} ...`);
      sent.length = 0;
      const times = await visit(address);
      visible.push(times.visible);
      answered.push(times.answered);
      files = [...sent];
    }
  } finally {
    throttle?.close();
    server.close();
    server.closeAllConnections();
  }
  return { line, visible, answered, files: await Promise.all(files.map((file) => compressed(folder, file))) };
}

/** Milliseconds from the address to the prompt's field, and to the first answer; then waits until nothing more is asked for. */
async function visit(address: string): Promise<{ visible: number; answered: number }> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: QUIET });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const began = performance.now();
    await page.goto(address, { waitUntil: 'commit' });
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    const visible = performance.now() - began;
    await page
      .getByRole('status', { name: /^Probability of/ })
      .filter({ hasText: /^\d/ })
      .waitFor();
    const answered = performance.now() - began;
    await page.waitForLoadState('networkidle');
    return { visible, answered };
  } finally {
    await browser.close();
  }
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
