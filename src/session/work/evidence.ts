/** Attribution of every wording of the fact, and of the second one, that has none yet. */
import type { Evidence } from '../../knowledge/measures/evidence';
import { evidenceOf } from '../../state/fact';
import { usableParaphrases, type WordedFact } from '../../state/wordings';
import { otherEvidenceOf } from '../../state/other';
import type { State } from '../../state/store';
import type { Bench, Work } from './work';

/** Plenty for sets of neurons; the map of a single prompt is held to a hundredth of this. */
export const SET_QUADRATURE = { method: 'adaptive', tolerance: 1e-2 } as const;

export const evidenceWork: Work = {
  keyOf: ({ fact, info }) => keyOf(fact, info),
  async run(bench, state) {
    const { fact, info } = state;
    if (!fact || !info) return {};
    return { evidence: await attributed(bench, fact, evidenceOf(state)), evidenceHash: info.hash };
  },
  done: (state) => state.selectSet(),
};

/** The same for the second fact. */
export const otherWork: Work = {
  keyOf: ({ other, info }) => keyOf(other, info),
  async run(bench, state) {
    const { other, info } = state;
    if (!other || !info) return {};
    return { otherEvidence: await attributed(bench, other, otherEvidenceOf(state)), otherHash: info.hash };
  },
};

function keyOf(fact: WordedFact | null, info: State['info']): string | null {
  return fact && info && JSON.stringify([info.hash, fact.target.id, usableParaphrases(fact)]);
}

async function attributed(
  { api, job, progress }: Bench,
  fact: WordedFact,
  known: readonly Evidence[],
): Promise<readonly Evidence[]> {
  const missing = usableParaphrases(fact).filter((prompt) => !known.some((found) => found.prompt === prompt));
  const questions = missing.map((prompt) => ({ prompt, target: fact.target.id }));
  const { evidence } = await api.evidence(job, { questions, quadrature: SET_QUADRATURE }, progress(0, 1));
  return [...known, ...evidence];
}
