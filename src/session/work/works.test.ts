/** The workbench's long work on the store: what it asks of the engine, what it keeps, and what ends it. */
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../../errors';
import { engineOf } from '../../fixtures/engine';
import { modelInfo } from '../../fixtures/model-info';
import type { FiringRequest } from '../../knowledge/measures/firing';
import type { Library } from '../../library/library';
import { loadLibraryFolder } from '../../library/node';
import { searchOf } from '../../library/search';
import { erasableNeurons, knowsRelation, ownNeurons } from '../../state/relation';
import { firingOf } from '../../state/firings';
import { relationSharesOf, servedFactOf, servedRelationOf } from '../../state/serves';
import { createAppStore, type AppStore } from '../../state/store';
import { followFiring } from '../firing';
import { firingPrompts } from '../../experiments/firing';
import { openWorkbench, type Workbench, type WorkName } from './index';

const F = 8;
const INFO = modelInfo({ hash: 'hash', config: { intermediateSize: F } });
/** In every prompt; in those about a capital; in the others. */
const [EVERYWHERE, OWN, ELSEWHERE] = [0, 1, 2];

/** An engine whose neurons tell prompts with "capital" from others. */
class Script {
  readonly asked: string[][] = [];
  readonly fired: FiringRequest[] = [];
  readonly cancelled: string[] = [];
  /** Held up until it resolves. */
  gate: Promise<unknown> = Promise.resolve();

  readonly api = engineOf({
    lookUpAll: async (words) => words.map((word) => (word === 'Tokyo' ? null : word.length)),
    evidence: async (_, { questions }, onProgress) => {
      this.asked.push(questions.map(({ prompt }) => prompt));
      onProgress({ done: 1, total: 2 });
      await this.gate;
      return {
        evidence: questions.map(({ prompt, target }) => {
          const particular = { layer: 0, neuron: prompt.includes('capital') ? OWN : ELSEWHERE, score: 0.5 };
          const attribution = {
            neurons: [{ layer: 0, neuron: EVERYWHERE, score: 1 }, particular],
            largest: 1,
            completeFrom: 0.05,
          };
          return {
            prompt,
            target: { id: target, token: 'x', probability: 0.5 },
            attribution,
            activation: attribution,
            push: attribution,
            residual: 0,
            converged: true,
          };
        }),
      };
    },
    firing: async (_, request) => {
      this.fired.push(request);
      return { most: [{ prompt: request.prompts[0]!, activation: request.neuron }], least: [], mean: 0.5 };
    },
    cancel: async (job) => {
      this.cancelled.push(job);
    },
  });
}

let library: Library;
beforeAll(async () => {
  library = await loadLibraryFolder(join(import.meta.dirname, '../../../models/relations'));
});
let workbench: Workbench | null = null;
afterEach(() => workbench?.stop());

function begin(script: Script): { store: AppStore; done(name: WorkName): Promise<void> } {
  const store = createAppStore();
  const fail = (error: unknown) => expect.fail(String(error));
  store.setState({ info: INFO, library: { ...library, ...searchOf(library) }, room: 'relation' });
  workbench = openWorkbench({ store, api: script.api, fail });
  const done = async (name: WorkName) => {
    workbench?.start(name);
    await vi.waitFor(() => expect(store.getState().pending[name]).toBeUndefined());
  };
  return { store, done };
}

const fact = (subject: string) => ({
  relation: 'P36',
  subject,
  target: { id: 5, token: 'paris' },
  paraphrases: [`[MASK] is the capital of ${subject}.`, `${subject}: [MASK]`, 'No gap.'],
});

