/** The numbers of each neuron that the map and the list show, from what the engine answered. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { colourValues } from '../../figures/map/colour-values';
import { activeEdits } from '../../state/edits';
import { indicesOf } from '../model-shape';
import { useApp } from '../store';

export function useColourValues(): Float32Array | null {
  const colour = useApp((state) => state.colour);
  // Each mode listens only to what it shows, so that a drag does not redraw the attribution.
  const attribution = useApp((state) => (state.colour === 'change' ? null : (state.attribution?.value ?? null)));
  const activations = useApp((state) => (state.colour === 'attribution' ? null : (state.activations?.value ?? null)));
  return useMemo(() => colourValues(colour, attribution, activations), [colour, attribution, activations]);
}

/** Neurons with an edit that is not switched off, by index. */
export function useEdited(): readonly number[] {
  // The same list through a drag, which changes only how much; so the map is not drawn anew for it.
  return useApp(
    useShallow((state) => {
      const { neurons, values } = activeEdits(state);
      const on = [...neurons, ...values].filter((edit) => !edit.off);
      return [...new Set(indicesOf(on, state.info?.config ?? null))];
    }),
  );
}
