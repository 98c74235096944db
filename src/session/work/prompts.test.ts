import { createKeptStore } from '../../keeping/kept-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../../errors';
import { engineOf } from '../../fixtures/engine';
import { modelInfo } from '../../fixtures/model-info';
import { changeOf, scoreOf } from '../../knowledge/measures/score';
import { withGain } from '../../state/changes';
import { PROMPTS_KEY, serializePrompts } from '../../keeping/persistence';
import { readPrompts } from '../../keeping/prompts/read';
import { resultsCsv } from '../../keeping/prompts/results-csv';
import { summarize } from '../../state/prompts';
import { freshOf } from '../../state/questions';
import { createAppStore, type AppStore } from '../../state/store';
import { openWorkbench, type Workbench } from './index';

const WORDS = ['paris', 'rome', 'oslo'];
const LIST = readPrompts([
  {
    name: 'list.csv',
    text: `prompt,target\nParis is [MASK].,paris\nRome is [MASK].,rome\nOslo is [MASK].,\n"Too, long [MASK].",paris\nElse is [MASK].,unknown\n${'More [MASK].,rome\n'.repeat(20)}`,
  },
]);

/** An engine that always answers "paris" and writes down how many prompts each call had. */
class Script {
  readonly asked: number[] = [];
  readonly attributed: number[] = [];
  /** Called before each attribution. */
  before: (call: number) => void = () => {};

  readonly api = engineOf({
    tokenize: async (prompt) => ({
      tokens: [],
      masks: [0],
      problem: prompt.startsWith('Too') ? 'Too long.' : null,
    }),
    lookUp: async (word) =>
      WORDS.includes(word)
        ? { ok: true, token: { id: WORDS.indexOf(word), token: word } }
        : { ok: false, problem: `No ${word}.`, suggestions: [] },
    compare: async (_, { groups }) => {
      const probes = groups[0]?.probes ?? [];
      this.asked.push(probes.length);
      const after = probes.map(({ target }) => {
        const id = target ?? 0;
        const probability = 0.5 / (id + 1);
        return {
          top: { id: 0, token: 'paris', probability: 0.5 },
          target: { id, token: WORDS[id] ?? '', probability, rank: id + 1, logProbability: Math.log(probability) },
          watched: [],
        };
      });
      const group = {
        name: 'prompts',
        before: scoreOf(after),
        edit: changeOf(after, after),
        controls: [],
        readings: { before: after, after },
      };
      return { groups: [group], neurons: [], controls: [] };
    },
    evidence: async (_, { questions }) => {
      this.before(this.attributed.push(questions.length));
      return {
        evidence: questions.map(({ prompt, target }) => {
          const ranking = {
            neurons: Array.from({ length: 20 }, (_, neuron) => ({ layer: target, neuron, score: 1 / (neuron + 1) })),
            largest: 1,
            completeFrom: 0.05,
          };
          return {
            prompt,
            target: { id: target, token: WORDS[target] ?? '', probability: 0.5 / (target + 1) },
            attribution: ranking,
            activation: ranking,
            push: ranking,
            residual: 0.001,
            converged: true,
          };
        }),
      };
    },
    cancel: async () => {},
  });
}

let workbench: Workbench | null = null;
afterEach(() => workbench?.stop());

function begin(script: Script): AppStore {
  const store = createAppStore();
  const info = modelInfo();
  store.setState({ info, model: { stage: 'ready' } });
  store.getState().openPrompts(LIST);
  workbench = openWorkbench({ store, api: script.api, fail: () => {} });
  return store;
}

const ended = (store: AppStore) =>
  vi.waitFor(() => expect(store.getState().pending.promptResults ?? {}).not.toHaveProperty('progress'));

