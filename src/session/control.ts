/**
 * The control beside every effect: the same edits on random neurons of the same layers. If they do the same, the effect
 * says nothing about the chosen neurons.
 */
import { DRAWS } from '../experiments/protocol';
import { editedNeurons, moveEdits, randomTwins } from '../knowledge/edits/move-edits';
import { sameQuestion, type AboutOf } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import { codeOf, newJob, type Desk } from './desk';
import { Settled } from './latest';

/** Milliseconds without a new reading before the control is computed. */
const PAUSE = 450;

export function followControl({ store, api, fail }: Desk): () => void {
  const pause = new Settled();
  let round = 0;

  const run = async (about: AboutOf<'control'>) => {
    const mine = ++round;
    const { info, setPending } = store.getState();
    if (!info) return;
    const { prompt, target, edits } = about;
    const neurons = editedNeurons(edits);
    const draws: number[] = [];
    setPending('control', { about, progress: null });
    try {
      for (let draw = 0; draw < DRAWS.reading; draw++) {
        const moved = moveEdits(edits, randomTwins(neurons, info.config.intermediateSize, draw));
        const { after } = await api.predict(newJob('control'), { prompt, edits: moved, target, top: 1 });
        if (mine !== round) return;
        draws.push(after.target?.probability ?? 0);
      }
      store.setState({ control: { about, value: draws } });
      setPending('control', null);
    } catch (error) {
      if (mine !== round) return;
      setPending('control', null);
      if (codeOf(error) === 'runtime') fail(error);
    }
  };

  const stop = store.subscribe(
    QUESTIONS.control.about,
    (about) => {
      round++;
      pause.cancel();
      store.setState({ control: null });
      store.getState().setPending('control', null);
      if (about) pause.after(PAUSE, () => void run(about));
    },
    { equalityFn: sameQuestion, fireImmediately: true },
  );
  return () => {
    round++;
    pause.cancel();
    stop();
  };
}
