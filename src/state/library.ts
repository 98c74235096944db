/** The library of relations, fetched when a room first needs it. */
import type { Library } from '../library/library';
import type { Search } from '../library/search';
import type { Slice } from './slice';

export interface LibrarySlice {
  readonly library: (Library & Search) | null;
  /** Why it is not there, for a person. */
  readonly libraryError: string | null;
}

export const librarySlice: Slice<LibrarySlice> = () => ({ library: null, libraryError: null });
