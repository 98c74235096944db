/** Attribution of every wording of the fact, and of the second one, that has none yet. */
import { evidenceOfWordings } from '../../experiments/fact-evidence';
import type { Evidence } from '../../knowledge/measures/evidence';
import { evidenceOf, otherEvidenceOf } from '../../state/sets';
import type { State } from '../../state/store';
import { usableParaphrases, type WordedFact } from '../../state/wordings';
import type { Means, Work } from './work';

export const evidenceWork: Work = {
  hangsOn: ({ fact, info }) => asked(fact, info),
  async run(means, state) {
    const { fact } = state;
    if (!fact) return {};
    const value = await attributed(means, fact, evidenceOf(state));
    return { evidence: { about: { model: means.model.hash }, value } };
  },
  done: (state) => state.selectSet(),
};

/** The same for the second fact. */
export const otherWork: Work = {
  hangsOn: ({ other, info }) => asked(other, info),
  async run(means, state) {
    const { other } = state;
    if (!other) return {};
    const value = await attributed(means, other, otherEvidenceOf(state));
    return { otherEvidence: { about: { model: means.model.hash }, value } };
  },
};

function asked(fact: WordedFact | null, info: State['info']) {
  return fact && info && { model: info.hash, target: fact.target.id, prompts: usableParaphrases(fact) };
}

function attributed({ model, course }: Means, fact: WordedFact, known: readonly Evidence[]) {
  return evidenceOfWordings(model, { prompts: usableParaphrases(fact), target: fact.target.id }, known, course);
}
