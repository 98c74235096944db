/** Starts, follows and ends the long work of the workbench. */
import { messageOf } from '../../errors';
import type { State } from '../../state/store';
import { sameQuestion, type Failure } from '../../state/answers';
import { QUESTIONS } from '../../state/questions';
import { codeOf, newJob, type Desk } from '../desk';
import { attentionWork } from './attention';
import { evidenceWork, otherWork } from './evidence';
import { firingWork } from './firing';
import { effectWork, erasureWork } from './measure';
import { promptsWork } from './prompts';
import { remoteModel } from './remote-model';
import { relationWork, siblingsWork } from './relation';
import type { Work } from './work';

/** By the answer that it leads to. */
const WORK = {
  evidence: evidenceWork,
  otherEvidence: otherWork,
  relationEvidence: siblingsWork,
  elsewhere: relationWork,
  effect: effectWork,
  erasure: erasureWork,
  attention: attentionWork,
  firings: firingWork,
  promptResults: promptsWork,
} satisfies Readonly<Record<string, Work>>;

export type WorkName = keyof typeof WORK;

export interface Workbench {
  /** Starts a piece of work anew; nothing happens where there is nothing to do. */
  start(name: WorkName): void;
  cancel(name: WorkName): void;
  stop(): void;
}

interface Running {
  readonly job: string;
  readonly hangsOn: object;
  readonly stop: AbortController;
}

export function openWorkbench({ store, api, fail }: Desk): Workbench {
  const running = new Map<WorkName, Running>();

  /** null: nothing is under way any more. */
  const tell = (name: WorkName, how: { readonly progress: number | null } | { readonly error: Failure } | null) => {
    const about = QUESTIONS[name].about(store.getState());
    store.setState(({ pending }) => ({
      pending: { ...pending, [name]: how && about ? { about, ...how } : undefined },
    }));
  };

  const end = (name: WorkName) => {
    const mine = running.get(name);
    running.delete(name);
    if (!mine) return;
    mine.stop.abort();
    void api.cancel(mine.job);
  };

  const start = async (name: WorkName) => {
    const work: Work = WORK[name];
    const state = store.getState();
    const hangsOn = work.hangsOn(state);
    if (hangsOn === null || !state.info) return;
    end(name);
    const mine = { job: newJob(name), hangsOn, stop: new AbortController() };
    running.set(name, mine);
    const isMine = () => running.get(name) === mine;
    tell(name, { progress: null });
    const course = {
      signal: mine.stop.signal,
      onShare: (progress: number) => {
        if (isMine()) tell(name, { progress });
      },
    };
    const show = (found: Partial<State>) => {
      if (isMine()) store.setState(found);
    };
    const model = remoteModel(api, mine.job, state.info.hash);
    try {
      const found = await work.run({ model, course, show }, state);
      if (!isMine()) return;
      running.delete(name);
      store.setState(found);
      tell(name, null);
      work.done?.(store.getState());
    } catch (error) {
      if (!isMine()) return;
      running.delete(name);
      tell(name, { error: { cancelled: codeOf(error) === 'cancelled', message: messageOf(error) } });
      if (codeOf(error) === 'runtime') fail(error);
    }
  };

  /** What is being worked on is no longer what is asked. */
  const stopFollowing = store.subscribe((state) => {
    for (const [name, mine] of running) {
      const work: Work = WORK[name];
      if (sameQuestion(work.hangsOn(state), mine.hangsOn)) continue;
      end(name);
      tell(name, null);
    }
  });

  return {
    start: (name) => void start(name),
    cancel: (name) => {
      if (!running.has(name)) return;
      end(name);
      tell(name, { error: { cancelled: true, message: 'It was stopped.' } });
    },
    stop: () => {
      stopFollowing();
      for (const name of [...running.keys()]) {
        end(name);
        tell(name, null);
      }
    },
  };
}
