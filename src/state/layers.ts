/** Through the layers: what the model would say after each of them, and where its attention matters. */
import type { AttentionAttribution } from '../knowledge/attention';
import type { Lens } from '../knowledge/lens';
import { activeEdits } from './edits';
import type { Slice, State } from './store';

export interface LayersSlice {
  readonly lens: { readonly key: string; readonly value: Lens } | null;
  readonly attention: { readonly key: string; readonly value: AttentionAttribution } | null;
}

export const layersSlice: Slice<LayersSlice> = () => ({ lens: null, attention: null });

/** Names the question that both answer; null where there is none yet. */
export function layersKey(state: State): string | null {
  const { reading, info, prompt } = state;
  return reading?.prompt === prompt && info ? JSON.stringify([info.hash, prompt, reading.target.id, activeEdits(state)]) : null;
}
