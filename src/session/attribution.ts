/**
 * Attribution of every neuron starts by itself once the predictions for a prompt and target are there, and is stopped
 * as soon as either changes. Finished ones are remembered for a while, so that going back is instant. Side by side there
 * is a second one, of B.
 */
import { proxy } from 'comlink';
import { messageOf } from '../errors';
import { QUADRATURE } from '../experiments/protocol';
import { Remembered } from '../remembered';
import { sameQuestion, type AboutOf, type AnswerOf } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import type { State } from '../state/store';
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

interface Attributing {
  /** Both are about the same, a prompt with its target and edits. */
  readonly name: 'attribution' | 'besideAttribution';
  /** What ends the one under way as soon as it changes. */
  readonly prompt: (state: State) => unknown;
  readonly isWanted: (state: State) => boolean;
}

type About = AboutOf<'attribution'>;

const OF_THE_PROMPT: Attributing = { name: 'attribution', prompt: (state) => state.prompt, isWanted: () => true };

export function followAttribution(
  { store, api, fail }: Desk,
  { name, prompt: promptOf, isWanted }: Attributing = OF_THE_PROMPT,
): AttributionControl {
  const aboutNow = (state: State): About | null => (isWanted(state) ? QUESTIONS[name].about(state) : null);
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
    setPending(name, { about, progress: null });
    try {
      const { prompt, target, edits } = about;
      const value = await api.attribute(
        mine,
        { prompt, target, edits, ...QUADRATURE.map },
        proxy((progress) => {
          if (isMine()) setPending(name, { about, progress });
        }),
      );
      remembered.set(keyOf(about), { about, value });
      if (!isMine()) return;
      job = null;
      store.setState({ [name]: { about, value } });
      setPending(name, null);
    } catch (error) {
      if (!isMine()) return;
      job = null;
      if (codeOf(error) === 'runtime') fail(error);
      else setPending(name, failed(about, codeOf(error) === 'cancelled', messageOf(error)));
    }
  };

  const follow = (about: About | null) => {
    if (sameQuestion(about, current)) return;
    current = about;
    end();
    setPending(name, null);
    if (!about) return;
    const known = remembered.get(keyOf(about));
    if (known) store.setState({ [name]: known });
    else pause.after(PAUSE, () => void run(about));
  };

  const stops = [
    store.subscribe(aboutNow, follow, { equalityFn: sameQuestion, fireImmediately: true }),
    store.subscribe(promptOf, () => {
      if (job === null) return;
      end();
      current = null;
      setPending(name, null);
    }),
  ];

  return {
    stop: () => {
      end();
      for (const stop of stops) stop();
    },
    cancel: () => {
      end();
      if (current) setPending(name, failed(current, true, 'Attribution was stopped.'));
    },
    start: () => {
      current = null;
      follow(aboutNow(store.getState()));
    },
  };
}

function failed(about: About, cancelled: boolean, message: string) {
  return { about, error: { cancelled, message } };
}

function keyOf({ model, prompt, target, edits }: About): string {
  return JSON.stringify([model, target, prompt, edits]);
}
