/**
 * A fact across paraphrases: one answer, asked for in many wordings. What was found about each wording is kept, so that
 * the thresholds can be moved without asking the model again. The refined set is also the page's selection, so that
 * everything that can be done to selected neurons can be done to it.
 */
import { MOST_WORDINGS } from '../experiments/protocol';
import type { Thresholds } from '../knowledge/measures/refined-set';
import { ACTIVATION_THRESHOLDS, PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { AnswersSlice } from './answers';
import type { AskSlice } from './ask';
import type { ModelSlice } from './model';
import { indexOf } from './neurons';
import type { OtherSlice } from './other';
import type { RelationSlice } from './relation';
import type { SelectionSlice } from './selection';
import { refinedSet, type SetChoice } from './sets';
import type { Slice } from './slice';
import type { TeachSlice } from './teach';
import { isCloze, type RankBy, type WordedFact } from './wordings';

export interface FactSlice extends SetChoice {
  openFact(fact: WordedFact | null): void;
  /** Makes one of its wordings the page's question. */
  askParaphrase(index: number): void;
  setParaphrase(index: number, text: string): void;
  addParaphrase(): void;
  removeParaphrase(index: number): void;
  /** Of the ranking in use. */
  setThresholds(thresholds: Thresholds): void;
  setRankBy(rankBy: RankBy): void;
  /** Selects the refined set. */
  selectSet(): void;
}

type Needs = AnswersSlice & AskSlice & ModelSlice & OtherSlice & RelationSlice & SelectionSlice & TeachSlice;

export const factSlice: Slice<FactSlice, Needs> = (set, get) => {
  const rewrite = (change: (paraphrases: readonly string[]) => readonly string[]) => {
    const { fact } = get();
    if (fact) set({ fact: { ...fact, paraphrases: change(fact.paraphrases) } });
  };
  return {
    fact: null,
    thresholds: PAPER_THRESHOLDS,
    activationThresholds: ACTIVATION_THRESHOLDS,
    rankBy: 'attribution',
    openFact: (fact) => {
      set({ fact, evidence: null, factReadings: null, teachTo: null, effect: null });
      if (fact === null) get().openOther(null);
      if (fact?.relation) get().chooseRelation(fact.relation);
      if (fact) get().askParaphrase(0);
    },
    askParaphrase: (index) => {
      const { fact } = get();
      const prompt = fact?.paraphrases[index];
      if (fact && prompt !== undefined && isCloze(prompt)) set({ prompt, target: fact.target });
    },
    setParaphrase: (index, text) => {
      const { fact, prompt } = get();
      const asked = fact !== null && fact.paraphrases[index] === prompt;
      rewrite((all) => all.map((old, i) => (i === index ? text : old)));
      if (asked) set({ prompt: text });
    },
    addParaphrase: () => rewrite((all) => (all.length < MOST_WORDINGS ? [...all, ''] : all)),
    removeParaphrase: (index) => rewrite((all) => all.filter((_, i) => i !== index)),
    setThresholds: (thresholds) => {
      set(get().rankBy === 'activation' ? { activationThresholds: thresholds } : { thresholds });
      get().selectSet();
    },
    setRankBy: (rankBy) => {
      set({ rankBy });
      get().selectSet();
    },
    selectSet: () => {
      const { info } = get();
      const found = refinedSet(get());
      if (info && found.length > 0)
        set({ selected: found.map((ref) => indexOf(ref, info.config.intermediateSize)).reverse() });
    },
  };
};
