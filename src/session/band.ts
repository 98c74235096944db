/** The controls behind the dose-response curve: random neurons of the same layers, and the most active ones. */
import { proxy } from 'comlink';
import { COMPETITORS, DRAWS, GAINS, MOST_IN_BAND, SEED } from '../experiments/protocol';
import { codeOf, newJob, type Desk } from './engine';
import { Settled } from './latest';
import { doseKey, othersEdits, placeOfGain, selectedRefs } from './neuron';

/** Milliseconds that the selection must stand still; a slider's own curve comes first. */
const PAUSE = 500;

export function followBand({ store, api, fail }: Desk): () => void {
  const pause = new Settled();
  let job: string | null = null;
  const run = async (key: string) => {
    const state = store.getState();
    const { reading, selected } = state;
    if (!reading || doseKey(state) !== key || selected.length > MOST_IN_BAND) return;
    const mine = (job = newJob('band'));
    const competitors = reading.result.before.top.filter(({ id }) => id !== reading.target.id).slice(0, COMPETITORS);
    const request = {
      prompt: reading.prompt,
      neurons: selectedRefs(state),
      at: placeOfGain(state),
      edits: othersEdits(state),
      gains: GAINS.controls,
      watch: [reading.target.id, ...competitors.map(({ id }) => id)],
      draws: DRAWS.dose,
      seed: SEED,
    };
    try {
      const value = await api.doseBand(
        mine,
        request,
        proxy(() => {}),
      );
      if (job === mine)
        store.setState({ doseBand: { key, value, competitors: competitors.map(({ id, token }) => ({ id, token })) } });
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
    }
  };
  const cancel = () => {
    pause.cancel();
    if (job) void api.cancel(job);
    job = null;
  };
  const stop = store.subscribe(
    doseKey,
    (key) => {
      cancel();
      if (key !== null) pause.after(PAUSE, () => void run(key));
    },
    { fireImmediately: true },
  );
  return () => {
    cancel();
    stop();
  };
}
