/**
 * Keeps the predictions in step with the question and the edits. Typing waits for a short pause; a slider does not wait
 * at all, but only its newest position is computed. Answers to an older prompt are dropped.
 */
import { messageOf } from '../errors';
import type { EditsDocument } from '../knowledge/edits/edits';
import type { Token, Tokenized } from '../worker/api';
import { activeEdits } from '../state/edits';
import { codeOf, newJob, type Desk } from './engine';
import { Latest, Settled } from './latest';

/** Milliseconds without a keystroke before the model is asked. */
const PAUSE = 60;
/** Predictions asked for; the page shows fewer, and takes words to suggest from the rest. */
const TOP = 24;

interface Request {
  readonly prompt: string;
  readonly target: Token | null;
  readonly edits: EditsDocument;
}

export function followReading({ store, api, fail }: Desk): () => void {
  let tokenized: { readonly prompt: string; readonly value: Tokenized } | null = null;
  /** What the unedited model says first, for as long as the prompt stays. */
  let first: { readonly prompt: string; readonly token: Token } | null = null;
  let typing = false;
  let job: string | null = null;
  const pause = new Settled();
  const isStale = (prompt: string) => store.getState().prompt !== prompt;

  const predict = (request: Request, target: Token | null) =>
    api.predict((job = newJob('predict')), {
      prompt: request.prompt,
      edits: request.edits,
      top: TOP,
      watch: target ? [target.id] : [],
    });

  const read = async (request: Request): Promise<void> => {
    const { prompt, edits } = request;
    try {
      if (tokenized?.prompt !== prompt) tokenized = { prompt, value: await api.tokenize(prompt) };
      if (isStale(prompt)) return;
      store.setState({ tokenized, readingError: tokenized.value.problem });
      if (tokenized.value.problem !== null) return;

      let target = request.target ?? (first?.prompt === prompt ? first.token : null);
      let result = await predict(request, target);
      if (!target) {
        const top = result.before.top[0];
        if (!top || isStale(prompt)) return;
        target = { id: top.id, token: top.token };
        first = { prompt, token: target };
        result = await predict(request, target);
      }
      if (!isStale(prompt)) store.setState({ reading: { prompt, target, edits, result }, readingError: null });
    } catch (error) {
      if (isStale(prompt)) return;
      const code = codeOf(error);
      if (code === 'prompt' || code === 'vocabulary' || code === 'edits') {
        store.setState({ readingError: messageOf(error) });
      } else fail(error);
    }
  };

  const work = new Latest(read);
  const request = () => {
    const state = store.getState();
    work.request({ prompt: state.prompt, target: state.target, edits: activeEdits(state) });
  };

  const stops = [
    store.subscribe(
      (state) => state.prompt,
      () => {
        typing = true;
        work.drop();
        if (job) void api.cancel(job);
        pause.after(PAUSE, () => {
          typing = false;
          request();
        });
      },
    ),
    store.subscribe(
      (state) => [state.target, activeEdits(state)] as const,
      () => {
        if (!typing) request();
      },
      { equalityFn: (a, b) => a[0] === b[0] && a[1] === b[1] },
    ),
  ];
  request();
  return () => {
    pause.cancel();
    work.drop();
    for (const stop of stops) stop();
  };
}
