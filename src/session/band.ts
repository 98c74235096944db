/** The controls behind the dose-response curve: random neurons of the same layers, and the most active ones. */
import { proxy } from 'comlink';
import { COMPETITORS, DRAWS, GAINS, MOST_IN_BAND, SEED } from '../experiments/protocol';
import type { Desk } from './desk';
import { followByJob } from './follow';

/** Milliseconds that the selection must stand still; a slider's own curve comes first. */
const PAUSE = 500;

export function followBand(desk: Desk): () => void {
  const { store, api } = desk;
  return followByJob(desk, 'doseBand', {
    pause: PAUSE,
    ask: async ({ prompt, target, neurons, at, edits }, job) => {
      const { reading } = store.getState();
      if (!reading || neurons.length > MOST_IN_BAND) return null;
      const competitors = reading.value.before.top.filter(({ id }) => id !== target).slice(0, COMPETITORS);
      const watch = competitors.map(({ id }) => id);
      const asked = { prompt, edits, neurons, at, gains: GAINS.controls, target, watch };
      const request = { ...asked, draws: DRAWS.dose, seed: SEED };
      const band = await api.doseBand(
        job,
        request,
        proxy(() => {}),
      );
      return { band, competitors: competitors.map(({ id, token }) => ({ id, token })) };
    },
  });
}
