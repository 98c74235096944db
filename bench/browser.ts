/** The benchmark in headless Chromium, on the production build's own worker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import '../e2e/harness/page-api';
import { findChromium } from '../scripts/ensure.mjs';
import { serve } from '../scripts/serve.mjs';
import type { Row } from './report';

const QUIET = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export interface BrowserBench {
  readonly rows: readonly Row[];
  /** A sentence on WebGPU, where there is no GPU to measure it on. */
  readonly webgpu: string | null;
}

export async function benchBrowser(root: string, runs: number): Promise<BrowserBench> {
  const { server, url } = await serve(join(root, 'dist-test'), { port: 4380, search: true });
  try {
    const rows = [await benchBackend(url, 'wasm', runs)];
    if (await withPage(url, [], (page) => page.evaluate(() => window.harness.hasGpu()))) {
      return { rows: [...rows, await benchBackend(url, 'webgpu', runs)], webgpu: null };
    }
    return { rows, webgpu: await trySoftwareWebGpu(url) };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function benchBackend(url: string, backend: 'wasm' | 'webgpu', runs: number): Promise<Row> {
  // Each load in a browser of its own: engines that ended leave their memory and their compilation late.
  const loads: number[] = [];
  for (let run = 1; run < runs; run++) loads.push(await withPage(url, [], (page) => page.evaluate((preference) => window.harness.load(preference), backend)));
  return withPage(url, [], async (page, browser) => {
    const measured = await page.evaluate(([preference, count]) => window.harness.measure(preference, count), [backend, runs] as const);
    const peakMemory = await peakOfRenderers(browser);
    const matmul = await page.evaluate(([preference, count]) => window.harness.engine.measureMatMul(preference, count), [backend, runs] as const);
    return { ...measured, load: [...loads, ...measured.load], where: 'Chromium', matmul, peakMemory };
  });
}

async function trySoftwareWebGpu(url: string): Promise<string> {
  return withPage(url, SOFTWARE_WEBGPU, (page) => page.evaluate(() => window.harness.tryWebGpu()));
}

async function withPage<T>(url: string, flags: string[], work: (page: Awaited<ReturnType<Browser['newPage']>>, browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...QUIET, ...flags] });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await work(page, browser);
  } finally {
    await browser.close();
  }
}

/** Bytes of the largest renderer at its peak; null where the system does not say. */
async function peakOfRenderers(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id));
  return peaks.reduce<number | null>((largest, peak) => (peak === null ? largest : Math.max(largest ?? 0, peak)), null);
}

function peakOf(pid: number): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
