/**
 * A fact across paraphrases: one answer, asked for in many wordings. What was found about each wording is kept, so that
 * the thresholds can be moved without asking the model again. The refined set is also the page's selection, so that
 * everything that can be done to selected neurons can be done to it.
 */
import type { Evidence } from '../knowledge/measures/evidence';
import type { NeuronRef } from '../knowledge/edits/edits';
import type { ProbeReading } from '../knowledge/measures/probes';
import { overlap, refine, type CountedNeuron, type Overlap, type Thresholds } from '../knowledge/measures/refined-set';
import { PAPER_THRESHOLDS } from '../knowledge/protocol';
import type { Token } from '../worker/api';
import { lastOf } from './memo';
import { indexOf } from './neurons';
import { otherSet, otherSlice, type OtherSlice } from './other';
import type { Slice, State } from './store';
import { MOST_WORDINGS } from '../experiments/protocol';
import { fittingEvidence, isCloze, rankingsOf, type WordedFact, type RankBy } from './wordings';

export interface FactReadings {
  /** Whose probability is read behind the target's. */
  readonly watched: Token | null;
  readonly prompts: readonly string[];
  readonly before: readonly ProbeReading[];
  readonly after: readonly ProbeReading[];
}

export interface FactSlice extends OtherSlice {
  readonly fact: WordedFact | null;
  readonly thresholds: Thresholds;
  readonly rankBy: RankBy;
  /** Of wordings of this fact, in any order; `evidenceHash` is the model's that they were found in. */
  readonly evidence: readonly Evidence[];
  readonly evidenceHash: string | null;
  /** What the model says to each usable wording, without and with the edits. */
  readonly factReadings: FactReadings | null;
  openFact(fact: WordedFact | null): void;
  /** Makes one of its wordings the page's question. */
  askParaphrase(index: number): void;
  setParaphrase(index: number, text: string): void;
  addParaphrase(): void;
  removeParaphrase(index: number): void;
  setThresholds(thresholds: Thresholds): void;
  setRankBy(rankBy: RankBy): void;
  /** Selects the refined set. */
  selectSet(): void;
}

export const factSlice: Slice<FactSlice> = (set, get, api) => {
  const rewrite = (change: (paraphrases: readonly string[]) => readonly string[]) => {
    const { fact } = get();
    if (fact) set({ fact: { ...fact, paraphrases: change(fact.paraphrases) } });
  };
  return {
    ...otherSlice(set, get, api),
    fact: null,
    thresholds: PAPER_THRESHOLDS,
    rankBy: 'attribution',
    evidence: [],
    evidenceHash: null,
    factReadings: null,
    openFact: (fact) => {
      set({ fact, evidence: [], evidenceHash: null, factReadings: null, teachTo: null, effect: null });
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
      set({ thresholds });
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

/** Evidence of this fact's wordings that is there, in their order. */
export function evidenceOf({
  fact,
  evidence,
  evidenceHash,
  info,
}: Pick<State, 'fact' | 'evidence' | 'evidenceHash' | 'info'>): readonly Evidence[] {
  return fitting(fact, evidence, evidenceHash, info);
}

const fitting = fittingEvidence();

/** The neurons that enough of the wordings share, as the thresholds are. */
export function refinedSet(
  state: Pick<State, 'fact' | 'evidence' | 'evidenceHash' | 'info' | 'thresholds' | 'rankBy'>,
): readonly CountedNeuron[] {
  return refined(evidenceOf(state), state.rankBy, state.thresholds);
}

const refined = lastOf((evidence: readonly Evidence[], rankBy: RankBy, thresholds: Thresholds) =>
  evidence.length === 0 ? [] : refine(rankingsOf(evidence, rankBy), thresholds),
);

/** Whether the selection is the set, whatever the order. */
export function isSelected(set: readonly NeuronRef[], selected: readonly number[], width: number): boolean {
  const chosen = new Set(selected);
  return set.length === selected.length && set.every((ref) => chosen.has(indexOf(ref, width)));
}

/** What the refined sets of the two facts share. */
export function sharedSet(state: State): Overlap {
  return shared(refinedSet(state), otherSet(state));
}

const shared = lastOf(overlap);
