/** What the visitor asks: a cloze prompt, and the word whose probability we follow. */
import type { Token } from '../worker/api';
import { FIRST_PROMPT } from './examples';
import type { Slice } from './slice';

/** The visitor's question, as history steps and links carry it. */
export interface Question {
  readonly prompt: string;
  /** null: whatever the unedited model says first. */
  readonly target: Token | null;
}

export interface AskSlice extends Question {
  setPrompt(prompt: string): void;
  setTarget(target: Token | null): void;
  /** A new prompt with a target that follows the model. */
  ask(prompt: string): void;
}

export const askSlice: Slice<AskSlice> = (set) => ({
  prompt: FIRST_PROMPT,
  target: null,
  setPrompt: (prompt) => set({ prompt }),
  setTarget: (target) => set({ target }),
  ask: (prompt) => set({ prompt, target: null }),
});
