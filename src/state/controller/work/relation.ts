/** Attribution of the best known facts of the chosen relation, a few wordings each. */
import type { FactEvidence } from '../../relation';
import { SET_QUADRATURE } from './evidence';
import { factsToAsk } from './probes';
import type { Work } from './work';

const FACTS = 12;
/** A neuron has to matter in both: s is 0.7 as a rule. */
const WORDINGS = 2;

export const relationWork: Work = {
  keyOf: ({ relation, info, library }) => relation && info && library && JSON.stringify([info.hash, relation]),
  async run({ api, job, progress }, { relation: id, info, library }) {
    if (!id || !info || !library) return {};
    const asked = await factsToAsk(api, [library.relation(id)], { facts: FACTS, wordings: WORDINGS });
    const questions = asked.flatMap(({ prompts, target }) => prompts.map((prompt) => ({ prompt, target })));
    const { evidence } = await api.evidence(job, { questions, quadrature: SET_QUADRATURE }, progress(0, 1));
    let at = 0;
    const facts = asked.map(({ subject, prompts }): FactEvidence => {
      const rankings = evidence.slice(at, (at += prompts.length)).map(({ attribution }) => attribution);
      return { subject, rankings };
    });
    return { relationEvidence: { hash: info.hash, relation: id, facts } };
  },
};
