/**
 * The same relation, seed and facts give the same JSON from the page, whose store and pieces of work ask a real engine, and
 * from the command line, which opens the same small model by itself.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expose, wrap } from 'comlink';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../cli/run';
import { withErased } from '../../experiments/erase';
import { resultJson, type Measured } from '../../experiments/measure';
import { referenceModels } from '../../fixtures/reference';
import { RESULT_PIECES } from '../../keeping/kept';
import { someParaphrases } from '../../library/choose';
import type { Library } from '../../library/library';
import { loadLibraryFolder } from '../../library/node';
import { searchOf } from '../../library/search';
import { createNodeRuntime } from '../../runtime/node';
import { erasableNeurons } from '../../state/relation';
import { createAppStore, type AppStore } from '../../state/store';
import { neuronsToTeach } from '../../state/teach';
import type { EngineApi } from '../../worker/api';
import type { RemoteEngine } from '../../worker/client';
import { Engine } from '../../worker/engine';
import { openWorkbench, type Workbench, type WorkName } from './index';

const reference = referenceModels().find(({ name }) => name === 'small-uncased-tied')!;
const SUBJECTS = ['norway', 'peru', 'egypt'];
const RELATIONS = [
  {
    id: 'P36',
    label: 'capital',
    texts: ['the capital of [X] is [Y].', '[Y] is in [X].', 'in [X] she sings in [Y].', 'the city of [X] is [Y].'],
  },
  {
    id: 'P30',
    label: 'place',
    texts: ['the river of [X] and [Y].', 'near [X] is [Y].', 'the blue [X] of [Y].', '[X] and [Y].'],
  },
];
const OBJECTS = ['oslo', 'lima', 'cairo'];

let folder: string;
let library: Library;
let workbench: Workbench;
let store: AppStore;
const channel = new MessageChannel();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engram-'));
  const facts = SUBJECTS.map((subject, i) => ({ subject, object: OBJECTS[i], source: 'own', mentions: 9 - i }));
  const heads = RELATIONS.map(({ id, label }) => ({ id, label, description: 'a place', facts: facts.length }));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.json'), JSON.stringify(heads));
  for (const { id, label, texts } of RELATIONS) {
    const templates = [...texts, ...texts.map((text) => `old ${text}`)].map((text) => ({ text, use: 'train' }));
    await writeFile(
      join(folder, `${id}.json`),
      JSON.stringify({ id, label, description: 'a place', templates, facts }),
    );
  }
  library = await loadLibraryFolder(folder);
  const engine = new Engine({
    openRuntime: async () => ({ runtime: await createNodeRuntime(1), reason: 'Because this is a test.' }),
    loadSource: async () => ({ ...(await reference.load()), origin: { kind: 'builtin' }, weightsFile: 1000 }),
    catalogue: null,
  });
  store = createAppStore();
  store.setState({ library: { ...library, ...searchOf(library) } });
  store.getState().setInfo(await engine.load({ kind: 'builtin' }, 'auto', () => {}));
  workbench = openWorkbench({ store, api: fromAfar(engine, channel), fail: (error) => expect.fail(String(error)) });
});
afterAll(async () => {
  workbench.stop();
  channel.port1.close();
  await rm(folder, { recursive: true });
});

/** The engine as the page sees it: everything that crosses is cloned, and callbacks come back through ports. */
function fromAfar(engine: Engine, { port1, port2 }: MessageChannel): RemoteEngine {
  expose(engine, port1);
  return wrap<EngineApi>(port2);
}

async function finish(name: WorkName): Promise<void> {
  workbench.start(name);
  await vi.waitFor(() => expect(store.getState().pending[name]).toBeUndefined(), 60_000);
}

async function printed(...argv: string[]): Promise<unknown> {
  const [out, err] = [[] as string[], [] as string[]];
  const code = await run([...argv, '--model', reference.folder, '--relations', folder], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  expect(code, err.join('\n')).toBe(0);
  return JSON.parse(out.join('\n'));
}

const saved = (result: Measured | null): unknown => JSON.parse(resultJson(result!));

describe('a result is the same from the page and from the command line', () => {
  it('of an erasure, in either order of the neurons', async () => {
    store.getState().chooseRelation('P36');
    await finish('elsewhere');
    for (const sparing of [true, false]) {
      store.getState().setSparing(sparing);
      const { eraseCount, edits } = store.getState();
      const chosen = erasableNeurons(store.getState()).slice(0, eraseCount);
      expect(chosen.length).toBeGreaterThan(1);
      store.getState().changeEdits(withErased({ ...edits, values: [] }, chosen));
      await finish('erasure');
      const order = sparing ? [] : ['--spare', '0'];
      expect(await printed('erase', '--relation', 'P36', ...order)).toEqual(saved(store.getState().erasure!.value));
    }
    expect(store.getState().erasure?.value.groups.map(({ name }) => name)).toEqual(['P36', 'P30', 'everyday']);
    expect(RESULT_PIECES.erasure.parse(store.getState().erasure)).toEqual(store.getState().erasure);
  }, 120_000);

  it('of an update', async () => {
    const relation = library.relation('P36');
    const [target, to] = await Promise.all(['lima', 'cairo'].map(tokenOf));
    const { changeEdits, openFact, setTeachTo, teach, edits } = store.getState();
    changeEdits({ ...edits, values: [] });
    const paraphrases = someParaphrases(relation, { subject: 'peru' }, 24);
    openFact({ relation: 'P36', subject: 'peru', target: target!, paraphrases });
    await finish('evidence');
    await finish('relationEvidence');
    store.getState().setThresholds({ t: 0.1, s: 0.5 });
    setTeachTo(to!);
    const spared = neuronsToTeach(store.getState()).map(({ isSpared }) => isSpared);
    expect(new Set(spared), 'some are spared, and some are not').toEqual(new Set([true, false]));
    teach();
    await finish('effect');
    const effect = saved(store.getState().effect!.value);
    const argv = ['--relation', 'P36', '--subject', 'Peru', '--to', 'cairo', '--t', '0.1', '--s', '0.5'];
    expect(await printed('update', ...argv)).toEqual(effect);
    expect(RESULT_PIECES.effect.parse(store.getState().effect)).toEqual(store.getState().effect);
  }, 120_000);
});

async function tokenOf(word: string) {
  const { tokenizer } = await reference.load();
  const found = tokenizer.lookUp(word);
  return found.ok ? found.token : expect.fail(found.problem);
}
