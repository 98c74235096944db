/** The benchmark in headless Chromium, on the production build's own worker. */
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from '@playwright/test';
import './page/api';
import { findChromium, QUIET, say, SOFTWARE_WEBGPU } from '../scripts/ensure.mjs';
import { serve } from '../scripts/serve.mjs';
import { findGpuFlags } from './gpu-flags';
import type { ModelName } from './models';
import type { Asking } from './page/asking';
import type { Card } from './page/card';
import type { PeerRow, Row, SoakRow } from './report';
import type { SoakPlan } from './soak';

type Backend = 'wasm' | 'webgpu';

/** Serves the folder of the benchmark's page while `work` goes on. */
export async function withBrowserBench<T>(folder: string, work: (bench: BrowserBench) => Promise<T>): Promise<T> {
  const { server, url } = await serve(folder, { port: 4380, search: true });
  try {
    return await work(new BrowserBench(url));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

export class BrowserBench {
  #gpuFlags: Promise<readonly string[] | null> | null = null;

  constructor(readonly url: string) {}

  /** WebAssembly everywhere; WebGPU where there is a GPU. */
  async backends(): Promise<readonly Backend[]> {
    return (await this.#findGpuFlags()) ? ['wasm', 'webgpu'] : ['wasm'];
  }

  async measure(model: ModelName, backend: Backend, runs: number): Promise<Row> {
    const flags = await this.#flagsFor(backend);
    // Each load in a browser of its own: engines that ended leave their memory and their compilation late.
    const loads: number[] = [];
    for (let run = 1; run < runs; run++) {
      loads.push(
        await this.#page(flags, (page) =>
          page.evaluate(([name, preference]) => window.bench.load(name, preference), [model, backend] as const),
        ),
      );
    }
    const held = await this.#page(flags, (page) =>
      page.evaluate(
        ([name, preference]) =>
          window.bench.held(name, preference, { method: 'riemann-left', points: 20, tolerance: 1 }),
        [model, backend] as const,
      ),
    );
    return this.#page(flags, async (page, browser) => {
      const matmul = () =>
        page.evaluate(([preference, count]) => window.bench.matmul(preference, count), [backend, runs] as const);
      const before = await matmul();
      const measured = await page.evaluate(
        ([name, preference, count]) => window.bench.measure(name, preference, count),
        [model, backend, runs] as const,
      );
      const peakMemory = await peakOfRenderers(browser);
      return {
        ...measured,
        load: [...loads, ...measured.load],
        where: 'Chromium',
        matmul: [...before, ...(await matmul())],
        peakMemory,
        held,
      };
    });
  }

  async peers(model: ModelName, backend: Backend, runs: number): Promise<PeerRow> {
    const peers = await this.#page(await this.#flagsFor(backend), (page) =>
      page.evaluate(([name, preference, count]) => window.bench.peers(name, preference, count), [
        model,
        backend,
        runs,
      ] as const),
    );
    return { ...peers, model, backend };
  }

  async soak(model: ModelName, backend: Backend, plan: SoakPlan): Promise<SoakRow> {
    const soaked = await this.#page(await this.#flagsFor(backend), (page) =>
      page.evaluate(([name, preference, what]) => window.bench.soak(name, preference, what), [
        model,
        backend,
        plan,
      ] as const),
    );
    return { ...soaked, model, backend };
  }

  /** A sentence on WebGPU in software. */
  async tryWebGpu(model: ModelName): Promise<string> {
    const said = await this.#page(SOFTWARE_WEBGPU, (page) =>
      page.evaluate((name) => window.bench.tryWebGpu(name), model),
    ).catch((error: unknown) => `it does not run (${error instanceof Error ? error.message : String(error)})`);
    return `WebGPU in software, ${model}: ${said}.`;
  }

  asking(runs: number): Promise<Asking> {
    return this.#onWebGpu((page) => page.evaluate((count) => window.bench.asking(count), runs));
  }

  card(): Promise<Card> {
    return this.#onWebGpu((page) => page.evaluate(() => window.bench.card()));
  }

  /** On a real card where there is one, else in software; whoever waits is told of each part as it comes. */
  async #onWebGpu<T>(work: (page: Page) => Promise<T>): Promise<T> {
    return this.#page(await this.#flagsFor('webgpu'), (page) => {
      page.on('console', (message) => say(message.text()));
      return work(page);
    });
  }

  /** With which there is a real GPU; looked for once. */
  #findGpuFlags(): Promise<readonly string[] | null> {
    return (this.#gpuFlags ??= findGpuFlags(process.platform, (flags) =>
      this.#page(flags, (page) => page.evaluate(() => window.bench.hasGpu())),
    ));
  }

  /** WebAssembly is measured in a browser as it is. */
  async #flagsFor(backend: Backend): Promise<readonly string[]> {
    return backend === 'wasm' ? [] : ((await this.#findGpuFlags()) ?? SOFTWARE_WEBGPU);
  }

  async #page<T>(flags: readonly string[], work: (page: Page, browser: Browser) => Promise<T>): Promise<T> {
    const executablePath = findChromium();
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      args: [...QUIET, ...flags],
    });
    try {
      const page = await browser.newPage();
      await page.goto(this.url);
      return await work(page, browser);
    } finally {
      await browser.close();
    }
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
