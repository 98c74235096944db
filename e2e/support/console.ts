/** Whatever a page complains about: errors, warnings of the browser, requests to anywhere but its own server. */
import type { Page } from '@playwright/test';

/** Collects complaints from now on; a test expects the list to be empty at its end. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== 'localhost' && hostname !== '127.0.0.1')
      complaints.push(`request to ${request.url()}`);
  });
  return complaints;
}
