/** Attribution of the target to the attention of every head, token to token. */
import { activeEdits } from '../../edits';
import { layersKey } from '../../layers';
import type { Work } from './work';

const TOLERANCE = 1e-2;

export const attentionWork: Work = {
  keyOf: layersKey,
  async run({ api, job, progress }, state) {
    const key = layersKey(state);
    if (!state.reading || key === null) return {};
    const request = { prompt: state.prompt, target: state.reading.target.id, tolerance: TOLERANCE, edits: activeEdits(state) };
    return { attention: { key, value: await api.attention(job, request, progress(0, 1)) } };
  },
};
