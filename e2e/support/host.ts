/** A page of another origin with embeds in it, which keeps what it hears of them. */
import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';

export interface Heard {
  /** The `name` of the iframe. */
  readonly from: string;
  readonly origin: string;
  readonly data: { readonly type: string; readonly [key: string]: unknown };
}

interface Embedded {
  readonly name: string;
  readonly src: string;
  readonly height?: number;
}

export interface HostPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page at a free port of 127.0.0.1, which is another origin, and another site, than localhost. */
export async function hostPage(frames: readonly Embedded[], { isolated = false } = {}): Promise<HostPage> {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    ...(isolated
      ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
      : {}),
  };
  const server = createServer((_, response) => void response.writeHead(200, headers).end(htmlOf(frames)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port.');
  return { url: `http://127.0.0.1:${address.port}/`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

function htmlOf(frames: readonly Embedded[]): string {
  const iframes = frames.map(
    ({ name, src, height = 400 }) =>
      `<iframe name="${name}" title="${name}" src="${src.replaceAll('&', '&amp;')}" width="100%" height="${height}"` +
      ` allow="cross-origin-isolated" style="border: 0"></iframe>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A post</title>
    <body style="max-width: 720px; margin: auto"><h1>A post</h1>${iframes.join('\n')}
    <script>
      const heard = (window.heard = []);
      addEventListener('message', ({ data, origin, source }) => {
        const frame = [...document.querySelectorAll('iframe')].find(({ contentWindow }) => contentWindow === source);
        heard.push({ from: frame ? frame.name : '', origin, data });
        if (frame && data.type === 'engram:height') frame.style.height = data.height + 'px';
      });
    </script></body></html>`;
}

/** What the page has heard of an iframe, of one type of message. */
export async function heardOf(page: Page, from: string, type: string): Promise<readonly Heard['data'][]> {
  const heard = await page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  return heard.filter((one) => one.from === from && one.data.type === type).map(({ data }) => data);
}

/** Says something to an iframe, as its parent. */
export async function say(page: Page, to: string, message: object): Promise<void> {
  await page.evaluate(
    ([name, data]) =>
      document.querySelector<HTMLIFrameElement>(`iframe[name=${name}]`)?.contentWindow?.postMessage(data, '*'),
    [to, message] as const,
  );
}
