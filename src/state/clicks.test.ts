import { createKeptStore } from '../keeping/kept-store';
/**
 * Random clicking: every action of the store in any order, answers of the engine that arrive in between, other models,
 * links, reloads. After each the state is held against a model of the history that is as plain as can be: what was
 * done, and what was undone. ENGRAM_CLICKING=300 makes it go on for that many seconds.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryEdits } from '../fixtures/arbitrary-edits';
import { modelInfo } from '../fixtures/model-info';
import { ASKED } from '../experiments/protocol';
import { editsSchema, NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { Question } from './ask';
import { activeEdits, LONGEST_HISTORY } from './edits';
import { FIRST_PROMPT } from './examples';
import { firingOf } from './firings';
import { GALLERY_TABS } from './lesson';
import { inspectedOf } from './selected';
import { evidenceOf, otherEvidenceOf, otherSet, refinedSet, sharedSet, thresholdsInUse } from './sets';
import {
  LESSON_KEY,
  MODELS_KEY,
  PROMPTS_KEY,
  RESULTS_KEY,
  serializeLesson,
  serializeModels,
  serializePrompts,
  serializeResults,
  serializeWork,
  STORAGE_KEY,
} from '../keeping/persistence';
import { withErased } from '../experiments/erase';
import { erasableNeurons, ownNeurons } from './relation';
import { relationSharesOf, servedFactOf, servedRelationOf } from './serves';
import { subjectOf } from './rooms';
import { createAppStore, type AppStore, type State } from './store';
import { isTaught, neuronsToTeach } from './teach';
import { ATTRIBUTED, COLOURS, PLACES, ROOMS, THEMES } from './view';
import { RANKINGS, usableParaphrases } from './wordings';

const SECONDS = Number(process.env.ENGRAM_CLICKING ?? 0);

const SIZE = { layers: 3, neurons: 16, tokens: 50 };
/** Of one name and other weights: each is an earlier built-in model to the other. */
const MODELS = ['a', 'b'].map((hash) =>
  modelInfo({
    id: hash,
    name: 'Built-in model',
    hash,
    config: { vocabSize: SIZE.tokens, layers: SIZE.layers, intermediateSize: SIZE.neurons },
  }),
);

const token = fc.record({ id: fc.nat(SIZE.tokens - 1), token: fc.constantFrom('paris', 'baku', '##ing') });
const prompt = fc.constantFrom(
  'Paris is the capital of [MASK].',
  '[MASK] is in France.',
  'He put it [MASK].',
  'No gap.',
  '',
);
const question = fc.record({ prompt, target: fc.option(token) });
const edits = arbitraryEdits(SIZE, fc.constantFrom('paris', 'baku'));
const index = fc.nat(SIZE.layers * SIZE.neurons - 1);
const share = fc.double({ min: 0.05, max: 1, noNaN: true });
const relation = fc.constantFrom('P36', 'P19');
const fact = fc.record({
  relation: fc.option(relation),
  subject: fc.constantFrom('France', 'Peru'),
  target: token,
  paraphrases: fc.array(prompt, { maxLength: 5 }),
});

