/** A piece of the state with its actions beside it. `Needs` is what it reads and changes of the other pieces. */
import type { StateCreator } from 'zustand/vanilla';

export type Slice<Own, Needs = unknown> = StateCreator<Own & Needs, [], [], Own>;
