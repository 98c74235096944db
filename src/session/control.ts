/**
 * The controls beside every effect: the same edits on random neurons of the same layers, on random ones that write as much
 * at [MASK], and on the most active ones. If they do the same, the effect says nothing about the chosen neurons.
 */
import { proxy } from 'comlink';
import { DRAWS, SEED } from '../experiments/protocol';
import { sameQuestion, type AboutOf } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import { codeOf, newJob, type Desk } from './desk';
import { Settled } from './latest';

/** Milliseconds without a new reading before the controls are asked for. */
const PAUSE = 450;

export function followControl({ store, api, fail }: Desk): () => void {
  const pause = new Settled();
  let job: string | null = null;

  const run = async (about: AboutOf<'control'>) => {
    const { info, setPending } = store.getState();
    if (!info) return;
    const mine = (job = newJob('control'));
    const { prompt, target, edits } = about;
    const controls = { draws: DRAWS.reading, seed: SEED, prompts: [prompt], target: null, ranked: [] };
    const request = { edits, groups: [{ name: 'prompt', probes: [{ prompt, target }] }], controls };
    setPending('control', { about, progress: null });
    try {
      const { groups } = await api.compare(
        mine,
        request,
        proxy(() => {}),
      );
      if (job !== mine) return;
      const value = (groups[0]?.controls ?? []).map(({ kind, changes }) => ({
        kind,
        probabilities: changes.map(({ after }) => after.probability),
      }));
      store.setState({ control: { about, value } });
      setPending('control', null);
    } catch (error) {
      if (job !== mine) return;
      setPending('control', null);
      if (codeOf(error) === 'runtime') fail(error);
    }
  };

  const cancel = () => {
    pause.cancel();
    if (job) void api.cancel(job);
    job = null;
  };
  const stop = store.subscribe(
    QUESTIONS.control.about,
    (about) => {
      cancel();
      store.setState({ control: null });
      store.getState().setPending('control', null);
      if (about) pause.after(PAUSE, () => void run(about));
    },
    { equalityFn: sameQuestion, fireImmediately: true },
  );
  return () => {
    cancel();
    stop();
  };
}
