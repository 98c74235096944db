/** A second fact beside the first: its own evidence, at the same thresholds, so that what the two share can be seen. */
import type { AnswersSlice } from './answers';
import type { Slice } from './slice';
import type { WordedFact } from './wordings';

export interface OtherSlice {
  readonly other: WordedFact | null;
  openOther(other: WordedFact | null): void;
}

export const otherSlice: Slice<OtherSlice, Pick<AnswersSlice, 'otherEvidence'>> = (set) => ({
  other: null,
  openOther: (other) => set({ other, otherEvidence: null }),
});
