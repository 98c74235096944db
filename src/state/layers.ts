/** Through the layers: what the model would say after each of them, and where its attention matters. */
import type { Lens } from '../knowledge/measures/lens';
import type { Token } from '../worker/api';
import { activeEdits } from './edits';
import type { Slice, State } from './store';

/** Attribution to attention, as it is shown and kept. */
export interface HeadScores {
  readonly tokens: readonly Token[];
  readonly layers: number;
  readonly heads: number;
  /** [L, H, T, T] row-major: query, key. */
  readonly scores: readonly number[];
  /** Largest |sum - expected| over the layers, in probability. */
  readonly residual: number;
}

export interface LayersSlice {
  readonly lens: { readonly key: string; readonly value: Lens } | null;
  readonly attention: { readonly key: string; readonly value: HeadScores } | null;
}

export const layersSlice: Slice<LayersSlice> = () => ({ lens: null, attention: null });

/** Names the question that both answer; null where there is none yet. */
export function layersKey(state: State): string | null {
  const { reading, info, prompt } = state;
  return reading?.prompt === prompt && info
    ? JSON.stringify([info.hash, prompt, reading.target.id, activeEdits(state)])
    : null;
}
