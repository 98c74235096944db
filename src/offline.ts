/**
 * Once the model has come with the page, the browser is asked to keep both, so that the next visit needs no network; when
 * it has, the page says so. public/sw.js does the keeping.
 */
import { isBeforehand } from './state/beforehand';
import { freshOf } from './state/questions';
import type { AppStore } from './state/store';

/** The page's service worker, once it is at work. */
export async function serviceWorker(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  return navigator.serviceWorker.ready;
}

/** Waits until nothing else is under way: what is kept must not come in the way of what is looked at. */
export function keepForOffline(store: AppStore): void {
  if (!globalThis.isSecureContext || !('serviceWorker' in navigator) || !('caches' in globalThis)) return;
  const stop = store.subscribe(
    (state) => state.info?.origin.kind === 'builtin' && freshOf(state, 'attribution') !== null && !isBeforehand(state),
    (isSettled) => {
      if (!isSettled) return;
      stop();
      void keep(store);
    },
  );
}

async function keep(store: AppStore): Promise<void> {
  try {
    const { active } = await serviceWorker();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => store.setState({ worksOffline: data === true });
    active?.postMessage('keep', [port2]);
  } catch {
    // Service workers are forbidden here (private windows, embedded pages): the page goes on with the network.
  }
}
