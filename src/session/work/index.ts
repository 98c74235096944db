/** Starts, follows and ends the long work of the workbench. */
import { messageOf } from '../../errors';
import type { State } from '../../state/store';
import { TASKS, type TaskName } from '../../state/tasks';
import { codeOf, newJob, type Desk } from '../engine';
import { attentionWork } from './attention';
import { evidenceWork, otherWork } from './evidence';
import { firingWork } from './firing';
import { effectWork, erasureWork } from './measure';
import { promptsWork } from './prompts';
import { remoteModel } from './remote-model';
import { relationWork, siblingsWork } from './relation';
import type { Work } from './work';

const WORK: Readonly<Record<TaskName, Work>> = {
  evidence: evidenceWork,
  other: otherWork,
  siblings: siblingsWork,
  relation: relationWork,
  effect: effectWork,
  erasure: erasureWork,
  attention: attentionWork,
  firing: firingWork,
  prompts: promptsWork,
};

export interface Workbench {
  /** Starts a piece of work anew; nothing happens where there is nothing to do. */
  start(name: TaskName): void;
  cancel(name: TaskName): void;
  stop(): void;
}

export function openWorkbench({ store, api, fail }: Desk): Workbench {
  const running = new Map<TaskName, { readonly job: string; readonly key: string; readonly stop: AbortController }>();

  const end = (name: TaskName) => {
    const mine = running.get(name);
    running.delete(name);
    if (!mine) return;
    mine.stop.abort();
    void api.cancel(mine.job);
  };

  const start = async (name: TaskName) => {
    const work = WORK[name];
    const state = store.getState();
    const key = work.keyOf(state);
    if (key === null || !state.info) return;
    end(name);
    const mine = { job: newJob(name), key, stop: new AbortController() };
    running.set(name, mine);
    const isMine = () => running.get(name) === mine;
    state.setTask(name, { status: 'running', fraction: null });
    const course = {
      signal: mine.stop.signal,
      onShare: (fraction: number) => {
        if (isMine()) store.getState().setTask(name, { status: 'running', fraction });
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
      store.getState().setTask(name, null);
      work.done?.(store.getState());
    } catch (error) {
      if (!isMine()) return;
      running.delete(name);
      if (codeOf(error) === 'cancelled') store.getState().setTask(name, { status: 'cancelled' });
      else {
        store.getState().setTask(name, { status: 'failed', message: messageOf(error) });
        if (codeOf(error) === 'runtime') fail(error);
      }
    }
  };

  /** What is being worked on is no longer what is asked. */
  const stopFollowing = store.subscribe((state) => {
    for (const [name, { key }] of running) {
      if (WORK[name].keyOf(state) === key) continue;
      end(name);
      state.setTask(name, null);
    }
  });

  return {
    start: (name) => void start(name),
    cancel: (name) => {
      if (!running.has(name)) return;
      end(name);
      store.getState().setTask(name, { status: 'cancelled' });
    },
    stop: () => {
      stopFollowing();
      for (const name of TASKS) {
        if (!running.has(name)) continue;
        end(name);
        store.getState().setTask(name, null);
      }
    },
  };
}
