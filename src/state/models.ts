/**
 * The models that the page can work with: the one in use, one that is on its way while that one goes on working, and the
 * work that belongs to others. Edits name neurons by number, which means nothing in another model; so each model keeps
 * its own edits and their history, and a fact that only it can answer.
 */
import type { EditsDocument } from '../knowledge/edits/edits';
import type { LoadProgress, ModelInfo, ModelPreview, ModelSource, StoredModel, Token } from '../worker/api';
import type { Step } from './edits';
import type { WordedFact } from './wordings';
import type { Slice } from './slice';

export type FilesSource = Extract<ModelSource, { kind: 'files' }>;

/** A model by the hash of its weights, with a name for people. */
export interface ModelName {
  readonly hash: string;
  readonly name: string;
}

export interface WorkAside extends ModelName {
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
  readonly aside: readonly WorkAside[];
  readonly loading: LoadingModel | null;
  readonly loadError: { readonly name: string; readonly message: string } | null;
  /** Hub models in this browser's storage; null until it was looked. */
  readonly stored: readonly StoredModel[] | null;
  /** Folders of the visitor's own that were opened since the page was. */
  readonly folders: readonly FilesSource[];
  readonly modelsOpen: boolean;
  readonly linkQuestion: LinkQuestion | null;
  /** Whether the page opens without network from now on, with the model that comes with it. */
  readonly worksOffline: boolean;
  setModelsOpen(open: boolean): void;
  forgetLoadError(): void;
}

export const modelsSlice: Slice<ModelsSlice> = (set) => ({
  modelSource: { kind: 'builtin' },
  workOf: null,
  aside: [],
  loading: null,
  loadError: null,
  stored: null,
  folders: [],
  modelsOpen: false,
  linkQuestion: null,
  worksOffline: false,
  setModelsOpen: (modelsOpen) => set({ modelsOpen, ...(modelsOpen ? {} : { loadError: null }) }),
  forgetLoadError: () => set({ loadError: null }),
});

/**
 * Whether it is the built-in model with the weights of an earlier version of the page. Those do not come back, so what was
 * done with them waits for nothing; it can only be opened on the one that is there now.
 */
export function isEarlierBuiltin({ hash, name }: ModelName, info: ModelInfo): boolean {
  return info.origin.kind === 'builtin' && name === info.name && hash !== info.hash;
}

/** How many edits it has, those that are switched off included. */
export function editsIn({ neurons, values }: EditsDocument): number {
  return neurons.length + values.length;
}

/** Name for people, before the model says its own. */
export function nameOfSource(source: ModelSource): string {
  if (source.kind === 'builtin') return 'Built-in model';
  return source.kind === 'hub' ? source.id : source.name;
}
