/**
 * A fact as one answer asked for in many wordings, and what was found about each of them. The visitor's fact and the one
 * beside it are both of this kind.
 */
import type { Evidence } from '../knowledge/measures/evidence';
import type { Token } from '../worker/api';

export interface WordedFact {
  /** Id in the library; null for the visitor's own. */
  readonly relation: string | null;
  /** What it is about, for a person. */
  readonly subject: string;
  readonly target: Token;
  readonly paraphrases: readonly string[];
}

export const RANKINGS = ['attribution', 'activation'] as const;
export type RankBy = (typeof RANKINGS)[number];

/** One gap, and something around it. */
export function isCloze(text: string): boolean {
  return text.split('[MASK]').length === 2 && text.trim() !== '[MASK]';
}

/** The wordings that can be asked, each once. */
export function usableParaphrases(fact: WordedFact | null): readonly string[] {
  return [...new Set((fact?.paraphrases ?? []).filter(isCloze))];
}

/** The evidence of a fact's wordings, in their order. */
export function fittingEvidence(fact: WordedFact | null, evidence: readonly Evidence[]): readonly Evidence[] {
  if (!fact) return [];
  const byPrompt = new Map(
    evidence.filter(({ target }) => target.id === fact.target.id).map((found) => [found.prompt, found]),
  );
  return usableParaphrases(fact).flatMap((prompt) => byPrompt.get(prompt) ?? []);
}
