/**
 * The layer that the map shows alone, or null where it shows all. On a narrow screen that is always one: the layer chosen,
 * else that of the neuron selected last, else that of the strongest neuron.
 */
import { useMemo } from 'react';
import { useNarrow } from '../../media';
import { useApp } from '../../store';
import { strongest } from '../../../figures/map/strongest';

export function useShownLayer(layers: number, neurons: number, values: Float32Array | null): number | null {
  const isNarrow = useNarrow();
  const focus = useApp((state) => (state.focus !== null && state.focus < layers ? state.focus : null));
  const selected = useApp((state) => state.selected.at(-1));
  const first = useMemo(() => (values && isNarrow ? strongest(values, 1)[0] : undefined), [values, isNarrow]);
  if (layers === 1) return 0;
  if (focus !== null || !isNarrow) return focus;
  return Math.min(layers - 1, Math.floor((selected ?? first ?? 0) / neurons));
}
