/**
 * The engine's life on the page: it is started, a model loaded, and the parts of the session set to follow the state.
 * Another model is loaded beside the one in use, which goes on answering until the new one is ready to take its place.
 * Where the engine breaks, everything on the screen stays, and `restart` begins anew.
 */
import { proxy } from 'comlink';
import { EngramError, messageOf } from '../errors';
import type { EditsDocument } from '../knowledge/edits/edits';
import type { ExportedModel } from '../knowledge/exports/export-model';
import type { PythonRequest } from '../knowledge/exports/python';
import type {
  FoundSource,
  LoadProgress,
  ModelInfo,
  ModelPreview,
  ModelSource,
  TargetLookup,
  Token,
} from '../worker/api';
import type { EngineClient } from '../worker/client';
import { followLibrary } from './library';
import { nameOfSource } from '../state/models';
import type { AppStore } from '../state/store';
import { followAttribution, type AttributionControl } from './attribution';
import { followBand } from './band';
import { followBeside } from './beside';
import { followControl } from './control';
import { codeOf, type Desk } from './desk';
import { followFact } from './fact';
import { BUILTIN, greet, keptSource, sayFailure, sayFallback, sourceOfInfo } from './models';
import { followNeurons } from './neuron';
import { followNeuronWords } from './neuron-words';
import { followReading } from './reading';
import { followTour } from './tour';
import { checkWords } from './words';
import { openWorkbench, type Workbench, type WorkName } from './work';

export interface Session {
  lookUp(word: string): Promise<TargetLookup>;
  /** Words of the model that begin so. */
  complete(beginning: string): Promise<readonly Token[]>;
  cancelAttribution(): void;
  startAttribution(): void;
  /** The same of B, side by side with A. */
  cancelBesideAttribution(): void;
  startBesideAttribution(): void;
  /** model.safetensors with the edits that weights can carry. */
  exportModel(edits: EditsDocument): Promise<ExportedModel>;
  /** A script that makes the same edits with Hugging Face transformers. */
  python(request: PythonRequest): Promise<string>;
  startWork(name: WorkName): void;
  cancelWork(name: WorkName): void;
  /** Puts another model in the place of the one in use; null where that failed (the state says why) or was cancelled. */
  loadModel(source: ModelSource): Promise<ModelInfo | null>;
  cancelLoad(): void;
  inspect(source: FoundSource): Promise<ModelPreview>;
  /** Looks what is in this browser's storage. */
  refreshStored(): Promise<void>;
  deleteStored(id: string, commit: string): Promise<void>;
  restart(): void;
  stop(): void;
}

