/**
 * Asks for B, side by side with A: of the model in use by the same engine, of another by a second engine, which is started
 * when it is needed and ended when it is not. Nothing is asked while the room is closed.
 */
import { proxy } from 'comlink';
import { messageOf } from '../errors';
import { besideSource, isOtherModel, type BesideModel } from '../state/beside';
import { untoldWords, type ByToken } from '../state/beside-differences';
import { nameOfSource } from '../state/models';
import { QUESTIONS } from '../state/questions';
import type { State } from '../state/store';
import type { ModelSource, PredictResult, Token } from '../worker/api';
import type { EngineClient, RemoteEngine } from '../worker/client';
import { followAttribution, type AttributionControl } from './attribution';
import { newJob, type Desk } from './desk';
import { follow, followQuestion } from './follow';
import { PREDICTIONS_ASKED } from './reading';

/** Milliseconds without a change before B is asked; A's own answers never wait for it. */
const PAUSE = 80;
/** Milliseconds that a second engine outlives the room: whoever looks elsewhere and comes back need not wait again. */
const LINGERS = 60_000;
/** Of each side's first words, those whose probability the other side is asked for. */
export const WORDS_COMPARED = 8;

const isOpen = ({ room }: State) => room === 'compare';

/** Which engine is wanted for B. */
interface Wanted {
  /** Null: the page's own. */
  readonly other: BesideModel | null;
  readonly tries: number;
}

function wantedOf(state: State): Wanted | null {
  if (!isOpen(state)) return null;
  return isOtherModel(state) ? { other: state.beside.model, tries: state.besideTries } : { other: null, tries: 0 };
}

export function followBeside(desk: Desk, createSecond: () => EngineClient): AttributionControl {
  const { store } = desk;
  let second: EngineClient | null = null;
  let parts: BesideParts | null = null;
  let lingering: ReturnType<typeof setTimeout> | undefined;
  /** What the engine that asks now was started for. */
  let current: Wanted | null = null;

  const end = () => {
    clearTimeout(lingering);
    parts?.stop();
    parts = null;
    current = null;
    if (second) {
      // What it has downloaded so far is kept, which takes it a moment.
      const { api, terminate } = second;
      const isLoading = store.getState().besideEngine?.stage === 'loading';
      if (isLoading) void api.cancelLoad().then(terminate, terminate);
      else terminate();
    }
    second = null;
    store.setState({ besideEngine: null });
  };

  const failed = (message: string) => {
    const wanted = current;
    end();
    // It is not started again by itself.
    current = wanted;
    store.setState({ besideEngine: { stage: 'failed', message } });
  };

  const start = async (source: ModelSource) => {
    const mine = (second = createSecond());
    const isMine = () => second === mine;
    store.setState({ besideEngine: { stage: 'loading', progress: null } });
    try {
      const onProgress = proxy((progress: Parameters<Parameters<RemoteEngine['load']>[2]>[0]) => {
        if (isMine() && store.getState().besideEngine?.stage === 'loading')
          store.setState({ besideEngine: { stage: 'loading', progress } });
      });
      const info = await mine.api.load(source, 'auto', onProgress);
      if (!isMine()) return;
      store.setState({ besideEngine: { stage: 'ready', info } });
      parts = followSides({ store, api: mine.api, fail: (error) => isMine() && failed(messageOf(error)) }, desk);
    } catch (error) {
      if (isMine()) failed(messageOf(error));
    }
  };

  const arrange = async (wanted: Wanted) => {
    clearTimeout(lingering);
    if (wanted.tries === current?.tries && sameModel(wanted, current)) return;
    end();
    current = wanted;
    if (wanted.other === null) {
      parts = followSides(desk, desk);
      return;
    }
    const source = besideSource(store.getState());
    const problem = source ? await whyNotByItself(desk.api, source, wanted.tries) : missing(wanted.other);
    if (current !== wanted) return;
    if (source && problem === null) await start(source);
    else if (problem !== null) failed(problem);
  };

  const stop = follow(
    store,
    (state) => wantedOf(state) ?? CLOSED,
    0,
    async (wanted) => {
      if (wanted !== CLOSED) return void arrange(wanted);
      clearTimeout(lingering);
      lingering = setTimeout(end, LINGERS);
    },
  );
  return {
    stop: () => {
      stop();
      end();
    },
    cancel: () => parts?.attribution.cancel(),
    start: () => parts?.attribution.start(),
  };
}

