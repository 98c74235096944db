/** The words of neurons for lists and tooltips, "iraq, iraqi, sudan": asked for by showing them. */
import { useCallback, useEffect } from 'react';
import { wordsOfNeuron } from '../../state/neuron-words';
import { word } from '../../figures/format';
import { useApp, useAppStore } from '../store';

/** @param indices the same array as long as they are the same. */
export function useNeuronWords(indices: readonly number[]): (index: number) => string {
  const store = useAppStore();
  useEffect(() => {
    if (indices.length > 0) store.getState().wantWords(indices);
  }, [store, indices]);
  const neuronWords = useApp((state) => state.neuronWords);
  return useCallback((index) => wordsOfNeuron({ neuronWords }, index)?.map(word).join(', ') ?? '', [neuronWords]);
}
