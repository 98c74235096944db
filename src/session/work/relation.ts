/** The neurons of the chosen relation: from its best known facts, and from a few facts of every other. */
import { ASKED } from '../../experiments/protocol';
import { askRelation, studyRelation, type RelationEvidence } from '../../experiments/relation';
import { elsewhereOf, relationEvidenceOf } from '../../state/relation';
import type { State } from '../../state/store';
import type { Work } from './work';

const hangsOn = ({ relation, info, library }: State) =>
  relation !== null && info && library ? { model: info.hash, relation } : null;

const answerOf = (value: RelationEvidence) => ({
  relationEvidence: { about: { model: value.hash, relation: value.relation }, value },
});

/** What the neurons of one fact are held against: the relation's facts alone. */
export const siblingsWork: Work = {
  hangsOn,
  async run({ model, course }, { relation, library }) {
    if (!relation || !library) return {};
    return answerOf(await askRelation(model, library.relation(relation), ASKED.relation, course));
  },
};

/** The relation's facts, and those of all relations where they are not known yet. */
export const relationWork: Work = {
  hangsOn,
  async run({ model, course, show }, state) {
    const { relation, library } = state;
    if (!relation || !library) return {};
    const request = {
      relation: library.relation(relation),
      relations: library.relations,
      known: { evidence: relationEvidenceOf(state), elsewhere: elsewhereOf(state) },
      onEvidence: (found: RelationEvidence) => show(answerOf(found)),
    };
    const { elsewhere } = await studyRelation(model, request, course);
    return { elsewhere: { about: { model: elsewhere.hash }, value: elsewhere } };
  },
};
