/**
 * WebAssembly threads need a cross-origin isolated page, which takes two response headers. Where the host does not set
 * them, a service worker (public/sw.js) does from the next load on, so the page loads itself once more. Where that is
 * impossible too, everything still works, with one thread.
 */
import { serviceWorker } from './offline';

const RELOADED = 'engram.isolation';
/** A host that is slow to hand out the worker must not keep the page from starting. */
const PATIENCE = 4_000;

/** True where the page is about to load again, so that there is no point in starting it. */
export async function reloadsForIsolation(): Promise<boolean> {
  try {
    if (globalThis.crossOriginIsolated) {
      sessionStorage.removeItem(RELOADED);
      return false;
    }
    if (!globalThis.isSecureContext || !('serviceWorker' in navigator) || sessionStorage.getItem(RELOADED))
      return false;
    const ready = await Promise.race([serviceWorker(), elapsed(PATIENCE)]);
    if (!ready) return false;
    sessionStorage.setItem(RELOADED, 'once');
    location.reload();
    return true;
  } catch {
    // Storage or service workers are forbidden here (private windows, embedded pages): one thread it is.
    return false;
  }
}

function elapsed(milliseconds: number): Promise<undefined> {
  return new Promise((done) => setTimeout(done, milliseconds, undefined));
}
