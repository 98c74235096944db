/** Keeps what the model says to each wording of the fact in step with the edits, while its room is open. */
import { proxy } from 'comlink';
import { messageOf } from '../errors';
import { NO_CONTROLS } from '../experiments/compare';
import { activeEdits } from '../state/edits';
import { usableParaphrases } from '../state/wordings';
import type { State } from '../state/store';
import { codeOf, newJob, type Desk } from './engine';
import { followKey } from './follow';

/** Milliseconds without a change; typing in a wording should not ask at each key. */
const PAUSE = 160;

function keyOf(state: State): string | null {
  const { fact, room } = state;
  const prompts = usableParaphrases(fact);
  return !fact || room !== 'fact' || prompts.length === 0
    ? null
    : JSON.stringify([prompts, fact.target.id, state.teachTo?.id, activeEdits(state)]);
}

export function followFact({ store, api, fail }: Desk): () => void {
  return followKey(store, keyOf, PAUSE, async (key) => {
    const state = store.getState();
    const { fact } = state;
    if (!fact || keyOf(state) !== key) return;
    const prompts = usableParaphrases(fact);
    try {
      const probes = prompts.map((prompt) => ({
        prompt,
        target: fact.target.id,
        watch: state.teachTo ? [state.teachTo.id] : [],
      }));
      const request = { edits: activeEdits(state), groups: [{ name: 'paraphrases', probes }], controls: NO_CONTROLS };
      const { groups } = await api.compare(
        newJob('wordings'),
        request,
        proxy(() => {}),
      );
      const readings = groups[0]?.readings;
      if (readings && keyOf(store.getState()) === key)
        store.setState({ factReadings: { prompts, watched: state.teachTo, ...readings } });
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
      else if (codeOf(error) === 'prompt') store.getState().notify({ tone: 'problem', text: messageOf(error) });
    }
  });
}
