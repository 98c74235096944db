/**
 * What was computed beforehand by the built-in model and came with the page: there is something to see while the model
 * itself is on its way. It is forgotten as soon as another model is wanted, or turns out to be there.
 */
import type { BertConfig } from '../bert/config';
import type { AnswerOf, AnswersSlice } from './answers';
import type { Slice } from './slice';

/** The built-in model as far as it is known without it, and its answers to the first example. */
export interface Beforehand {
  /** By its hash. */
  readonly model: string;
  readonly config: BertConfig;
  readonly reading: AnswerOf<'reading'>;
  readonly tokenized: AnswerOf<'tokenized'>;
  readonly attribution: AnswerOf<'attribution'>;
}

export interface BeforehandSlice {
  /** Null where another model is on its way than the built-in one. */
  readonly beforehand: Beforehand | null;
  /** Takes its answers off the page, where something else is asked now. */
  hideBeforehand(): void;
  forgetBeforehand(): void;
}

export const beforehandSlice: Slice<BeforehandSlice, AnswersSlice> = (set, get) => ({
  beforehand: null,
  hideBeforehand: () => {
    const { beforehand, reading, tokenized, attribution } = get();
    if (beforehand === null) return;
    set({
      ...(reading === beforehand.reading ? { reading: null } : {}),
      ...(tokenized === beforehand.tokenized ? { tokenized: null } : {}),
      ...(attribution === beforehand.attribution ? { attribution: null } : {}),
    });
  },
  forgetBeforehand: () => {
    get().hideBeforehand();
    set({ beforehand: null });
  },
});

type Shown = Pick<AnswersSlice, 'attribution'> & Pick<BeforehandSlice, 'beforehand'>;

/** Whether the map of the prompt shows what came with the page. */
export function isBeforehand({ attribution, beforehand }: Shown): boolean {
  return attribution !== null && attribution === beforehand?.attribution;
}
