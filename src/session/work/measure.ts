/** What the edits in force do to groups of prompts, beside the same edits on other neurons. */
import { measureErasure, measureUpdate } from '../../experiments/measure';
import { DRAWS, SEED } from '../../experiments/protocol';
import { countActive } from '../../knowledge/edits/edit-list';
import { activeEdits } from '../../state/edits';
import { relationEvidenceOf } from '../../state/relation';
import { neuronsToTeach } from '../../state/teach';
import { usableParaphrases } from '../../state/wordings';
import type { Work } from './work';

/** The fact, what is near to it, and what is not. */
export const effectWork: Work = {
  keyOf: (state) => {
    const { fact, info, library } = state;
    if (!fact || !info || !library || countActive(activeEdits(state)) === 0) return null;
    return JSON.stringify([info.hash, fact.target.id, usableParaphrases(fact), activeEdits(state)]);
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
    return { effect: await measureUpdate(model, request, course) };
  },
};

/** Every relation of the library. */
export const erasureWork: Work = {
  keyOf: (state) => {
    const { info, library, relation } = state;
    if (!info || !library || relation === null || countActive(activeEdits(state)) === 0) return null;
    return JSON.stringify([info.hash, activeEdits(state)]);
  },
  async run({ model, course }, state) {
    if (!state.library) return {};
    const request = {
      relation: state.relation,
      facts: relationEvidenceOf(state)?.facts.length ?? 0,
      edits: activeEdits(state),
      relations: state.library.relations,
      controls: { draws: DRAWS.erasure, seed: SEED },
    };
    return { erasure: await measureErasure(model, request, course) };
  },
};
