/** Keeps what the model says to each wording of the fact in step with the edits, while its room is open. */
import { proxy } from 'comlink';
import { messageOf } from '../errors';
import { NO_CONTROLS } from '../experiments/compare';
import { codeOf, newJob, type Desk } from './desk';
import { followQuestion } from './follow';

/** Milliseconds without a change; typing in a wording should not ask at each key. */
const PAUSE = 160;

export function followFact(desk: Desk): () => void {
  const { store, api } = desk;
  return followQuestion(desk, 'factReadings', {
    pause: PAUSE,
    isWanted: ({ room }) => room === 'fact',
    async ask({ prompts, target, watched, edits }) {
      const watch = watched ? [watched.id] : [];
      const probes = prompts.map((prompt) => ({ prompt, target, watch }));
      const { groups } = await api.compare(
        newJob('wordings'),
        { edits, groups: [{ name: 'paraphrases', probes }], controls: NO_CONTROLS },
        proxy(() => {}),
      );
      return groups[0]?.readings ?? null;
    },
    onError(error) {
      if (codeOf(error) === 'prompt')
        store.getState().notify({ tone: 'problem', cause: 'question', text: messageOf(error) });
    },
  });
}
