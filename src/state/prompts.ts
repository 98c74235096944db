/** A list of prompts to work through: where the visitor stands in it, and what the model said to each of its prompts. */
import type { ListedPrompt, ResultsByPrompt } from '../experiments/prompt-list';
import { PROMPT_LIST } from '../experiments/protocol';
import type { Ranking } from '../knowledge/measures/ranking';
import type { AnswersSlice } from './answers';
import { lastOf } from './memo';
import { withSubject, type InRooms } from './rooms';
import type { Slice } from './slice';

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

export interface PromptsSlice {
  readonly promptList: PromptList | null;
  /** The prompt that was asked last, by index. */
  readonly promptAt: number | null;
  openPrompts(list: PromptList | null): void;
  /** Makes a prompt of the list the question of Explore; its target is a word, which somebody has to look up. */
  walkTo(index: number): void;
}

export const promptsSlice: Slice<PromptsSlice, InRooms & Pick<AnswersSlice, 'promptResults'>> = (set, get) => ({
  promptList: null,
  promptAt: null,
  openPrompts: (promptList) => set({ promptList, promptAt: null, promptResults: null }),
  walkTo: (index) => {
    const listed = get().promptList?.prompts[index];
    if (listed) set({ promptAt: index, ...withSubject(get(), 'explore', { prompt: listed.prompt, target: null }) });
  },
});

/** By attributed prompt, its neurons; those below the share from which they are kept are not known. */
export const rankingsOfPrompts = lastOf((results: ResultsByPrompt): readonly Ranking[] =>
  results.flatMap((result) => {
    if (result === null || 'problem' in result || result.evidence === null) return [];
    const { neurons } = result.evidence;
    const largest = neurons[0]?.score ?? 0;
    const last = largest === 0 ? 0 : (neurons.at(-1)?.score ?? 0) / largest;
    return [{ neurons, largest, completeFrom: Math.max(PROMPT_LIST.kept.share, last) }];
  }),
);

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

export const summarize = lastOf((list: PromptList | null, results: ResultsByPrompt): PromptSummary => {
  const found = results.filter((result) => result !== null);
  const answers = found.flatMap((result) => ('problem' in result ? [] : [result]));
  const own = results.flatMap((result, index) =>
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
