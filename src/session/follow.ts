/** Keeps answers in step with their questions: asks once a question has stood still, and only the newest. */
import type { AboutOf, AnswerName, AnswerOf } from '../state/answers';
import { sameQuestion } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import type { State } from '../state/store';
import { codeOf, newJob, type Desk } from './desk';
import { Latest, Settled } from './latest';

interface Following<N extends AnswerName> {
  /** Milliseconds without a change before it asks. */
  readonly pause: number;
  /** Whether the answer is wanted now; without it, always. */
  readonly isWanted?: (state: State) => boolean;
  /** Asks the engine; null where there is nothing to show. */
  ask(about: AboutOf<N>, state: State): Promise<AnswerOf<N>['value'] | null>;
  /** What to do about an error that does not mean that the engine is broken; without it, nothing. */
  readonly onError?: (error: unknown) => void;
}

/** @returns ends it. */
export function followQuestion<N extends AnswerName>(
  { store, fail }: Desk,
  name: N,
  { pause, isWanted = () => true, ask, onError = () => {} }: Following<N>,
): () => void {
  const aboutNow = (state: State) => (isWanted(state) ? QUESTIONS[name].about(state) : null);
  const run = async (about: AboutOf<N>): Promise<void> => {
    const isCurrent = () => sameQuestion(aboutNow(store.getState()), about);
    if (!isCurrent()) return;
    try {
      const value = await ask(about, store.getState());
      if (value !== null && isCurrent()) store.setState({ [name]: { about, value } });
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
      else onError(error);
    }
  };
  return follow(store, aboutNow, pause, run);
}

/** Runs work for the newest question whenever it has stood still; null asks nothing. @returns ends it. */
export function follow<Q extends object>(
  store: Desk['store'],
  questionOf: (state: State) => Q | null,
  pause: number,
  run: (question: Q) => Promise<void>,
): () => void {
  const settled = new Settled();
  const work = new Latest(run);
  const stop = store.subscribe(
    questionOf,
    (question) => {
      if (question !== null) settled.after(pause, () => work.request(question));
    },
    { equalityFn: sameQuestion, fireImmediately: true },
  );
  return () => {
    settled.cancel();
    work.drop();
    stop();
  };
}

interface ByJob<N extends AnswerName> {
  /** Milliseconds that the question must stand still. */
  readonly pause: number;
  /** Asks the engine, as the job of that name; null where there is nothing to show. */
  ask(about: AboutOf<N>, job: string): Promise<AnswerOf<N>['value'] | null>;
  /** Told of every change of the question, of one to none too, when what was asked before is cancelled. */
  readonly onChange?: () => void;
  /** Told when the newest question is asked, and when there is an answer, or none to be had. */
  readonly onAsking?: (about: AboutOf<N> | null) => void;
}

/** Like `followQuestion`, for work that is long enough to be cancelled when the question changes. @returns ends it. */
export function followByJob<N extends AnswerName>(
  { store, api, fail }: Desk,
  name: N,
  { pause, ask, onChange = () => {}, onAsking = () => {} }: ByJob<N>,
): () => void {
  const settled = new Settled();
  let job: string | null = null;

  const run = async (about: AboutOf<N>): Promise<void> => {
    const mine = (job = newJob(name));
    onAsking(about);
    try {
      const value = await ask(about, mine);
      if (value !== null && job === mine) store.setState({ [name]: { about, value } });
    } catch (error) {
      if (codeOf(error) === 'runtime') fail(error);
    }
    if (job === mine) onAsking(null);
  };
  const cancel = () => {
    settled.cancel();
    if (job) void api.cancel(job);
    job = null;
  };
  const stop = store.subscribe(
    QUESTIONS[name].about,
    (about) => {
      cancel();
      onChange();
      if (about) settled.after(pause, () => void run(about));
    },
    { equalityFn: sameQuestion, fireImmediately: true },
  );
  return () => {
    cancel();
    stop();
  };
}
