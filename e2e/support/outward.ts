/**
 * What a browser sends while a page is used, whoever sends it: the page, its workers, its service worker, a beacon, a socket.
 * Requests are read as the browser makes them; beside that, the way to any other machine leads through a proxy that
 * refuses and remembers, so that what no event tells is heard as well.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from '@playwright/test';

export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly body: string | null;
}

export interface Outward {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Requests and sockets, to this machine too, oldest first. */
  readonly sent: readonly Sent[];
  /** "METHOD address" of all that was to go to another machine. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

/** Chromium itself asks there what kinds of fields a page has, for its filling in of forms: of any page, and without what is in them. */
const BROWSERS_OWN = 'content-autofill.googleapis.com:443';

export async function watchOutward(browser: Browser, baseURL: string | undefined): Promise<Outward> {
  const refused: string[] = [];
  const proxy = createServer((request, response) => {
    refused.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(403).end();
  }).on('connect', (request, socket) => {
    if (request.url !== BROWSERS_OWN) refused.push(`${request.method ?? ''} ${request.url ?? ''}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((listening) => void proxy.listen(0, listening));
  const server = `http://localhost:${(proxy.address() as AddressInfo).port}`;
  const context = await browser.newContext({ proxy: { server, bypass: 'localhost' }, baseURL });
  const sent: Sent[] = [];
  context.on('request', (request) =>
    sent.push({ url: request.url(), method: request.method(), body: request.postData() }),
  );
  const page = await context.newPage();
  page.on('websocket', (socket) => sent.push({ url: socket.url(), method: 'SOCKET', body: null }));
  return {
    context,
    page,
    sent,
    refused,
    async close() {
      await context.close();
      await new Promise((closed) => {
        proxy.close(closed);
        proxy.closeAllConnections();
      });
    },
  };
}
