/**
 * Two questions side by side. A is what Explore asks, with the edits as they are; B differs from it in what is chosen here:
 * another prompt, another target, other edits, another model. The choice is plain data that a link can carry.
 */
import { countActive } from '../knowledge/edits/edit-list';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { LoadProgress, ModelInfo, ModelSource, Token } from '../worker/api';
import { sameQuestion } from './answers';
import type { AskSlice } from './ask';
import { activeEdits, type EditsSlice } from './edits';
import type { ModelSlice } from './model';
import type { FilesSource, ModelsSlice } from './models';
import type { Slice } from './slice';

/** Where the model of B is; files by the name of a folder that this page has opened. */
export type BesideModel =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'hub'; readonly id: string; readonly revision?: string }
  | { readonly kind: 'files'; readonly name: string };

export interface BesideChoice {
  /** Null: the same as A's. */
  readonly prompt: string | null;
  /** Null: the same word as A's. */
  readonly target: Token | null;
  /** A's as they are now, none, or a copy that stays as it is. Another model is always as it was trained. */
  readonly edits: 'same' | 'trained' | EditsDocument;
  /** Null: the model in use. */
  readonly model: BesideModel | null;
}

export const BESIDE_AT_FIRST: BesideChoice = { prompt: null, target: null, edits: 'trained', model: null };

/** The engine of B's own model. */
export type BesideEngine =
  | { readonly stage: 'loading'; readonly progress: LoadProgress | null }
  | { readonly stage: 'ready'; readonly info: ModelInfo }
  | { readonly stage: 'failed'; readonly message: string };

export interface BesideSlice {
  readonly beside: BesideChoice;
  /** Null while B needs no engine of its own. */
  readonly besideEngine: BesideEngine | null;
  /** How often B's model was asked for by hand since the page was opened: what nobody asked for is not downloaded. */
  readonly besideTries: number;
  setBeside(change: Partial<BesideChoice>): void;
  /** Once more, after B's model could not be had. */
  tryBesideAgain(): void;
  /** What A asks now becomes B, and stays so while A goes on. */
  keepAsBeside(): void;
  /** A asks what B asked, and B what A did; of the edits, one step that can be undone. The models stay where they are. */
  swapBeside(): void;
}

type Compared = AskSlice & BesideSlice & EditsSlice & Pick<ModelsSlice, 'folders' | 'modelSource'>;

export const besideSlice: Slice<BesideSlice, Compared> = (set, get) => ({
  beside: BESIDE_AT_FIRST,
  besideEngine: null,
  besideTries: 0,
  setBeside: (change) => {
    const { beside, besideTries } = get();
    set({
      beside: { ...beside, ...change },
      ...(change.model === undefined ? {} : { besideTries: besideTries + 1 }),
    });
  },
  tryBesideAgain: () => set({ besideTries: get().besideTries + 1 }),
  keepAsBeside: () => {
    const state = get();
    const { prompt, target } = state;
    set({ beside: { prompt, target, edits: asCopy(activeEdits(state)), model: null } });
  },
  swapBeside: () => {
    const state = get();
    const { beside, prompt, target } = state;
    const isOther = isOtherModel(state);
    const own = activeEdits(state);
    const next: BesideChoice = {
      prompt: beside.prompt === null ? null : prompt,
      target: beside.target === null ? null : target,
      edits: isOther || beside.edits === 'same' ? beside.edits : asCopy(own),
      model: beside.model,
    };
    const asked = { prompt: beside.prompt ?? prompt, target: beside.target ?? target };
    if (!isOther && beside.edits !== 'same') state.changeEdits(besideEdits(state));
    set({ ...asked, beside: next });
  },
});

function asCopy(edits: EditsDocument): BesideChoice['edits'] {
  return countActive(edits) === 0 ? 'trained' : edits;
}

/** The model in use as B could name it. */
export function asBesideModel(source: ModelSource): BesideModel {
  return source.kind === 'files' ? { kind: 'files', name: source.name } : source;
}

/** Whether B is to be asked of another model than the one in use. */
export function isOtherModel({ beside: { model }, modelSource }: Pick<Compared, 'beside' | 'modelSource'>): boolean {
  if (model?.kind !== modelSource.kind) return model !== null;
  if (model.kind === 'hub' && modelSource.kind === 'hub')
    return model.id !== modelSource.id || (model.revision ?? modelSource.revision) !== modelSource.revision;
  return model.kind === 'files' && modelSource.kind === 'files' && model.name !== modelSource.name;
}

/** What to load for B; null where it is of the model in use, or of a folder that is not open on this page. */
export function besideSource(state: Pick<Compared, 'beside' | 'folders' | 'modelSource'>): ModelSource | null {
  const { model } = state.beside;
  if (model === null || !isOtherModel(state)) return null;
  return model.kind === 'files' ? folderNamed(state.folders, model.name) : model;
}

function folderNamed(folders: readonly FilesSource[], name: string): FilesSource | null {
  return folders.find((folder) => folder.name === name) ?? null;
}

/** The model that B is asked of; null where it is not there. */
export function besideInfo(
  state: Pick<Compared, 'beside' | 'modelSource' | 'besideEngine'> & Pick<ModelSlice, 'info'>,
) {
  if (!isOtherModel(state)) return state.info;
  return state.besideEngine?.stage === 'ready' ? state.besideEngine.info : null;
}

/** B's edits. Those of another model are none: they name neurons by number, which means nothing there. */
export function besideEdits(state: Pick<Compared, 'beside' | 'modelSource' | 'edits' | 'editsOn'>): EditsDocument {
  const { edits } = state.beside;
  if (edits === 'trained' || isOtherModel(state)) return NO_EDITS;
  return edits === 'same' ? activeEdits(state) : edits;
}

/** Whether B asks anything that A does not. */
export function differsFromBeside(state: Compared): boolean {
  const { beside, prompt, target } = state;
  if (isOtherModel(state)) return true;
  if (beside.prompt !== null && beside.prompt !== prompt) return true;
  if (beside.target !== null && beside.target.id !== target?.id) return true;
  const [mine, other] = [activeEdits(state), besideEdits(state)];
  return countActive(mine) + countActive(other) > 0 && !sameQuestion(mine, other);
}
