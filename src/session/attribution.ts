/**
 * Attribution of every neuron starts by itself once the predictions for a prompt and target are there, and is stopped
 * as soon as either changes. Finished ones are remembered for a while, so that going back is instant.
 */
import { proxy } from 'comlink';
import { QUADRATURE } from '../experiments/protocol';
import { messageOf } from '../errors';
import type { Attribution, Reading } from '../state/results';
import { codeOf, newJob, type Desk } from './engine';
import { Settled } from './latest';

/** Milliseconds that a question must stand still before the long work starts. */
const PAUSE = 180;
const REMEMBERED = 16;

export interface AttributionControl {
  stop(): void;
  cancel(): void;
  start(): void;
}

export function followAttribution({ store, api, fail }: Desk): AttributionControl {
  const remembered = new Map<string, Attribution>();
  const pause = new Settled();
  let job: string | null = null;
  /** The question that is shown or being worked on. */
  let current: string | null = null;

  const cancel = () => {
    pause.cancel();
    if (job) void api.cancel(job);
    job = null;
  };

  const remember = (key: string, attribution: Attribution) => {
    remembered.set(key, attribution);
    const oldest = remembered.keys().next().value;
    if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  };

  const run = async ({ prompt, target }: Reading) => {
    const key = keyOf(prompt, target.id);
    const mine = (job = newJob('attribute'));
    store.setState({ attributionStatus: 'running', attributionProgress: null, attributionError: null });
    try {
      const result = await api.attribute(
        mine,
        { prompt, target: target.id, ...QUADRATURE.map },
        proxy((attributionProgress) => {
          if (job === mine) store.setState({ attributionProgress });
        }),
      );
      remember(key, { prompt, target, result });
      if (job !== mine) return;
      job = null;
      store.setState({ attributionStatus: 'done', attribution: { prompt, target, result } });
    } catch (error) {
      if (job !== mine) return;
      job = null;
      if (codeOf(error) === 'cancelled') store.setState({ attributionStatus: 'cancelled' });
      else if (codeOf(error) === 'runtime') fail(error);
      else store.setState({ attributionStatus: 'failed', attributionError: messageOf(error) });
    }
  };

  const follow = (reading: Reading | null) => {
    if (!reading) return;
    const key = keyOf(reading.prompt, reading.target.id);
    if (key === current) return;
    current = key;
    cancel();
    const known = remembered.get(key);
    if (known) {
      store.setState({ attributionStatus: 'done', attribution: known, attributionProgress: null });
      return;
    }
    store.setState({ attributionStatus: 'waiting', attributionProgress: null });
    pause.after(PAUSE, () => void run(reading));
  };

  const stops = [
    store.subscribe((state) => state.reading, follow, { fireImmediately: true }),
    store.subscribe(
      (state) => state.prompt,
      () => {
        if (job === null) return;
        cancel();
        current = null;
        store.setState({ attributionStatus: 'waiting', attributionProgress: null });
      },
    ),
  ];

  return {
    stop: () => {
      cancel();
      for (const stop of stops) stop();
    },
    cancel: () => {
      cancel();
      store.setState({ attributionStatus: 'cancelled', attributionProgress: null });
    },
    start: () => {
      current = null;
      follow(store.getState().reading);
    },
  };
}

function keyOf(prompt: string, target: number): string {
  return `${target} ${prompt}`;
}
