/** The controls behind the dose-response curve: random neurons of the same layers, and the most active ones. */
import { proxy } from 'comlink';
import { COMPETITORS, DRAWS, GAINS, MOST_IN_BAND, SEED } from '../experiments/protocol';
import { sameQuestion, type AboutOf } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import { codeOf, newJob, type Desk } from './desk';
import { Settled } from './latest';

/** Milliseconds that the selection must stand still; a slider's own curve comes first. */
const PAUSE = 500;

export function followBand({ store, api, fail }: Desk): () => void {
  const pause = new Settled();
  let job: string | null = null;

  const run = async (about: AboutOf<'doseBand'>) => {
    const { reading } = store.getState();
    if (!reading || about.neurons.length > MOST_IN_BAND) return;
    const mine = (job = newJob('band'));
    const { prompt, target, neurons, at, edits } = about;
    const competitors = reading.value.before.top.filter(({ id }) => id !== target).slice(0, COMPETITORS);
    const watch = competitors.map(({ id }) => id);
    const asked = { prompt, edits, neurons, at, gains: GAINS.controls, target, watch };
    const request = { ...asked, draws: DRAWS.dose, seed: SEED };
    try {
      const band = await api.doseBand(
        mine,
        request,
        proxy(() => {}),
      );
      const words = competitors.map(({ id, token }) => ({ id, token }));
      if (job === mine) store.setState({ doseBand: { about, value: { band, competitors: words } } });
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
    QUESTIONS.doseBand.about,
    (about) => {
      cancel();
      if (about) pause.after(PAUSE, () => void run(about));
    },
    { equalityFn: sameQuestion, fireImmediately: true },
  );
  return () => {
    cancel();
    stop();
  };
}
