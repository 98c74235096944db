/**
 * Keeps the predictions in step with the question and the edits. Typing waits for a short pause; a slider does not wait
 * at all, but only its newest position is computed. Answers to an older prompt are dropped. A prompt crosses to the engine
 * once: what it says first, its tokens and its reading come back together.
 */
import { messageOf } from '../errors';
import type { AboutOf } from '../state/answers';
import { QUESTIONS } from '../state/questions';
import { codeOf, newJob, type Desk } from './desk';
import { Latest, Settled } from './latest';

/** Milliseconds without a keystroke before the model is asked. */
const PAUSE = 60;
/** Predictions asked for; the page shows fewer, and takes words to suggest from the rest. */
export const PREDICTIONS_ASKED = 24;

type About = AboutOf<'reading'>;

export function followReading({ store, api, fail }: Desk): () => void {
  let typing = false;
  let job: string | null = null;
  const pause = new Settled();
  const isStale = (prompt: string) => store.getState().prompt !== prompt;

  const read = async (about: About): Promise<void> => {
    const { model, prompt, chosen, edits } = about;
    try {
      job = newJob('predict');
      const value = await api.predict(job, { prompt, edits, target: chosen?.id ?? null, top: PREDICTIONS_ASKED });
      if (isStale(prompt)) return;
      const tokenized = { about: { model, prompt }, value: { tokens: value.tokens, masks: [value.maskIndex] } };
      store.setState({ tokenized, reading: { about, value } });
      store.getState().setPending('reading', null);
    } catch (error) {
      if (isStale(prompt)) return;
      const code = codeOf(error);
      if (code === 'prompt' || code === 'vocabulary' || code === 'edits') await explain(about, messageOf(error));
      else fail(error);
    }
  };

  /** Says what is wrong, and shows how the model splits a prompt that it cannot be asked. */
  const explain = async (about: About, message: string): Promise<void> => {
    const { model, prompt } = about;
    try {
      const { tokens, masks } = await api.tokenize(prompt);
      if (isStale(prompt)) return;
      store.setState({ tokenized: { about: { model, prompt }, value: { tokens, masks } } });
      store.getState().setPending('reading', { about, error: { cancelled: false, message } });
    } catch (error) {
      if (!isStale(prompt)) fail(error);
    }
  };

  const work = new Latest(read);
  const request = () => {
    const about = QUESTIONS.reading.about(store.getState());
    if (about) work.request(about);
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
      ({ target, edits, editsOn }) => [target, edits, editsOn] as const,
      () => {
        if (!typing) request();
      },
      { equalityFn: (a, b) => a.every((part, i) => part === b[i]) },
    ),
  ];
  request();
  return () => {
    pause.cancel();
    work.drop();
    for (const stop of stops) stop();
  };
}
