/**
 * The engine's large files (the model, WebAssembly) kept by the browser, so that the next visit needs no network. Their
 * addresses carry a hash of what they hold, so what is kept is right for ever; public/sw.js deletes what no build asks for.
 */
const KEPT = 'engram-files';

/** A file as it was kept; else as it comes, and kept while it does. */
export async function fetchKept(address: URL): Promise<Response> {
  const cache = await globalThis.caches?.open(KEPT).catch(() => undefined);
  const kept = await cache?.match(address.href).catch(() => undefined);
  if (kept) return kept;
  const response = await fetch(address);
  // What cannot be kept (no room, a connection that breaks) has to come again the next time.
  if (response.ok && isFile(response)) cache?.put(address.href, response.clone()).catch(() => {});
  return response;
}

/** Some hosts answer with their front page where a file is missing. */
export function isFile(response: Response): boolean {
  return !response.headers.get('content-type')?.startsWith('text/html');
}

/** Where what was kept turned out to be of no use. */
export async function forgetKept(): Promise<void> {
  await globalThis.caches?.delete(KEPT).catch(() => false);
}
