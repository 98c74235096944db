/**
 * The controls beside every effect: the same edits on random neurons of the same layers, on random ones that write as much
 * at [MASK], and on the most active ones. If they do the same, the effect says nothing about the chosen neurons.
 */
import { proxy } from 'comlink';
import { DRAWS, SEED } from '../experiments/protocol';
import type { Desk } from './desk';
import { followByJob } from './follow';

/** Milliseconds without a new reading before the controls are asked for. */
const PAUSE = 450;

export function followControl(desk: Desk): () => void {
  const { store, api } = desk;
  return followByJob(desk, 'control', {
    pause: PAUSE,
    onChange: () => {
      store.setState({ control: null });
      store.getState().setPending('control', null);
    },
    onAsking: (about) => store.getState().setPending('control', about && { about, progress: null }),
    ask: async ({ prompt, target, edits }, job) => {
      const controls = { draws: DRAWS.reading, seed: SEED, prompts: [prompt], target: null, ranked: [] };
      const request = { edits, groups: [{ name: 'prompt', probes: [{ prompt, target }] }], controls };
      const { groups } = await api.compare(
        job,
        request,
        proxy(() => {}),
      );
      return (groups[0]?.controls ?? []).map(({ kind, changes }) => ({
        kind,
        probabilities: changes.map(({ after }) => after.probability),
      }));
    },
  });
}
