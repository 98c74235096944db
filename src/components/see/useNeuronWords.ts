/** The words of neurons for lists and tooltips, "iraq, iraqi, sudan": asked for by showing them. */
import { useCallback, useEffect } from 'react';
import { word } from '../format';
import { useApp, useAppStore } from '../store';

/** @param indices the same array as long as they are the same. */
export function useNeuronWords(indices: readonly number[]): (index: number) => string {
  const store = useAppStore();
  useEffect(() => {
    if (indices.length > 0) store.getState().wantWords(indices);
  }, [store, indices]);
  const known = useApp((state) => state.neuronWords?.value);
  return useCallback((index) => known?.get(index)?.map(word).join(', ') ?? '', [known]);
}
