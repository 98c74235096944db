/**
 * The words by which a neuron is known in lists and tooltips: the first few tokens that its value vector says. Whoever shows
 * a neuron wants its words; the session finds those that are missing.
 */
import type { AnswersSlice } from './answers';
import type { Slice } from './slice';

export interface NeuronWordsSlice {
  /** Neurons whose words are wanted, by index, the newest last. They stay wanted when another model comes. */
  readonly wordsWanted: readonly number[];
  wantWords(indices: readonly number[]): void;
}

/** What a list and a hand on the map can show at once, and some to spare. */
const MOST_WANTED = 256;

export const neuronWordsSlice: Slice<NeuronWordsSlice> = (set, get) => ({
  wordsWanted: [],
  wantWords: (indices) => {
    const { wordsWanted } = get();
    const wanted = new Set(wordsWanted);
    if (indices.every((index) => wanted.has(index))) return;
    const asked = new Set(indices);
    set({ wordsWanted: [...wordsWanted.filter((index) => !asked.has(index)), ...asked].slice(-MOST_WANTED) });
  },
});

/** A neuron's words, the first of all first; null while they are not known. */
export function wordsOfNeuron({ neuronWords }: Pick<AnswersSlice, 'neuronWords'>, index: number) {
  return neuronWords?.value.get(index) ?? null;
}