/** @param createEngine starts one; `true`: a second one, beside the page's own */
export function startSession(store: AppStore, createEngine: (isBeside?: boolean) => EngineClient): Session {
  let engine: EngineClient | null = null;
  let attribution: AttributionControl | null = null;
  let beside: AttributionControl | null = null;
  let workbench: Workbench | null = null;
  /** Work that was asked for before there was a workbench. */
  const wanted = new Set<WorkName>();
  let stops: (() => void)[] = [];
  /** The load that is under way, and the start of the parts that is. */
  let current: object | null = null;
  let starting: object | null = null;
  const stopLibrary = followLibrary(store);
  const stopTour = followTour(store);

  const stopParts = () => {
    starting = null;
    for (const stopPart of stops) stopPart();
    stops = [];
    attribution = null;
    beside = null;
    workbench = null;
  };

  const stop = () => {
    stopParts();
    current = null;
    store.setState({ loading: null });
    engine?.terminate();
    engine = null;
  };

  const startParts = async (mine: EngineClient) => {
    const desk: Desk = {
      store,
      api: mine.api,
      fail: (error) => {
        if (engine !== mine || codeOf(error) === 'cancelled') return;
        stop();
        store.getState().setModel({ stage: 'crashed', message: messageOf(error) });
      },
    };
    stopParts();
    const start = (starting = {});
    await checkWords(desk);
    if (engine !== mine || starting !== start) return;
    attribution = followAttribution(desk);
    beside = followBeside(desk, () => createEngine(true));
    workbench = openWorkbench(desk);
    for (const name of wanted) workbench.start(name);
    wanted.clear();
    stops = [
      followReading(desk),
      attribution.stop,
      beside.stop,
      followNeurons(desk),
      followNeuronWords(desk),
      followBand(desk),
      followControl(desk),
      followFact(desk),
      workbench.stop,
    ];
  };

  const arrive = async (mine: EngineClient, info: ModelInfo, source: ModelSource) => {
    const { workOf, beforehand, forgetBeforehand } = store.getState();
    if (beforehand?.model !== info.hash) forgetBeforehand();
    store.setState({ modelSource: sourceOfInfo(info, source) });
    store.getState().setInfo(info);
    greet(store, info, workOf !== null && workOf.hash !== info.hash);
    await startParts(mine);
  };

  /** A new engine with a model. Where it is the last visit's and cannot be had, it is the built-in one. */
  const start = async (asked: ModelSource, isKept = false) => {
    stop();
    store.getState().setModel({ stage: 'loading', progress: null });
    const mine = createEngine();
    engine = mine;
    const source = isKept ? await keptSource(store, mine.api, asked) : asked;
    if (engine !== mine) return;
    if (source.kind !== 'builtin') store.getState().forgetBeforehand();
    try {
      const info = await mine.api.load(
        source,
        'auto',
        proxy((progress) => {
          const { model, setModel } = store.getState();
          // Progress has a channel of its own, and its last word may come after the model.
          if (engine === mine && model.stage === 'loading') setModel({ stage: 'loading', progress });
        }),
      );
      if (engine === mine) await arrive(mine, info, source);
    } catch (error) {
      if (engine !== mine) return;
      if (isKept && source.kind !== 'builtin') {
        sayFallback(store, source, messageOf(error));
        await start(BUILTIN);
      } else store.getState().setModel({ stage: 'failed', message: messageOf(error) });
    }
  };

  const loadModel = async (source: ModelSource): Promise<ModelInfo | null> => {
    const mine = engine;
    const before = store.getState().modelSource;
    const name = nameOfSource(source);
    // Nothing is there that could go on meanwhile.
    if (!mine || store.getState().model.stage !== 'ready') {
      await start(source);
      return store.getState().model.stage === 'ready' ? store.getState().info : null;
    }
    const load = (current = {});
    const isMine = () => engine === mine && current === load;
    store.setState({ loading: { source, name, progress: null }, loadError: null });
    const onProgress = proxy((progress: LoadProgress) => {
      if (!isMine()) return;
      // From here on the old model's memory is given back, so it is not asked any more.
      if (progress.stage === 'backend') stopParts();
      store.setState({ loading: { source, name, progress } });
    });
    try {
      const info = await mine.api.load(source, 'auto', onProgress);
      if (!isMine()) return null;
      stopParts();
      if (source.kind === 'files')
        store.setState({
          folders: [source, ...store.getState().folders.filter((other) => other.name !== source.name)],
        });
      await arrive(mine, info, source);
      return engine === mine ? info : null;
    } catch (error) {
      if (!isMine()) return null;
      if (codeOf(error) !== 'cancelled') sayFailure(store, name, messageOf(error));
      if (codeOf(error) === 'stopped') void start(before);
      else if (stops.length === 0) await startParts(mine);
      return null;
    } finally {
      if (isMine()) {
        current = null;
        store.setState({ loading: null });
      }
      void refreshStored();
    }
  };

  const running = () => {
    if (!engine) throw new EngramError('runtime', 'The model is not running. Start it again, then try once more.');
    return engine.api;
  };

  const refreshStored = async () => {
    try {
      const stored = await engine?.api.storedModels();
      if (stored) store.setState({ stored });
    } catch (error) {
      store.getState().notify({ tone: 'problem', text: messageOf(error) });
    }
  };

  void start(store.getState().modelSource, true);
  return {
    lookUp: async (word) => running().lookUp(word),
    complete: async (beginning) => running().complete(beginning),
    exportModel: async (edits) => running().exportModel(edits),
    python: async (request) => running().python(request),
    cancelAttribution: () => attribution?.cancel(),
    startAttribution: () => attribution?.start(),
    startWork: (name) => {
      if (workbench) workbench.start(name);
      else wanted.add(name);
    },
    cancelWork: (name) => {
      wanted.delete(name);
      workbench?.cancel(name);
    },
    cancelBesideAttribution: () => beside?.cancel(),
    startBesideAttribution: () => beside?.start(),
    loadModel,
    cancelLoad: () => void engine?.api.cancelLoad(),
    inspect: async (source) => running().inspect(source),
    refreshStored,
    deleteStored: async (id, commit) => {
      await running().deleteStored(id, commit);
      await refreshStored();
    },
    restart: () => void start(store.getState().modelSource),
    stop: () => {
      stopLibrary();
      stopTour();
      stop();
    },
  };
}
