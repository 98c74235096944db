/** What is said of each layer beside the map of the prompt. */
import { useMemo } from 'react';
import { summaryOf, sumsOfAttribution, type LayerSummary } from '../../figures/map/layer-summary';
import { useApp } from '../store';

export function useLayerSummary(values: Float32Array | null): LayerSummary | null {
  const colour = useApp((state) => state.colour);
  const sums = useApp((state) => state.attribution?.value.completeness.sum);
  return useMemo(() => {
    if (!sums) return null;
    if (colour === 'attribution') return sumsOfAttribution(sums);
    const layers = sums.length;
    return values && summaryOf(colour, { layers, neurons: values.length / layers, values });
  }, [colour, sums, values]);
}
