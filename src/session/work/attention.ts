/** Attribution of the target to the attention of every head, token to token. */
import { activeEdits } from '../../state/edits';
import { layersKey } from '../../state/layers';
import type { Work } from './work';

/** Scores are kept to four digits, and those below this share of the largest as 0: a picture shows no more. */
const DIGITS = 4;
const LEAST = 1e-4;

const TOLERANCE = 1e-2;

export const attentionWork: Work = {
  keyOf: layersKey,
  async run({ api, job, progress }, state) {
    const key = layersKey(state);
    if (!state.reading || key === null) return {};
    const request = {
      prompt: state.prompt,
      target: state.reading.target.id,
      tolerance: TOLERANCE,
      edits: activeEdits(state),
    };
    const { tokens, layers, heads, scores, residual } = await api.attention(job, request, progress(0, 1));
    return { attention: { key, value: { tokens, layers, heads, scores: shortened(scores), residual } } };
  },
};

/** Short enough to be kept across reloads. */
function shortened(scores: Float32Array): readonly number[] {
  const least = LEAST * scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return Array.from(scores, (score) => (Math.abs(score) < least ? 0 : Number(score.toPrecision(DIGITS))));
}
