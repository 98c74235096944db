/** How strongly the selected neurons fire, as their edit has it, and how to change that. */
import type { NeuronEdit } from '../../knowledge/edits/edits';
import { activationEdit, withGain } from '../../state/changes';
import { placeOfGain, primaryOf, selectedRefs } from '../../state/selected';
import { useApp, useAppStore } from '../store';

export interface SelectionGain {
  /** The selection's activation edit, as its primary neuron has it. */
  readonly edit: NeuronEdit | undefined;
  readonly isOff: boolean;
  /** Null where the activation is fixed. */
  readonly gain: number | null;
  /** With the edit switched off, every neuron fires as it did. */
  readonly inForce: number | null;
  changeGain(next: number, gesture?: string): void;
}

export function useSelectionGain(): SelectionGain {
  const store = useAppStore();
  const edit = useApp((state) => {
    const primary = primaryOf(state);
    return primary ? activationEdit(state.edits, primary) : undefined;
  });
  const isOff = useApp((state) => !state.editsOn) || (edit?.off ?? false);
  const gain = edit ? (edit.gain ?? null) : 1;
  return {
    edit,
    isOff,
    gain,
    inForce: edit && isOff ? 1 : gain,
    changeGain: (next, gesture) => {
      const state = store.getState();
      state.changeEdits(withGain(state.edits, selectedRefs(state), placeOfGain(state), next), gesture);
    },
  };
}
