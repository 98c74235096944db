/**
 * The control beside every effect: the same edits on random neurons of the same layers. If chance does the same, the
 * effect says nothing about the chosen neurons.
 */
import { DRAWS } from '../experiments/protocol';
import type { EditsDocument } from '../knowledge/edits/edits';
import { editedNeurons, moveEdits, randomTwins } from '../knowledge/edits/move-edits';
import type { Reading } from '../state/results';
import { codeOf, newJob, type Desk } from './engine';
import { Settled } from './latest';

/** Milliseconds without a new reading before the control is computed. */
const PAUSE = 450;

export function followControl({ store, api, fail }: Desk): () => void {
  const pause = new Settled();
  let round = 0;

  const run = async ({ prompt, target, edits }: Reading) => {
    const mine = ++round;
    const width = store.getState().info?.config.intermediateSize ?? 0;
    store.setState({ controlRunning: true });
    const draws: number[] = [];
    try {
      for (let draw = 0; draw < DRAWS.reading; draw++) {
        const control = await api.predict(newJob('control'), {
          prompt,
          edits: moveEdits(edits, randomTwins(editedNeurons(edits), width, draw)),
          top: 1,
          watch: [target.id],
        });
        if (mine !== round) return;
        draws.push(control.after.watched[0]?.probability ?? 0);
      }
      store.setState({ control: { draws }, controlRunning: false });
    } catch (error) {
      if (mine !== round) return;
      store.setState({ controlRunning: false });
      if (codeOf(error) === 'runtime') fail(error);
    }
  };

  const stop = store.subscribe(
    (state) => state.reading,
    (reading) => {
      round++;
      pause.cancel();
      store.setState({ control: null, controlRunning: false });
      if (reading && isActive(reading.edits)) pause.after(PAUSE, () => void run(reading));
    },
    { fireImmediately: true },
  );
  return () => {
    round++;
    pause.cancel();
    stop();
  };
}

function isActive(edits: EditsDocument): boolean {
  return [...edits.neurons, ...edits.values].some((edit) => !edit.off);
}
