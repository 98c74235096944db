/** Attribution of every wording of the fact that has none yet. */
import { evidenceOf, usableParaphrases } from '../../fact';
import type { Work } from './work';

/** Plenty for sets of neurons; the map of a single prompt is held to a hundredth of this. */
export const SET_QUADRATURE = { method: 'adaptive', tolerance: 1e-2 } as const;

export const evidenceWork: Work = {
  keyOf: ({ fact, info }) => fact && info && JSON.stringify([info.hash, fact.target.id, usableParaphrases(fact)]),
  async run({ api, job, progress }, state) {
    const { fact, info } = state;
    if (!fact || !info) return {};
    const known = evidenceOf(state);
    const missing = usableParaphrases(fact).filter((prompt) => !known.some((found) => found.prompt === prompt));
    const questions = missing.map((prompt) => ({ prompt, target: fact.target.id }));
    const { evidence } = await api.evidence(job, { questions, quadrature: SET_QUADRATURE }, progress(0, 1));
    return { evidence: [...known, ...evidence], evidenceHash: info.hash };
  },
  done: (state) => state.selectSet(),
};
