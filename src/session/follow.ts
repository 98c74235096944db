/** Keeps an answer in step with a key of the state: asks once the key has stood still, and only for the newest. */
import type { Desk } from './engine';
import { Latest, Settled } from './latest';
import type { State } from '../state/store';

/**
 * @param keyOf what the answer depends on; null where there is nothing to ask.
 * @param pause milliseconds without a change before it asks.
 * @returns ends it.
 */
export function followKey(
  store: Desk['store'],
  keyOf: (state: State) => string | null,
  pause: number,
  ask: (key: string) => Promise<void>,
): () => void {
  const settled = new Settled();
  const work = new Latest(ask);
  const stop = store.subscribe(
    keyOf,
    (key) => {
      if (key !== null) settled.after(pause, () => work.request(key));
    },
    { fireImmediately: true },
  );
  return () => {
    settled.cancel();
    work.drop();
    stop();
  };
}
