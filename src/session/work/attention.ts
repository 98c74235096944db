/** Attribution of the target to the attention of every head, token to token. */
import { QUADRATURE } from '../../experiments/protocol';
import { QUESTIONS } from '../../state/questions';
import type { Work } from './work';

/** Scores are kept to four digits, and those below this share of the largest as 0: a picture shows no more. */
const DIGITS = 4;
const LEAST = 1e-4;

export const attentionWork: Work = {
  hangsOn: QUESTIONS.attention.about,
  async run({ model, course }, state) {
    const about = QUESTIONS.attention.about(state);
    if (!about) return {};
    const { prompt, target, edits } = about;
    const { tolerance } = QUADRATURE.attention;
    const { tokens, layers, heads, scores, residual } = await model.attention(
      { prompt, target, tolerance, edits },
      course,
    );
    return { attention: { about, value: { tokens, layers, heads, scores: shortened(scores), residual } } };
  },
};

/** Short enough to be kept across reloads. */
function shortened(scores: Float32Array): readonly number[] {
  const least = LEAST * scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return Array.from(scores, (score) => (Math.abs(score) < least ? 0 : Number(score.toPrecision(DIGITS))));
}
