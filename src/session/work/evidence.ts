/** Attribution of every wording of the fact, and of the second one, that has none yet. */
import { evidenceOfWordings } from '../../experiments/fact-evidence';
import type { Evidence } from '../../knowledge/measures/evidence';
import { evidenceOf } from '../../state/fact';
import { otherEvidenceOf } from '../../state/other';
import type { State } from '../../state/store';
import { usableParaphrases, type WordedFact } from '../../state/wordings';
import type { Means, Work } from './work';

export const evidenceWork: Work = {
  keyOf: ({ fact, info }) => keyOf(fact, info),
  async run(means, state) {
    const { fact } = state;
    if (!fact) return {};
    return { evidence: await attributed(means, fact, evidenceOf(state)), evidenceHash: means.model.hash };
  },
  done: (state) => state.selectSet(),
};

/** The same for the second fact. */
export const otherWork: Work = {
  keyOf: ({ other, info }) => keyOf(other, info),
  async run(means, state) {
    const { other } = state;
    if (!other) return {};
    return { otherEvidence: await attributed(means, other, otherEvidenceOf(state)), otherHash: means.model.hash };
  },
};

function keyOf(fact: WordedFact | null, info: State['info']): string | null {
  return fact && info && JSON.stringify([info.hash, fact.target.id, usableParaphrases(fact)]);
}

function attributed({ model, course }: Means, fact: WordedFact, known: readonly Evidence[]) {
  return evidenceOfWordings(model, { prompts: usableParaphrases(fact), target: fact.target.id }, known, course);
}
