/**
 * The engine's life on the page: it is started, its model loaded, and the parts of the controller set to follow the
 * state. Where it breaks, everything on the screen stays, and `restart` begins anew.
 */
import { proxy } from 'comlink';
import { EngramError, messageOf } from '../../errors';
import type { TargetLookup } from '../../worker/api';
import type { EngineClient } from '../../worker/client';
import type { AppStore } from '../store';
import { followAttribution, type AttributionControl } from './attribution';
import { followChance } from './chance';
import { codeOf, type Desk } from './engine';
import { followNeurons } from './neuron';
import { followReading } from './reading';

export interface Session {
  lookUp(word: string): Promise<TargetLookup>;
  cancelAttribution(): void;
  startAttribution(): void;
  restart(): void;
  stop(): void;
}

export function startSession(store: AppStore, createEngine: () => EngineClient): Session {
  let engine: EngineClient | null = null;
  let attribution: AttributionControl | null = null;
  let stops: (() => void)[] = [];

  const stop = () => {
    for (const stopPart of stops) stopPart();
    stops = [];
    attribution = null;
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
    stops = [followReading(desk), attribution.stop, followNeurons(desk), followChance(desk)];
  };

  void start();
  return {
    lookUp: async (word) => {
      if (!engine) throw new EngramError('runtime', 'The model is not running, so the word cannot be looked up.');
      return engine.api.lookUp(word);
    },
    cancelAttribution: () => attribution?.cancel(),
    startAttribution: () => attribution?.start(),
    restart: () => void start(),
    stop,
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
