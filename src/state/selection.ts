/**
 * The selected neurons, by index (see neurons.ts), without repeats. The last one is the primary: the one to inspect.
 * `editPlace` is where a new gain applies, until an edit of the primary says otherwise.
 */
import type { EditPlace } from '../knowledge/edits/edit-list';
import type { Slice } from './slice';

export interface SelectionSlice {
  readonly selected: readonly number[];
  readonly editPlace: EditPlace;
  select(index: number): void;
  /** Adds the neuron, or takes it out where it is in. */
  toggleSelected(index: number): void;
  selectMany(indices: readonly number[], add: boolean): void;
  clearSelection(): void;
  setEditPlace(place: EditPlace): void;
}

export const selectionSlice: Slice<SelectionSlice> = (set, get) => ({
  selected: [],
  editPlace: 'mask',
  select: (index) => set({ selected: [index] }),
  toggleSelected: (index) => {
    const { selected } = get();
    set({ selected: selected.includes(index) ? selected.filter((other) => other !== index) : [...selected, index] });
  },
  selectMany: (indices, add) => set({ selected: [...new Set([...(add ? get().selected : []), ...indices])] }),
  clearSelection: () => {
    if (get().selected.length > 0) set({ selected: [] });
  },
  setEditPlace: (editPlace) => set({ editPlace }),
});
