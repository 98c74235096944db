/**
 * Attribution of every neuron starts by itself once the predictions for a prompt and target are there, and is stopped
 * as soon as either changes. Finished ones are remembered for a while, so that going back is instant.
 */
import { proxy } from 'comlink';
import { messageOf } from '../errors';
import { QUADRATURE } from '../experiments/protocol';
import { Remembered } from '../remembered';
import { sameQuestion, type AboutOf, type AnswerOf } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import { codeOf, newJob, type Desk } from './desk';
import { Settled } from './latest';

/** Milliseconds that a question must stand still before the long work starts. */
const PAUSE = 180;
const REMEMBERED = 16;

export interface AttributionControl {
  stop(): void;
  cancel(): void;
  start(): void;
}

type About = AboutOf<'attribution'>;

export function followAttribution({ store, api, fail }: Desk): AttributionControl {
  const remembered = new Remembered<AnswerOf<'attribution'>>(REMEMBERED);
  const pause = new Settled();
  const { setPending } = store.getState();
  let job: string | null = null;
  /** The question that is shown or being worked on. */
  let current: About | null = null;

  const end = () => {
    pause.cancel();
    if (job) void api.cancel(job);
    job = null;
  };

  const run = async (about: About) => {
    const mine = (job = newJob('attribute'));
    const isMine = () => job === mine;
    setPending('attribution', { about, progress: null });
    try {
      const { prompt, target, edits } = about;
      const value = await api.attribute(
        mine,
        { prompt, target, edits, ...QUADRATURE.map },
        proxy((progress) => {
          if (isMine()) setPending('attribution', { about, progress });
        }),
      );
      remembered.set(keyOf(about), { about, value });
      if (!isMine()) return;
      job = null;
      store.setState({ attribution: { about, value } });
      setPending('attribution', null);
    } catch (error) {
      if (!isMine()) return;
      job = null;
      if (codeOf(error) === 'runtime') fail(error);
      else setPending('attribution', failed(about, codeOf(error) === 'cancelled', messageOf(error)));
    }
  };

  const follow = (about: About | null) => {
    if (!about || sameQuestion(about, current)) return;
    current = about;
    end();
    setPending('attribution', null);
    const known = remembered.get(keyOf(about));
    if (known) store.setState({ attribution: known });
    else pause.after(PAUSE, () => void run(about));
  };

  const stops = [
    store.subscribe(QUESTIONS.attribution.about, follow, { equalityFn: sameQuestion, fireImmediately: true }),
    store.subscribe(
      (state) => state.prompt,
      () => {
        if (job === null) return;
        end();
        current = null;
        setPending('attribution', null);
      },
    ),
  ];

  return {
    stop: () => {
      end();
      for (const stop of stops) stop();
    },
    cancel: () => {
      end();
      if (current) setPending('attribution', failed(current, true, 'Attribution was stopped.'));
    },
    start: () => {
      current = null;
      follow(QUESTIONS.attribution.about(store.getState()));
    },
  };
}

function failed(about: About, cancelled: boolean, message: string) {
  return { about, error: { cancelled, message } };
}

function keyOf({ model, prompt, target, edits }: About): string {
  return JSON.stringify([model, target, prompt, edits]);
}
