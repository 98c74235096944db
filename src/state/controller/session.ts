/**
 * The engine's life on the page: it is started, its model loaded, and the parts of the controller set to follow the
 * state. Where it breaks, everything on the screen stays, and `restart` begins anew.
 */
import { proxy } from 'comlink';
import { EngramError, messageOf } from '../../errors';
import type { EditsDocument } from '../../knowledge/edits';
import type { ExportedModel } from '../../knowledge/export-model';
import type { PythonRequest } from '../../knowledge/python';
import type { TargetLookup } from '../../worker/api';
import type { EngineClient } from '../../worker/client';
import { followLibrary } from '../library';
import type { AppStore } from '../store';
import type { TaskName } from '../tasks';
import { followAttribution, type AttributionControl } from './attribution';
import { followBand } from './band';
import { followChance } from './chance';
import { codeOf, type Desk } from './engine';
import { followFact } from './fact';
import { followNeurons } from './neuron';
import { followReading } from './reading';
import { openWorkbench, type Workbench } from './work';

export interface Session {
  lookUp(word: string): Promise<TargetLookup>;
  cancelAttribution(): void;
  startAttribution(): void;
  /** model.safetensors with the edits that weights can carry. */
  exportModel(edits: EditsDocument): Promise<ExportedModel>;
  /** A script that makes the same edits with Hugging Face transformers. */
  python(request: PythonRequest): Promise<string>;
  startTask(name: TaskName): void;
  cancelTask(name: TaskName): void;
  restart(): void;
  stop(): void;
}

export function startSession(store: AppStore, createEngine: () => EngineClient): Session {
  let engine: EngineClient | null = null;
  let attribution: AttributionControl | null = null;
  let workbench: Workbench | null = null;
  let stops: (() => void)[] = [];
  const stopLibrary = followLibrary(store);

  const stop = () => {
    for (const stopPart of stops) stopPart();
    stops = [];
    attribution = null;
    workbench = null;
    engine?.terminate();
    engine = null;
  };

  const start = async () => {
    stop();
    store.getState().setModel({ stage: 'loading', progress: null });
    const mine = createEngine();
    engine = mine;
    const { api } = mine;
    try {
      const info = await api.load(
        { kind: 'builtin' },
        'auto',
        proxy((progress) => {
          if (engine === mine) store.getState().setModel({ stage: 'loading', progress });
        }),
      );
      if (engine !== mine) return;
      store.getState().setInfo(info);
    } catch (error) {
      if (engine !== mine) return;
      store.getState().setModel({ stage: 'failed', message: messageOf(error) });
      return;
    }
    const desk: Desk = {
      store,
      api,
      fail: (error) => {
        if (engine !== mine || codeOf(error) === 'cancelled') return;
        stop();
        store.getState().setModel({ stage: 'crashed', message: messageOf(error) });
      },
    };
    await checkTarget(desk);
    if (engine !== mine) return;
    attribution = followAttribution(desk);
    workbench = openWorkbench(desk);
    stops = [followReading(desk), attribution.stop, followNeurons(desk), followBand(desk), followChance(desk), followFact(desk), workbench.stop];
  };

  const running = () => {
    if (!engine) throw new EngramError('runtime', 'The model is not running. Start it again, then try once more.');
    return engine.api;
  };

  void start();
  return {
    lookUp: async (word) => running().lookUp(word),
    exportModel: async (edits) => running().exportModel(edits),
    python: async (request) => running().python(request),
    cancelAttribution: () => attribution?.cancel(),
    startAttribution: () => attribution?.start(),
    startTask: (name) => workbench?.start(name),
    cancelTask: (name) => workbench?.cancel(name),
    restart: () => void start(),
    stop: () => {
      stopLibrary();
      stop();
    },
  };
}

/** A kept target may come from another vocabulary: it is looked up anew, and given up where the model lacks it. */
async function checkTarget({ store, api }: Desk): Promise<void> {
  const { target } = store.getState();
  if (!target || target.token.startsWith('##')) return;
  const found = await api.lookUp(target.token);
  if (store.getState().target !== target) return;
  if (!found.ok) store.getState().setTarget(null);
  else if (found.token.id !== target.id) store.getState().setTarget(found.token);
}
