/** The selected neurons, and what a new gain of theirs would replace. */
import type { EditPlace } from '../knowledge/edits/edit-list';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { activationEdit } from './changes';
import { activeEdits, type EditsSlice } from './edits';
import { lastOf } from './memo';
import type { ModelSlice } from './model';
import { refOf, sameNeuron } from './neurons';
import type { SelectionSlice } from './selection';

type Selecting = Pick<SelectionSlice & ModelSlice, 'selected' | 'info'>;
type Editing = Pick<EditsSlice, 'edits' | 'editsOn'>;

/** The neuron that is looked at closely: the selected one, where it is the only one. */
export function inspectedOf({ selected, info }: Selecting): NeuronRef | null {
  const [index] = selected;
  return selected.length !== 1 || index === undefined || !info ? null : refOf(index, info.config.intermediateSize);
}

/** The neuron selected last. */
export function primaryOf({ selected, info }: Selecting): NeuronRef | null {
  const index = selected.at(-1);
  return index === undefined || !info ? null : refOf(index, info.config.intermediateSize);
}

export function selectedRefs({ selected, info }: Selecting): readonly NeuronRef[] {
  return info ? refsOf(selected, info.config.intermediateSize) : [];
}

const refsOf = lastOf((selected: readonly number[], width: number): readonly NeuronRef[] =>
  selected.map((index) => refOf(index, width)),
);

/** Where the selection's gain applies: as its primary neuron's edit says, else as chosen before. */
export function placeOfGain(state: Selecting & Editing & Pick<SelectionSlice, 'editPlace'>): EditPlace {
  const primary = primaryOf(state);
  return (primary && activationEdit(state.edits, primary)?.at) ?? state.editPlace;
}

/** The gain with which the primary neuron fires now, 1 where its edit is switched off; null where its activation is fixed. */
export function gainInForce(state: Selecting & Editing): number | null {
  const primary = primaryOf(state);
  const edit = primary && activationEdit(state.edits, primary);
  if (!edit || !state.editsOn || edit.off) return 1;
  return edit.gain ?? null;
}

/** The edits without the selected neurons' own gains, which a dose-response curve replaces anyway: a drag leaves them as they are. */
export function othersEdits(state: Selecting & Editing): EditsDocument {
  return withoutGains(activeEdits(state), selectedRefs(state));
}

const withoutGains = lastOf((edits: EditsDocument, refs: readonly NeuronRef[]): EditsDocument => {
  const others = edits.neurons.filter((edit) => !refs.some((ref) => sameNeuron(ref, edit)));
  return others.length === edits.neurons.length ? edits : { ...edits, neurons: others };
});

/** The steps that rewrite a neuron's value vector. */
export function valuesOf(state: Editing, neuron: NeuronRef): EditsDocument['values'] {
  return activeEdits(state).values.filter((edit) => sameNeuron(edit, neuron));
}
