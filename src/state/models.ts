/**
 * The models that the page can work with: the one in use, one that is on its way while that one goes on working, and the
 * work that belongs to others. Edits name neurons by number, which means nothing in another model; so each model keeps
 * its own edits and their history, and a fact that only it can answer.
 */
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { LoadProgress, ModelInfo, ModelPreview, ModelSource, StoredModel, Token } from '../worker/api';
import type { Step } from './edits';
import type { WordedFact } from './wordings';
import { NO_RESULTS } from './results';
import type { Slice, State } from './store';

export type FilesSource = Extract<ModelSource, { kind: 'files' }>;

/** A model by the hash of its weights, with a name for people. */
export interface ModelName {
  readonly hash: string;
  readonly name: string;
}

export interface ShelvedWork extends ModelName {
  readonly edits: EditsDocument;
  readonly editsOn: boolean;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  readonly fact: WordedFact | null;
  readonly teachTo: Token | null;
}

export interface LoadingModel {
  readonly source: ModelSource;
  readonly name: string;
  readonly progress: LoadProgress | null;
}

/** A link that needs a download which its reader did not ask for. */
export interface LinkQuestion {
  readonly preview: ModelPreview;
  answer(yes: boolean): void;
}

export interface ModelsSlice {
  /** Of the model in use; what the page starts with the next time, unless it is the visitor's own files. */
  readonly modelSource: ModelSource;
  /** Whose work the edits are. */
  readonly workOf: ModelName | null;
  /** Work of other models, that used last first. */
  readonly shelf: readonly ShelvedWork[];
  readonly loading: LoadingModel | null;
  readonly loadError: { readonly name: string; readonly message: string } | null;
  /** Hub models in this browser's storage; null until it was looked. */
  readonly stored: readonly StoredModel[] | null;
  /** Folders of the visitor's own that were opened since the page was. */
  readonly folders: readonly FilesSource[];
  readonly modelsOpen: boolean;
  readonly linkQuestion: LinkQuestion | null;
  setModelsOpen(open: boolean): void;
  forgetLoadError(): void;
}

export const modelsSlice: Slice<ModelsSlice> = (set) => ({
  modelSource: { kind: 'builtin' },
  workOf: null,
  shelf: [],
  loading: null,
  loadError: null,
  stored: null,
  folders: [],
  modelsOpen: false,
  linkQuestion: null,
  setModelsOpen: (modelsOpen) => set({ modelsOpen, ...(modelsOpen ? {} : { loadError: null }) }),
  forgetLoadError: () => set({ loadError: null }),
});

/** What changes in the state when another model is there: its own work comes back, and nothing of the old one's answers stays. */
export function exchangeWork(state: State, info: ModelInfo): Partial<State> {
  const { workOf } = state;
  const mine = { hash: info.hash, name: info.name };
  if (workOf === null || workOf.hash === info.hash) return { workOf: mine };
  const { edits, editsOn, past, future, fact, teachTo, shelf } = state;
  const left: ShelvedWork = { ...workOf, edits, editsOn, past, future, fact, teachTo };
  const others = shelf.filter(({ hash }) => hash !== info.hash && hash !== workOf.hash);
  const back = shelf.find(({ hash }) => hash === info.hash);
  return {
    ...NO_RESULTS,
    workOf: mine,
    shelf: isWork(left) ? [left, ...others] : others,
    edits: back?.edits ?? NO_EDITS,
    editsOn: back?.editsOn ?? true,
    past: back?.past ?? [],
    future: back?.future ?? [],
    gesture: null,
    // A fact is a question: it goes along where the other model can be asked it.
    fact: fact ?? back?.fact ?? null,
    teachTo: teachTo ?? back?.teachTo ?? null,
    other: null,
    factReadings: null,
    lens: null,
    attention: null,
    selected: [],
    focus: null,
  };
}

function isWork({ edits, past, future, fact }: ShelvedWork): boolean {
  return edits.neurons.length + edits.values.length + past.length + future.length > 0 || fact !== null;
}

/** Name for people, before the model says its own. */
export function nameOfSource(source: ModelSource): string {
  if (source.kind === 'builtin') return 'Built-in model';
  return source.kind === 'hub' ? source.id : source.name;
}
