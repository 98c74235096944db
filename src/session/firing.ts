/** Once all prompts have been run for one neuron, the prompts that fire any other are found at once, by themselves. */
import { sameQuestion } from '../state/answers';
import { firingOf } from '../state/firings';
import type { State } from '../state/store';
import { codeOf, newJob, type Desk } from './desk';
import { follow } from './follow';
import { findFiring, firingQuestion } from './work/firing';
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
  const missing = (state: State) => (searched && !firingOf(state) ? firingQuestion(state) : null);
  const stop = follow(store, missing, PAUSE, async (question) => {
    const state = store.getState();
    if (!sameQuestion(missing(state), question)) return;
    try {
      const found = await findFiring(remoteModel(api, newJob('firing'), question.model), state, {});
      if (sameQuestion(firingQuestion(store.getState()), question)) store.setState(found);
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
    }
  });
  return () => {
    stopSearch();
    stop();
  };
}
