/** Attribution of the target to the attention of every head, token to token. */
import { QUADRATURE } from '../../experiments/protocol';
import { activeEdits } from '../../state/edits';
import { layersKey } from '../../state/layers';
import type { Work } from './work';

/** Scores are kept to four digits, and those below this share of the largest as 0: a picture shows no more. */
const DIGITS = 4;
const LEAST = 1e-4;

export const attentionWork: Work = {
  keyOf: layersKey,
  async run({ model, course }, state) {
    const key = layersKey(state);
    if (!state.reading || key === null) return {};
    const request = {
      prompt: state.prompt,
      target: state.reading.target.id,
      tolerance: QUADRATURE.attention.tolerance,
      edits: activeEdits(state),
    };
    const { tokens, layers, heads, scores, residual } = await model.attention(request, course);
    return { attention: { key, value: { tokens, layers, heads, scores: shortened(scores), residual } } };
  },
};

/** Short enough to be kept across reloads. */
function shortened(scores: Float32Array): readonly number[] {
  const least = LEAST * scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return Array.from(scores, (score) => (Math.abs(score) < least ? 0 : Number(score.toPrecision(DIGITS))));
}