const CLOSED: Wanted = { other: null, tries: -1 };

function sameModel(a: Wanted, b: Wanted): boolean {
  return JSON.stringify(a.other) === JSON.stringify(b.other);
}

/** Nothing is downloaded that nobody asked for since the page was opened; null where nothing speaks against loading it. */
async function whyNotByItself(api: RemoteEngine, source: ModelSource, tries: number): Promise<string | null> {
  if (source.kind !== 'hub' || tries > 0) return null;
  const stored = await api.storedModels().catch(() => []);
  const isHere = stored.some(
    ({ id, commit, complete }) => complete && id === source.id && (source.revision ?? commit) === commit,
  );
  return isHere ? null : `${nameOfSource(source)} is not in this browser’s storage. Try again to download it.`;
}

function missing(model: NonNullable<Wanted['other']>): string | null {
  return model.kind === 'files'
    ? `The folder “${model.name}” is not open on this page any more. Open it once more under Models, then try again.`
    : null;
}

interface BesideParts {
  readonly attribution: AttributionControl;
  stop(): void;
}

/** Asks for B at one desk, and for what A says to B's words at the page's own; where the model is the same, they are one. */
function followSides(desk: Desk, ofA: Desk): BesideParts {
  const { store, api } = desk;
  const isOther = desk !== ofA;
  const { setPending } = store.getState();
  const untold = (mine: PredictResult, other: PredictResult) => untoldWords(mine, other, WORDS_COMPARED);
  const known = (of: RemoteEngine, words: readonly Token[]) => (isOther ? wordsIn(of, words) : words);
  const attribution = followAttribution(desk, {
    name: 'besideAttribution',
    prompt: (state) => state.beside.prompt ?? state.prompt,
    isWanted: isOpen,
  });
  const stops = [
    followQuestion(desk, 'besideReading', {
      pause: PAUSE,
      isWanted: isOpen,
      ask: async ({ prompt, edits, chosen }) => {
        const target = isOther ? await idIn(api, chosen) : chosen.id;
        const value = await api.predict(newJob('beside'), { prompt, edits, target, top: PREDICTIONS_ASKED });
        setPending('besideReading', null);
        return value;
      },
      onError: (error) => {
        const about = QUESTIONS.besideReading.about(store.getState());
        if (about) setPending('besideReading', { about, error: { cancelled: false, message: messageOf(error) } });
      },
    }),
    followQuestion(desk, 'besideWords', {
      pause: PAUSE,
      isWanted: isOpen,
      ask: async ({ a, b }, { reading, besideReading }) => {
        if (!reading || !besideReading) return null;
        const [first, second] = [reading.value, besideReading.value];
        const [inA, inB] = await Promise.all([
          probabilitiesOf(ofA.api, a, { mine: first, words: await known(ofA.api, untold(first, second)) }),
          probabilitiesOf(api, b, { mine: second, words: await known(api, untold(second, first)) }),
        ]);
        return { a: inA, b: inB };
      },
    }),
    attribution.stop,
  ];
  return {
    attribution,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** The same word in another model; null, which is what that says first, where it has none. */
async function idIn(api: RemoteEngine, { token }: Token): Promise<number | null> {
  const found = await api.lookUp(token);
  return found.ok ? found.token.id : null;
}

/** Those that another model has, by its own ids. */
async function wordsIn(api: RemoteEngine, words: readonly Token[]): Promise<readonly Token[]> {
  const ids = await api.lookUpAll(words.map(({ token }) => token));
  return words.flatMap(({ token }, i) => {
    const id = ids[i] ?? null;
    return id === null ? [] : [{ token, id }];
  });
}

/** What one side gives to words that it has not told. */
async function probabilitiesOf(
  api: RemoteEngine,
  { prompt, edits }: { readonly prompt: string; readonly edits: State['edits'] },
  { mine, words }: { readonly mine: PredictResult; readonly words: readonly Token[] },
): Promise<ByToken> {
  if (words.length === 0) return new Map();
  const watch = words.map(({ id }) => id);
  const { after } = await api.predict(newJob('beside'), { prompt, edits, target: mine.target.id, top: 1, watch });
  const found = new Map(after.watched.map(({ id, probability }) => [id, probability]));
  return new Map(
    words.flatMap(({ token, id }) => {
      const probability = found.get(id);
      return probability === undefined ? [] : [[token, probability] as const];
    }),
  );
}
