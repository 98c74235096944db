/** Teaching the fact another answer: to what, how strongly, and with which of its neurons. */
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import type { Thresholds } from '../knowledge/measures/refined-set';
import { UPDATE } from '../experiments/protocol';
import { setsOf, type RelationEvidence } from '../experiments/relation';
import { spareShared, teachEdits, type Lambdas, type SharedNeuron } from '../experiments/update';
import { withValues } from '../experiments/with-values';
import type { Token } from '../worker/api';
import type { AnswersSlice } from './answers';
import type { EditsSlice } from './edits';
import { lastOf } from './memo';
import type { ModelSlice } from './model';
import { sameNeuron } from './neurons';
import { relationEvidenceOf, type RelationSlice } from './relation';
import { findingSet, type SetChoice } from './sets';
import type { Slice } from './slice';

export interface TeachSlice {
  readonly teachTo: Token | null;
  readonly lambdas: Lambdas;
  /** Whether neurons that serve several of the relation's other facts are left as they are, where those are known. */
  readonly filtering: boolean;
  setTeachTo(token: Token | null): void;
  /** Also moves what is already taught. */
  setLambdas(lambdas: Lambdas): void;
  setFiltering(filtering: boolean): void;
  /** Writes the new answer into the neurons of the fact. */
  teach(): void;
}

type Needs = Pick<AnswersSlice, 'evidence' | 'relationEvidence'> &
  EditsSlice &
  Pick<ModelSlice, 'info'> &
  Pick<RelationSlice, 'relation'> &
  SetChoice;

/** One drag of a lambda is one step of the history. */
const GESTURE = 'lambda';

export const teachSlice: Slice<TeachSlice, Needs> = (set, get) => {
  const write = (lambdas: Lambdas, gesture?: string) => {
    const { fact, teachTo, edits, changeEdits } = get();
    const refs = neuronsToTeach(get());
    if (!fact || !teachTo || refs.every(({ isSpared }) => isSpared)) return;
    // What was written into a neuron that is spared by now goes, too.
    const others = {
      ...edits,
      values: edits.values.filter((edit) => !refs.some((ref) => ref.isSpared && sameNeuron(edit, ref))),
    };
    changeEdits(withValues(others, teachEdits(refs, { from: fact.target, to: teachTo, lambdas })), gesture);
  };
  return {
    teachTo: null,
    lambdas: UPDATE.lambdas,
    filtering: true,
    setTeachTo: (teachTo) => set({ teachTo }),
    setLambdas: (lambdas) => {
      const taught = isTaught(get());
      set({ lambdas });
      if (taught) write(lambdas, GESTURE);
    },
    setFiltering: (filtering) => set({ filtering }),
    teach: () => write(get().lambdas),
  };
};

/** The set that half of the wordings choose; where the relation's other facts are known and count, those that serve them are marked as spared. */
export function neuronsToTeach(state: TeachSlice & Needs): readonly SharedNeuron[] {
  const evidence = relationEvidenceOf(state);
  return spared(
    findingSet(state),
    state.filtering && evidence?.relation === state.fact?.relation ? evidence : null,
    state.thresholds,
    state.fact?.subject ?? null,
  );
}

const spared = lastOf(
  (set: readonly NeuronRef[], evidence: RelationEvidence | null, thresholds: Thresholds, subject: string | null) =>
    spareShared(set, evidence ? setsOf(evidence, thresholds, subject) : []),
);

/** Whether the new answer is written into the neurons that it would be written into now. */
export function isTaught(state: TeachSlice & Needs): boolean {
  const { fact, teachTo, edits } = state;
  const set = neuronsToTeach(state);
  return (
    fact !== null &&
    teachTo !== null &&
    set.some(({ isSpared }) => !isSpared) &&
    set.every((ref) => writes(edits, ref, teachTo.token) !== ref.isSpared)
  );
}

/** Whether the new answer is written into any neuron at all. */
export function isTeaching({ teachTo, edits }: TeachSlice & EditsSlice): boolean {
  return teachTo !== null && edits.values.some((edit) => writes(edits, edit, teachTo.token));
}

function writes(edits: EditsDocument, ref: NeuronRef, to: string): boolean {
  const ops = edits.values.find((edit) => sameNeuron(edit, ref))?.ops ?? [];
  return ops.some((op) => 'add' in op && 'token' in op.add && op.add.token === to && op.add.lambda >= 0);
}
