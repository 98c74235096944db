/**
 * A fact across paraphrases: one answer, asked for in many wordings. What was found about each wording is kept, so that
 * the thresholds can be moved without asking the model again. The refined set is also the room's selection, so that
 * everything that can be done to selected neurons can be done to it.
 */
import { MOST_WORDINGS } from '../experiments/protocol';
import type { Thresholds } from '../knowledge/measures/refined-set';
import { ACTIVATION_THRESHOLDS, PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { AnswersSlice } from './answers';
import type { ModelSlice } from './model';
import type { OtherSlice } from './other';
import type { RelationSlice } from './relation';
import { subjectOf, withSubject, type InRooms } from './rooms';
import { setAsSelection, type SetChoice } from './sets';
import type { Slice } from './slice';
import type { TeachSlice } from './teach';
import { isCloze, type RankBy, type WordedFact } from './wordings';

export interface FactSlice extends SetChoice {
  openFact(fact: WordedFact | null): void;
  /** Makes one of its wordings the room's question. */
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

type Needs = AnswersSlice & InRooms & ModelSlice & OtherSlice & RelationSlice & TeachSlice;

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
      set({ fact, selected: [], evidence: null, factReadings: null, teachTo: null, effect: null });
      if (fact === null) {
        get().openOther(null);
        // Without a fact the room asks what Explore asks, which can be taken as one.
        const { prompt, target } = subjectOf(get(), 'explore');
        set(withSubject(get(), 'fact', { prompt, target }));
      }
      if (fact?.relation) get().chooseRelation(fact.relation);
      if (fact) get().askParaphrase(0);
    },
    askParaphrase: (index) => {
      const { fact } = get();
      const prompt = fact?.paraphrases[index];
      if (fact && prompt !== undefined && isCloze(prompt))
        set(withSubject(get(), 'fact', { prompt, target: fact.target }));
    },
    setParaphrase: (index, text) => {
      const { fact } = get();
      const asked = fact !== null && fact.paraphrases[index] === subjectOf(get(), 'fact').prompt;
      rewrite((all) => all.map((old, i) => (i === index ? text : old)));
      if (asked) set(withSubject(get(), 'fact', { prompt: text }));
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
      const selected = setAsSelection(get());
      if (selected.length > 0) set(withSubject(get(), 'fact', { selected }));
    },
  };
};
