/** A list of prompts to work through: where the visitor stands in it, and what the model said to each of its prompts. */
import type { ListedPrompt, ResultsByPrompt } from '../experiments/prompt-list';
import type { EditsDocument } from '../knowledge/edits/edits';
import { activeEdits } from './edits';
import { lastOf } from './memo';
import type { Slice, State } from './store';

export interface WrongLine {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface PromptList {
  /** The files, as a person names them. */
  readonly name: string;
  readonly prompts: readonly ListedPrompt[];
  /** The first of the lines that cannot be used. */
  readonly wrong: readonly WrongLine[];
  readonly wrongCount: number;
  /** Prompts beyond the limit, which were left out. */
  readonly left: number;
}

export interface PromptResults {
  /** The model's, and the edits that were in force. */
  readonly hash: string;
  readonly edits: EditsDocument;
  readonly found: ResultsByPrompt;
}

export interface PromptsSlice {
  readonly promptList: PromptList | null;
  /** The prompt that was asked last, by index. */
  readonly promptAt: number | null;
  readonly promptResults: PromptResults | null;
  openPrompts(list: PromptList | null): void;
  /** Makes a prompt of the list the page's question; its target is a word, which somebody has to look up. */
  walkTo(index: number): void;
}

export const promptsSlice: Slice<PromptsSlice> = (set, get) => ({
  promptList: null,
  promptAt: null,
  promptResults: null,
  openPrompts: (promptList) => set({ promptList, promptAt: null, promptResults: null }),
  walkTo: (index) => {
    const listed = get().promptList?.prompts[index];
    if (listed) set({ promptAt: index, prompt: listed.prompt, target: null });
  },
});

/** Whether the results are of this model with the edits as they are. */
export function areCurrent({
  promptResults,
  info,
  edits,
  editsOn,
}: Pick<State, 'promptResults' | 'info' | 'edits' | 'editsOn'>): boolean {
  if (!promptResults) return false;
  return (
    (info === null || info.hash === promptResults.hash) &&
    sameEdits(promptResults.edits, activeEdits({ edits, editsOn }))
  );
}

const sameEdits = lastOf((a: EditsDocument, b: EditsDocument) => a === b || JSON.stringify(a) === JSON.stringify(b));

export interface PromptSummary {
  readonly asked: number;
  readonly attributed: number;
  readonly problems: number;
  /** Of those with a target of their own: how many there are, and how often it comes first. */
  readonly withTarget: number;
  readonly right: number;
  /** Mean probability of those targets. */
  readonly probability: number;
}

export const summarize = lastOf((list: PromptList | null, results: PromptResults | null): PromptSummary => {
  const found = (results?.found ?? []).filter((result) => result !== null);
  const answers = found.flatMap((result) => ('problem' in result ? [] : [result]));
  const own = (results?.found ?? []).flatMap((result, index) =>
    result && !('problem' in result) && list?.prompts[index]?.target !== null ? [result] : [],
  );
  return {
    asked: found.length,
    attributed: answers.filter(({ evidence }) => evidence !== null).length,
    problems: found.length - answers.length,
    withTarget: own.length,
    right: own.filter(({ rank }) => rank === 1).length,
    probability: own.reduce((sum, { target }) => sum + target.probability, 0) / Math.max(1, own.length),
  };
});
