/** The model's first answers as words to offer in a token field, each with its probability. */
import { useMemo } from 'react';
import { useApp } from '../store';
import { probability } from '../../figures/format';

export function useTopWords() {
  const top = useApp((state) => state.reading?.value.before.top);
  return useMemo(
    () => (top ?? []).map((prediction) => ({ ...prediction, detail: probability(prediction.probability) })),
    [top],
  );
}