describe('a relation', () => {
  it('is asked about its facts, and once for all about a few of every other', async () => {
    const script = new Script();
    const { store, done } = begin(script);
    store.getState().chooseRelation('P36');
    await done('elsewhere');
    const [own, others] = script.asked;
    // Three wordings of each of twelve facts, but for those whose answer is not one token.
    expect(own!.length).toBeLessThanOrEqual(36);
    expect(own!.length % 3).toBe(0);
    expect(others!.length).toBeGreaterThan(25);
    expect(knowsRelation(store.getState())).toBe(true);

    const [first] = ownNeurons(store.getState());
    expect(first).toMatchObject({ layer: 0, neuron: OWN });
    expect(ownNeurons(store.getState()).at(-1)).toMatchObject({ neuron: EVERYWHERE, others: 1 });
    expect(erasableNeurons(store.getState()).map(({ neuron }) => neuron)).toEqual([OWN]);
    store.getState().setSparing(false);
    expect(erasableNeurons(store.getState()).map(({ neuron }) => neuron)).toEqual([EVERYWHERE, OWN]);

    store.getState().chooseRelation('P38');
    expect(knowsRelation(store.getState())).toBe(false);
    await done('elsewhere');
    expect(script.asked).toHaveLength(3);
    expect(erasableNeurons(store.getState()).map(({ neuron }) => neuron)).toEqual([EVERYWHERE, ELSEWHERE]);
  });

  it('ends where another one is chosen, or it is cancelled, and says how far it is', async () => {
    const script = new Script();
    let open = () => {};
    script.gate = new Promise<void>((resolve) => (open = resolve));
    const { store } = begin(script);
    store.getState().chooseRelation('P36');
    workbench?.start('elsewhere');
    await vi.waitFor(() => {
      const pending = store.getState().pending.elsewhere;
      expect(pending && 'progress' in pending ? (pending.progress ?? 0) : 0).toBeGreaterThan(0);
    });
    store.getState().chooseRelation('P38');
    expect(store.getState().pending.elsewhere).toBeUndefined();
    expect(script.cancelled).toHaveLength(1);
    workbench?.start('elsewhere');
    workbench?.cancel('elsewhere');
    expect(store.getState().pending.elsewhere).toMatchObject({ error: { cancelled: true } });
    open();
    await vi.waitFor(() => expect(script.cancelled).toHaveLength(2));
    expect(store.getState().relationEvidence).toBeNull();
  });

  it('in the room of a fact is asked about its other facts alone', async () => {
    const script = new Script();
    const { store, done } = begin(script);
    store.getState().openFact(fact('France'));
    await done('relationEvidence');
    expect(script.asked).toHaveLength(1);
    expect(store.getState().relationEvidence?.value.relation).toBe('P36');
    expect(store.getState().elsewhere).toBeNull();
  });
});

describe('two facts', () => {
  it('are attributed each by itself, and only the wordings that are missing', async () => {
    const script = new Script();
    const { store, done } = begin(script);
    store.getState().openFact(fact('France'));
    store.getState().openOther(fact('Peru'));
    await done('evidence');
    await done('otherEvidence');
    expect(script.asked.map((prompts) => prompts.length)).toEqual([2, 2]);
    store.getState().setParaphrase(2, 'A third wording: [MASK].');
    await done('evidence');
    expect(script.asked[2]).toEqual(['A third wording: [MASK].']);
    expect(store.getState().evidence?.value).toHaveLength(3);
    expect(store.getState().otherEvidence?.value.map(({ prompt }) => prompt)).toEqual([
      '[MASK] is the capital of Peru.',
      'Peru: [MASK]',
    ]);
  });
});

describe('a neuron', () => {
  it('serves what the kept evidence tells', async () => {
    const { store, done } = begin(new Script());
    store.getState().openFact(fact('France'));
    await done('evidence');
    await done('elsewhere');
    store.getState().select(OWN);
    expect(servedFactOf(store.getState())).toMatchObject({ count: 1, of: 2 });
    const relation = servedRelationOf(store.getState());
    expect(relation?.subjects.length).toBeGreaterThan(0);
    const [first] = relationSharesOf(store.getState()) ?? [];
    expect(first?.share).toBe(0.5);
    expect(['P36', 'P1376']).toContain(first?.relation);
    store.getState().toggleSelected(ELSEWHERE);
    expect(servedFactOf(store.getState())).toBeNull();
  });

  it('is searched for in the prompts of the library once; the next ones follow by themselves', async () => {
    const script = new Script();
    const { store, done } = begin(script);
    const stop = followFiring({ store, api: script.api, fail: (error) => expect.fail(String(error)) });
    store.getState().select(3);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(script.fired).toEqual([]);
    await done('firings');
    expect(firingOf(store.getState())).toMatchObject({ layer: 0, neuron: 3, mean: 0.5 });
    store.getState().select(F + 4);
    await vi.waitFor(() => expect(firingOf(store.getState())).toMatchObject({ layer: 1, neuron: 4 }));
    store.getState().select(3);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(script.fired.map(({ layer, neuron }) => [layer, neuron])).toEqual([
      [0, 3],
      [1, 4],
    ]);
    stop();
  });

  it('is asked about prompts of every relation, each once and each with one gap', () => {
    const prompts = firingPrompts(library);
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(prompts.length).toBeGreaterThan(500);
    expect(prompts.filter((prompt) => prompt.split('[MASK]').length !== 2)).toEqual([]);
  });
});

it('a search that fails says why', async () => {
  const script = new Script();
  const { store } = begin(script);
  script.gate = Promise.reject(new EngramError('prompt', 'Too long.'));
  script.gate.catch(() => {});
  store.getState().openFact(fact('France'));
  workbench?.start('evidence');
  await vi.waitFor(() =>
    expect(store.getState().pending.evidence).toMatchObject({ error: { cancelled: false, message: 'Too long.' } }),
  );
});
