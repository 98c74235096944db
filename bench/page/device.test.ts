import { expect, it } from 'vitest';
import { browserName } from './device';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

it.each([
  [CHROME, 'Chromium 156'],
  [CHROME.replace('Chrome/', 'HeadlessChrome/'), 'Chromium, headless, 156'],
  [`${CHROME} Edg/155.0.0.0`, 'Edge 155'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox 150'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
    'Safari 26',
  ],
  ['Ladybird', 'Ladybird'],
])('reads the browser from %s', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