const lesson = fc.record({
  title: fc.constantFrom('A lesson', 'Another'),
  intro: fc.constant(''),
  steps: fc.array(
    fc.record({ title: fc.constant('A step'), fragment: fc.constant('#e1=AAAA'), text: fc.constant('') }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
});

type ActionName = { [K in keyof State]: State[K] extends (...args: never[]) => unknown ? K : never }[keyof State];

/** What each action may be given. An action that is not here does not compile. */
const ARGUMENTS: { readonly [K in ActionName]: fc.Arbitrary<Parameters<State[K]>> } = {
  setPrompt: fc.tuple(prompt),
  setTarget: fc.tuple(fc.option(token)),
  ask: fc.tuple(prompt),
  changeEdits: fc.oneof(fc.tuple(edits), fc.tuple(edits, fc.constantFrom('gain', 'lambda'))),
  endGesture: fc.constant([]),
  undo: fc.constant([]),
  redo: fc.constant([]),
  setEditsOn: fc.tuple(fc.boolean()),
  openWork: fc.tuple(question, edits),
  backToMine: fc.constant([]),
  openFact: fc.tuple(fc.option(fact)),
  askParaphrase: fc.tuple(fc.nat(6)),
  setParaphrase: fc.tuple(fc.nat(6), prompt),
  addParaphrase: fc.constant([]),
  removeParaphrase: fc.tuple(fc.nat(6)),
  setThresholds: fc.tuple(fc.record({ t: share, s: share })),
  setRankBy: fc.tuple(fc.constantFrom(...RANKINGS)),
  selectSet: fc.constant([]),
  openOther: fc.tuple(fc.option(fact)),
  chooseRelation: fc.tuple(relation),
  setSparing: fc.tuple(fc.boolean()),
  setEraseCount: fc.tuple(fc.integer({ min: 1, max: 100 })),
  setTeachTo: fc.tuple(fc.option(token)),
  setLambdas: fc.tuple(fc.record({ lambda1: share, lambda2: share })),
  setFiltering: fc.tuple(fc.boolean()),
  teach: fc.constant([]),
  setModel: fc.tuple(fc.constantFrom({ stage: 'ready' as const }, { stage: 'crashed' as const, message: 'It broke.' })),
  setInfo: fc.tuple(fc.constantFrom(...MODELS)),
  openAside: fc.tuple(fc.constantFrom('a', 'b', 'none')),
  forgetAside: fc.tuple(fc.constantFrom('a', 'b', 'none')),
  beginLesson: fc.tuple(lesson),
  turnTo: fc.tuple(fc.integer({ min: -1, max: 3 })),
  endLesson: fc.constant([]),
  setLessonDraft: fc.tuple(lesson),
  setGalleryOpen: fc.tuple(fc.option(fc.constantFrom(...GALLERY_TABS))),
  setModelsOpen: fc.tuple(fc.boolean()),
  forgetLoadError: fc.constant([]),
  notify: fc.tuple(
    fc.record({
      tone: fc.constantFrom('info' as const, 'problem' as const),
      text: fc.constantFrom('One.', 'Two.', 'Three.', 'Four.'),
    }),
  ),
  dismissNotice: fc.tuple(fc.nat(4)),
  settle: fc.tuple(fc.constantFrom('link' as const, 'question' as const)),
  openPrompts: fc.tuple(
    fc.option(
      fc
        .array(fc.record({ prompt, target: fc.option(fc.constantFrom('paris', 'baku')) }))
        .map((prompts) => ({ name: 'A file', prompts, wrong: [], wrongCount: 0, left: 0 })),
    ),
  ),
  walkTo: fc.tuple(fc.nat(4)),
  select: fc.tuple(index),
  toggleSelected: fc.tuple(index),
  selectMany: fc.tuple(fc.array(index, { maxLength: 8 }), fc.boolean()),
  clearSelection: fc.constant([]),
  setEditPlace: fc.tuple(fc.constantFrom('mask' as const, 'all' as const)),
  setPending: fc.tuple(
    fc.constantFrom('evidence' as const, 'elsewhere' as const),
    fc.option(
      fc.constantFrom(
        { about: { model: 'a' }, error: { cancelled: true, message: 'Stopped.' } },
        { about: { model: 'a' }, progress: 0.5 },
      ),
    ),
  ),
  setBeside: fc.tuple(
    fc.record(
      {
        prompt: fc.option(prompt),
        target: fc.option(token),
        edits: fc.oneof(fc.constantFrom('same' as const, 'trained' as const), edits),
      },
      { requiredKeys: [] },
    ),
  ),
  tryBesideAgain: fc.constant([]),
  keepAsBeside: fc.constant([]),
  swapBeside: fc.constant([]),
  openInExplore: fc.constant([]),
  setRoom: fc.tuple(fc.constantFrom(...ROOMS)),
  setColour: fc.tuple(fc.constantFrom(...COLOURS)),
  setAttributionOf: fc.tuple(fc.constantFrom(...ATTRIBUTED)),
  wantWords: fc.tuple(fc.array(index)),
  setFocus: fc.tuple(fc.option(fc.nat(SIZE.layers - 1))),
  setHead: fc.tuple(fc.option(fc.nat(5))),
  setArcsOf: fc.tuple(fc.option(fc.nat(9))),
  setTheme: fc.tuple(fc.constantFrom(...THEMES)),
  setPlace: fc.tuple(fc.constantFrom(...PLACES)),
  setChanceOpen: fc.tuple(fc.boolean()),
  takeTour: fc.constant([]),
  putHintAway: fc.tuple(fc.constantFrom(...ROOMS)),
  forgetBeforehand: fc.constant([]),
  hideBeforehand: fc.constant([]),
};

const ranking = fc.uniqueArray(index, { maxLength: 10 }).map((places) => ({
  neurons: places.map((place, rank) => ({
    layer: Math.floor(place / SIZE.neurons),
    neuron: place % SIZE.neurons,
    score: 1 / (rank + 1),
  })),
  largest: places.length > 0 ? 1 : 0,
  completeFrom: 0.05,
}));
const evidence = fc.array(
  fc.record({
    prompt,
    target: token.map((each) => ({ ...each, probability: 0.5 })),
    attribution: ranking,
    activation: ranking,
    push: ranking,
    residual: fc.constant(0),
    converged: fc.boolean(),
  }),
  { maxLength: 5 },
);
const hash = fc.constantFrom('a', 'b');
const rankings = fc.array(ranking, { maxLength: 3 });

const ofModel = fc.record({ model: hash });

/** What the engine answers in between. */
const arrivals: fc.Arbitrary<Partial<State>> = fc.oneof(
  fc.record({ evidence: fc.option(fc.record({ about: ofModel, value: evidence })) }),
  fc.record({ otherEvidence: fc.option(fc.record({ about: ofModel, value: evidence })) }),
  fc.record({
    relationEvidence: fc.option(
      fc
        .record({
          hash,
          relation,
          wordings: fc.nat(9),
          facts: fc.array(fc.record({ subject: fc.constantFrom('France', 'Peru', 'Chad'), rankings }), {
            maxLength: 4,
          }),
        })
        .map((value) => ({ about: { model: value.hash, relation: value.relation }, value })),
    ),
  }),
  fc.record({
    elsewhere: fc.option(
      fc
        .record({
          hash,
          asked: fc.constant(ASKED.elsewhere),
          relations: fc.array(fc.record({ relation, rankings }), { maxLength: 3 }),
        })
        .map((value) => ({ about: { model: value.hash }, value })),
    ),
  }),
  fc.record({
    firings: fc.record({
      about: ofModel,
      value: fc.record({
        prompts: fc.nat(9),
        neurons: fc.array(
          fc.record({
            layer: fc.nat(SIZE.layers - 1),
            neuron: fc.nat(SIZE.neurons - 1),
            most: fc.constant([]),
            least: fc.constant([]),
            mean: share,
          }),
          { maxLength: 3 },
        ),
      }),
    }),
  }),
);

/** A step that was done or undone; a link's also has the question on the other side of it. */
interface Step {
  readonly edits: EditsDocument;
  readonly link?: Question;
}

interface History {
  readonly past: readonly Step[];
  readonly now: EditsDocument;
  readonly future: readonly Step[];
}

const EMPTY: History = { past: [], now: NO_EDITS, future: [] };

interface Model {
  history: History;
  /** Of the model whose history it is. */
  hash: string | null;
  aside: Map<string, History>;
  /** What was there before the lesson that is open. */
  before: Pick<Model, 'history' | 'hash' | 'aside'> | null;
}

interface Page {
  store: AppStore;
}

/** Links open in Explore, so this is whose question a step may bring back. */
function questionOf(state: State): Question {
  const { prompt: asked, target } = subjectOf(state, 'explore');
  return { prompt: asked, target };
}

function undone(
  { past, now, future }: History,
  here: Question,
): { readonly history: History; readonly question?: Question } {
  const step = past.at(-1);
  if (!step) return { history: { past, now, future } };
  const back: Step = step.link ? { edits: now, link: here } : { edits: now };
  return {
    history: { past: past.slice(0, -1), now: step.edits, future: [back, ...future] },
    ...(step.link ? { question: step.link } : {}),
  };
}

function redone(
  { past, now, future }: History,
  here: Question,
): { readonly history: History; readonly question?: Question } {
  const [step, ...rest] = future;
  if (!step) return { history: { past, now, future } };
  const back: Step = step.link ? { edits: now, link: here } : { edits: now };
  return {
    history: { past: [...past, back].slice(-LONGEST_HISTORY), now: step.edits, future: rest },
    ...(step.link ? { question: step.link } : {}),
  };
}

/** What the history has to be after an action, and the question where the action says it. */
function expected(
  name: ActionName | null,
  args: readonly unknown[],
  before: State,
  after: State,
  model: Model,
): { readonly history: History; readonly question?: Question } {
  const { history } = model;
  if (name === 'undo') return undone(history, questionOf(before));
  if (name === 'redo') return redone(history, questionOf(before));
  if (name === 'openWork') {
    const [theirs, document] = args as Parameters<State['openWork']>;
    return {
      history: {
        past: [...history.past, { edits: history.now, link: questionOf(before) }].slice(-LONGEST_HISTORY),
        now: document,
        future: [],
      },
      question: theirs,
    };
  }
  if (name === 'backToMine') {
    if (!history.past.some(({ link }) => link)) return { history };
    let here = { history, question: questionOf(before) };
    const isLink = () => here.history.past.at(-1)?.link !== undefined;
    const back = () => (here = { ...here, ...undone(here.history, here.question) });
    while (!isLink()) back();
    while (isLink()) back();
    return here;
  }
  if (name === 'beginLesson' || (name === 'turnTo' && after.lesson !== before.lesson)) {
    model.before ??= { history, hash: model.hash, aside: new Map(model.aside) };
    model.aside = new Map(model.before.aside);
    expect(questionOf(after)).toEqual({ prompt: FIRST_PROMPT, target: null });
    return { history: EMPTY };
  }
  if (name === 'endLesson' && model.before !== null) {
    const { history: mine, hash: of, aside } = model.before;
    const here = after.info?.hash ?? of;
    Object.assign(model, { aside, hash: here, before: null });
    if (of === null || here === of) return { history: mine };
    model.aside.set(of, mine);
    return { history: model.aside.get(here!) ?? EMPTY };
  }
  if (name === 'setInfo') {
    const [info] = args as Parameters<State['setInfo']>;
    const other = model.hash !== null && model.hash !== info.hash;
    if (other && model.hash !== null) model.aside.set(model.hash, history);
    model.hash = info.hash;
    return { history: other ? (model.aside.get(info.hash) ?? EMPTY) : history };
  }
  // Without a model nothing can be opened on it.
  if (name === 'forgetAside' || (name === 'openAside' && before.info !== null)) {
    const [of] = args as [string];
    expect(after.aside).toEqual(before.aside.filter((work) => work.hash !== of));
    model.aside.delete(of);
  }
  if (after.edits === before.edits) return { history };
  const continues = before.gesture !== null && after.gesture === before.gesture;
  return {
    history: {
      past: continues ? history.past : [...history.past, { edits: history.now }].slice(-LONGEST_HISTORY),
      now: after.edits,
      future: [],
    },
  };
}

function holds(state: State, { history }: Model): void {
  expect(state.edits).toEqual(history.now);
  expect(state.past).toEqual(
    history.past.map(({ edits: document, link }) => ({ edits: document, ...(link ? { question: link } : {}) })),
  );
  expect(state.future).toEqual(
    history.future.map(({ edits: document, link }) => ({ edits: document, ...(link ? { question: link } : {}) })),
  );
  expect(editsSchema.safeParse(state.edits).success).toBe(true);
  expect(activeEdits(state)).toEqual(state.editsOn ? history.now : NO_EDITS);

  expect(new Set(state.selected).size).toBe(state.selected.length);
  expect(inspectedOf(state) !== null).toBe(state.info !== null && state.selected.length === 1);
  expect(state.notices.length).toBeLessThanOrEqual(3);

  const { fact: chosen, other, info } = state;
  const own = evidenceOf(state);
  expect(
    own.every(
      (found) =>
        chosen !== null && found.target.id === chosen.target.id && usableParaphrases(chosen).includes(found.prompt),
    ),
  ).toBe(true);
  expect(own.length === 0 || info === null || state.evidence?.about.model === info.hash).toBe(true);
  expect(otherEvidenceOf(state).every((found) => other !== null && found.target.id === other.target.id)).toBe(true);
  const set = refinedSet(state);
  expect(set.every(({ count }) => count >= thresholdsInUse(state).s * own.length - 1e-9)).toBe(true);
  const { shared } = sharedSet(state);
  const has = (all: readonly { layer: number; neuron: number }[], ref: { layer: number; neuron: number }) =>
    all.some(({ layer, neuron }) => layer === ref.layer && neuron === ref.neuron);
  expect(shared.every((ref) => has(set, ref) && has(otherSet(state), ref))).toBe(true);

  const teachable = neuronsToTeach(state);
  expect(teachable.map(({ layer, neuron }) => [layer, neuron])).toEqual(
    set.map(({ layer, neuron }) => [layer, neuron]),
  );
  if (isTaught(state)) expect(teachable.some(({ isSpared }) => !isSpared)).toBe(true);
  const leads = ownNeurons(state).map(({ lead }) => lead);
  expect(leads.every((lead, i) => i === 0 || lead <= leads[i - 1]!)).toBe(true);
  const erased = erasableNeurons(state).slice(0, state.eraseCount);
  expect(
    withErased(state.edits, erased).values.filter(({ ops }) => ops.some((op) => 'erase' in op)).length,
  ).toBeGreaterThanOrEqual(erased.length);

  const served = servedFactOf(state);
  if (served) expect(served.count).toBeLessThanOrEqual(served.of);
  const facts = servedRelationOf(state);
  if (facts) expect(facts.subjects.length).toBeLessThanOrEqual(facts.of);
  expect((relationSharesOf(state) ?? []).every((each) => each.share >= 0 && each.share <= 1 + 1e-9)).toBe(true);
  expect(firingOf(state) === null || state.firings?.about.model === info?.hash).toBe(true);
}

class Click implements fc.Command<Model, Page> {
  constructor(
    readonly name: ActionName | null,
    readonly args: readonly unknown[],
    readonly act: (store: AppStore) => void,
  ) {}

  check = () => true;

  run(model: Model, { store }: Page): void {
    const before = store.getState();
    this.act(store);
    const { history, question: asked } = expected(this.name, this.args, before, store.getState(), model);
    model.history = history;
    if (asked) expect(questionOf(store.getState())).toEqual(asked);
    holds(store.getState(), model);
  }

  toString = () =>
    this.name === null
      ? 'an answer arrives'
      : `${this.name}(${this.args.map((arg) => JSON.stringify(arg)).join(', ')})`;
}

class Reload implements fc.Command<Model, Page> {
  check = () => true;

  run(model: Model, page: Page): void {
    const state = page.store.getState();
    const kept = new Map([
      [STORAGE_KEY, serializeWork(state)],
      [RESULTS_KEY, serializeResults(state)],
      [MODELS_KEY, serializeModels(state)],
      [PROMPTS_KEY, serializePrompts(state)],
      [LESSON_KEY, serializeLesson(state)],
    ]);
    page.store = createKeptStore({ getItem: (key) => kept.get(key) ?? null, setItem: () => {} });
    const back = page.store.getState();
    for (const name of [
      'prompt',
      'target',
      'fact',
      'other',
      'thresholds',
      'activationThresholds',
      'room',
      'teachTo',
      'sparing',
      'evidence',
      'otherEvidence',
      'relationEvidence',
      'elsewhere',
      'firings',
      'promptList',
      'lessonDraft',
    ] as const) {
      expect(back[name], name).toEqual(state[name]);
    }
    holds(back, model);
  }

  toString = () => 'reload';
}

const actions = (Object.keys(ARGUMENTS) as ActionName[]).map((name) =>
  (ARGUMENTS[name] as fc.Arbitrary<unknown[]>).map(
    (args) => new Click(name, args, (store) => (store.getState()[name] as (...given: unknown[]) => void)(...args)),
  ),
);

/** The history is what this is about, so it is clicked more often. */
const often = ['undo', 'redo', 'changeEdits', 'teach', 'openWork', 'backToMine'] as const;

const commands = fc.commands(
  [
    ...actions,
    ...often.flatMap((name) => Array.from({ length: 3 }, () => actions[Object.keys(ARGUMENTS).indexOf(name)]!)),
    arrivals.map((found) => new Click(null, [], (store) => store.setState(found))),
    fc.constant(new Reload()),
  ],
  { maxCommands: 120, size: 'max' },
);

it('stays consistent whatever is clicked, undone, opened and reloaded', { timeout: (SECONDS + 60) * 1000 }, () => {
  fc.assert(
    fc.property(commands, (clicks) => {
      fc.modelRun(
        () => ({
          model: { history: EMPTY, hash: null, aside: new Map(), before: null },
          real: { store: createAppStore() },
        }),
        clicks,
      );
    }),
    SECONDS > 0
      ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false }
      : { numRuns: 60 },
  );
});

it('has an argument for every action of the store', () => {
  const state = createAppStore().getState();
  const names = Object.entries(state).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  expect(Object.keys(ARGUMENTS).sort()).toEqual(names.sort());
});