describe('working through a list of prompts', () => {
  it('asks every prompt, then attributes those that can be asked, and says why the others cannot', async () => {
    const store = begin(new Script());
    workbench?.start('promptResults');
    await ended(store);
    const { promptResults, promptList } = store.getState();
    expect(promptResults?.value.slice(0, 5)).toMatchObject([
      { target: { token: 'paris' }, rank: 1, evidence: { residual: 0.001 } },
      { target: { token: 'rome' }, rank: 2, top: { token: 'paris' } },
      { target: { token: 'paris' }, rank: 1 },
      { problem: 'Too long.' },
      { problem: 'No unknown.' },
    ]);
    expect(summarize(promptList, promptResults!.value)).toEqual({
      asked: 25,
      attributed: 23,
      problems: 2,
      withTarget: 22,
      right: 1,
      probability: expect.closeTo((0.5 + 21 * 0.25) / 22) as number,
    });
    const csv = resultsCsv(LIST, promptResults!.value).split('\n');
    expect(csv[0]).toBe('prompt,target,rank,probability,top_answer,top_probability,neurons,residual,converged,problem');
    expect(csv[1]).toContain('Paris is [MASK].,paris,1,0.5,paris,0.5,L0 · N0 1; L0 · N1 0.5;');
    expect(csv[4]).toBe('"Too, long [MASK].",paris,,,,,,,,Too long.');
    expect(csv).toHaveLength(27);
  });

  it('keeps what it found when it is cancelled, and goes on from there', async () => {
    const script = new Script();
    const store = begin(script);
    script.before = (call) => {
      if (call !== 2) return;
      workbench?.cancel('promptResults');
      throw new EngramError('cancelled', 'Cancelled.');
    };
    workbench?.start('promptResults');
    await ended(store);
    expect(store.getState().pending.promptResults).toMatchObject({ error: { cancelled: true } });
    expect(summarize(LIST, store.getState().promptResults!.value)).toMatchObject({ asked: 25, attributed: 8 });
    workbench?.start('promptResults');
    await vi.waitFor(() => expect(store.getState().pending.promptResults).toBeUndefined());
    expect(summarize(LIST, store.getState().promptResults!.value)).toMatchObject({ attributed: 23 });
    expect(script.asked).toEqual([23]);
    expect(script.attributed).toEqual([8, 8, 8, 7]);
  });

  it('keeps the first results where the engine fails later, and names the failure', async () => {
    const script = new Script();
    const store = begin(script);
    script.before = (call) => {
      if (call === 3) throw new EngramError('prompt', 'It broke.');
    };
    workbench?.start('promptResults');
    await ended(store);
    expect(store.getState().pending.promptResults).toMatchObject({ error: { cancelled: false, message: 'It broke.' } });
    expect(summarize(LIST, store.getState().promptResults!.value).attributed).toBe(16);
  });

  it('knows results of other edits, and asks anew for these', async () => {
    const script = new Script();
    const store = begin(script);
    workbench?.start('promptResults');
    await ended(store);
    expect(freshOf(store.getState(), 'promptResults') !== null).toBe(true);
    store.getState().changeEdits(withGain(store.getState().edits, [{ layer: 0, neuron: 1 }], 'mask', 0));
    expect(freshOf(store.getState(), 'promptResults') !== null).toBe(false);
    workbench?.start('promptResults');
    await ended(store);
    expect([freshOf(store.getState(), 'promptResults') !== null, script.asked]).toEqual([true, [23, 23]]);
  });

  it('comes back after a reload, list and results', async () => {
    const store = begin(new Script());
    workbench?.start('promptResults');
    await ended(store);
    store.getState().walkTo(2);
    const text = serializePrompts(store.getState());
    const back = createKeptStore({
      getItem: (key) => (key === PROMPTS_KEY ? text : null),
      setItem: () => {},
    }).getState();
    const { promptList, promptAt, promptResults } = store.getState();
    expect([back.promptList, back.promptAt, back.promptResults]).toEqual([promptList, promptAt, promptResults]);
    expect(promptAt).toBe(2);
  });
});
