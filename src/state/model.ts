/** The model in the engine: how far it is, what it is, or why it is not there. */
import type { LoadProgress, ModelInfo } from '../worker/api';
import type { Slice } from './slice';

export type ModelStatus =
  | { readonly stage: 'loading'; readonly progress: LoadProgress | null }
  | { readonly stage: 'ready' }
  /** It never came up. */
  | { readonly stage: 'failed'; readonly message: string }
  /** It was there, and then the engine stopped. */
  | { readonly stage: 'crashed'; readonly message: string };

export interface ModelSlice {
  readonly model: ModelStatus;
  /** Stays through a crash, so that what is on the screen keeps its meaning. */
  readonly info: ModelInfo | null;
  setModel(model: ModelStatus): void;
}

export const modelSlice: Slice<ModelSlice> = (set) => ({
  model: { stage: 'loading', progress: null },
  info: null,
  setModel: (model) => set({ model }),
});
