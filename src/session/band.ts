/** The controls behind the dose-response curve: random neurons of the same layers, and the most active ones. */
import { proxy } from 'comlink';
import { codeOf, newJob, type Desk } from './engine';
import { Settled } from './latest';
import { doseKey, othersEdits, placeOfGain, selectedRefs } from './neuron';

/** Milliseconds that the selection must stand still; a slider's own curve comes first. */
const PAUSE = 500;
const GAINS: readonly number[] = [0, 0.5, 1, 1.5, 2, 3, 4, 5];
const DRAWS = 5;
const COMPETITORS = 2;
/** Selections beyond this are boxes of the map, whose curve alone is enough. */
const MOST_NEURONS = 200;

export function followBand({ store, api, fail }: Desk): () => void {
  const pause = new Settled();
  let job: string | null = null;
  const run = async (key: string) => {
    const state = store.getState();
    const { reading, selected } = state;
    if (!reading || doseKey(state) !== key || selected.length > MOST_NEURONS) return;
    const mine = (job = newJob('band'));
    const competitors = reading.result.before.top.filter(({ id }) => id !== reading.target.id).slice(0, COMPETITORS);
    const request = {
      prompt: reading.prompt,
      neurons: selectedRefs(state),
      at: placeOfGain(state),
      edits: othersEdits(state),
      gains: GAINS,
      watch: [reading.target.id, ...competitors.map(({ id }) => id)],
      draws: DRAWS,
      seed: 1,
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
