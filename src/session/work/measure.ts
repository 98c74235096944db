/** What the edits in force do to groups of prompts, beside the same edits on other neurons. */
import { measureErasure } from '../../experiments/measure-erasure';
import { measureUpdate } from '../../experiments/measure-update';
import { DRAWS, SEED } from '../../experiments/protocol';
import { activeEdits } from '../../state/edits';
import { QUESTIONS } from '../../state/questions';
import { elsewhereOf, relationEvidenceOf } from '../../state/relation';
import { neuronsToTeach } from '../../state/teach';
import { usableParaphrases } from '../../state/wordings';
import type { Work } from './work';

/** The fact, what is near to it, and what is not. */
export const effectWork: Work = {
  hangsOn: (state) => {
    const { fact, library } = state;
    const about = QUESTIONS.effect.about(state);
    return fact && library && about && { ...about, target: fact.target.id, prompts: usableParaphrases(fact) };
  },
  async run({ model, course }, state) {
    const { fact, library } = state;
    if (!fact || !library) return {};
    const request = {
      relation: fact.relation,
      subject: fact.subject,
      from: fact.target,
      to: state.teachTo,
      set: neuronsToTeach(state),
      prompts: usableParaphrases(fact),
      edits: activeEdits(state),
      library,
      controls: { draws: DRAWS.effect, seed: SEED },
    };
    const value = await measureUpdate(model, request, course);
    return { effect: { about: { model: value.hash, edits: value.edits }, value } };
  },
};

/** Every relation of the library. */
export const erasureWork: Work = {
  hangsOn: (state) => (state.library && state.relation !== null ? QUESTIONS.erasure.about(state) : null),
  async run({ model, course }, state) {
    const { library, relation, sparing } = state;
    if (!library || relation === null) return {};
    const request = {
      relation,
      evidence: relationEvidenceOf(state),
      // In the paper's order nothing of the others chose the neurons.
      elsewhere: sparing ? elsewhereOf(state) : null,
      edits: activeEdits(state),
      relations: library.relations,
      controls: { draws: DRAWS.erasure, seed: SEED },
    };
    const value = await measureErasure(model, request, course);
    return { erasure: { about: { model: value.hash, edits: value.edits }, value } };
  },
};
