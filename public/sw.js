/**
 * The page's service worker, with two duties. Hosts that cannot set headers get a cross-origin isolated page from it,
 * which WebAssembly's threads need: it adds the headers to all that comes from the page's origin. And a page that was
 * there once opens without network: its own files are kept here once it asks for that; the model's are kept by the engine
 * (src/runtime/kept-files.ts), so nothing is fetched twice. src/isolation.ts and src/offline.ts register it.
 */

/** Filled in by the build (vite/offline-plugin.ts): addresses relative to this script's. */
const BUILD = { version: '', entry: '', page: [], model: [], engine: [] };

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
/** The documents are not kept. What a reader without network gets instead of one: */
const DOCUMENTS = new URL('./docs/', self.location).href;
const NO_DOCUMENT = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>No network: Engram</title>
<body style="font: 16px/1.5 system-ui; margin: 15vh auto; max-width: 30em; padding: 0 16px">
<h1>No network</h1><p>The documents need the network, and it cannot be reached. <a href="../">The page itself</a> may open without it.</p>`;
const INDEX = new URL('./', self.location).href;
const PAGE = 'engram-page-';
const FILES = 'engram-files';
/** Milliseconds between looks, and looks, whether the engine has put the model away. */
const LOOK = 500;
const LOOKS = 40;

const absolute = (address) => new URL(address, self.location).href;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keep().then((kept) => event.ports[0]?.postMessage(kept)));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== self.location.origin) return;
  // A page may stand in another site's iframe; what it is made of is for itself.
  const readers = request.mode === 'navigate' ? 'cross-origin' : 'same-origin';
  event.respondWith(answer(request).then((response) => isolated(response, readers)));
});

/** What has a hash in its name never changes; of all else the host has the newest, as long as it can be reached. */
async function answer(request) {
  if (request.method !== 'GET') return fetch(request);
  if (/\/assets\//.test(request.url)) return (await caches.match(request.url)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode === 'navigate' && request.url.startsWith(DOCUMENTS)) {
      return new Response(NO_DOCUMENT, { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
    }
    const kept = await caches.match(request.mode === 'navigate' ? INDEX : request.url);
    if (kept) return kept;
    throw error;
  }
}

function isolated(response, readers) {
  // An opaque response (a redirect that the browser has to follow itself) cannot be rebuilt.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  headers.set('Cross-Origin-Resource-Policy', readers);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/**
 * Keeps the page of this build as a whole, and then nothing of those before it: there is always one whole page.
 * @returns whether it opens without network from now on.
 */
async function keep() {
  try {
    const name = PAGE + BUILD.version;
    if (!(await caches.has(name))) await keepPage(name);
    const wanted = new Set([...BUILD.model, ...BUILD.engine].map(absolute));
    const files = await caches.open(FILES);
    for (const { url } of await files.keys()) if (!wanted.has(url)) await files.delete(url);
    for (const other of await caches.keys()) if (other.startsWith(PAGE) && other !== name) await caches.delete(other);
    return await hasModel(files);
  } catch {
    // The host has another build by now, or there is no room: the page goes on with the network.
    return false;
  }
}

async function keepPage(name) {
  // The browser has just used most of them, so they come out of its own cache.
  const responses = await Promise.all(
    BUILD.page.map(async (address) => [absolute(address), await fetched(address, 'force-cache')]),
  );
  const index = await fetched(INDEX, 'no-cache');
  if (!(await index.clone().text()).includes(BUILD.entry)) throw new Error('The host has another build.');
  const page = await caches.open(name);
  try {
    for (const [url, response] of [...responses, [INDEX, index]]) await page.put(url, response);
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

async function fetched(address, cache) {
  const response = await fetch(address, { cache });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}

async function hasModel(files) {
  const has = async () => (await Promise.all(BUILD.model.map((url) => files.match(absolute(url))))).every(Boolean);
  for (let look = 0; look < LOOKS; look++) {
    if (await has()) return true;
    await new Promise((done) => setTimeout(done, LOOK));
  }
  return false;
}
