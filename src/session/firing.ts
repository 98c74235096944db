/** Once all prompts have been run for one neuron, the prompts that fire any other are found at once, by themselves. */
import { firingOf } from '../state/results';
import type { State } from '../state/store';
import { codeOf, newJob, type Desk } from './engine';
import { followKey } from './follow';
import { findFiring, firingKey } from './work/firing';
import { remoteModel } from './work/remote-model';

/** Milliseconds that the selection must stand still. */
const PAUSE = 150;

export function followFiring({ store, api, fail }: Desk): () => void {
  /** Whether this engine has run the prompts; what was kept from another visit does not tell. */
  let searched = false;
  const stopSearch = store.subscribe(
    (state) => state.firings,
    () => {
      searched = true;
    },
  );
  const keyOf = (state: State) => (searched && !firingOf(state) ? firingKey(state) : null);
  const stop = followKey(store, keyOf, PAUSE, async (key) => {
    const state = store.getState();
    if (keyOf(state) !== key || !state.info) return;
    try {
      const found = await findFiring(remoteModel(api, newJob('firing'), state.info.hash), state, {});
      if (firingKey(store.getState()) === key) store.setState(found);
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
    }
  });
  return () => {
    stopSearch();
    stop();
  };
}
