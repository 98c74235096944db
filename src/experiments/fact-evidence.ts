/** Where the answers of facts come from: every wording attributed, and the neurons that enough of a fact's wordings share. */
import type { Evidence } from '../knowledge/measures/evidence';
import type { Ranking } from '../knowledge/measures/ranking';
import { adjustShare, refine, type CountedNeuron, type Thresholds } from '../knowledge/measures/refined-set';
import type { Quadrature } from '../knowledge/paths/attribution';
import type { AskedModel } from './asked-model';
import type { Course } from './course';
import type { AskedFact } from './facts';
import { QUADRATURE } from './protocol';

/** By fact, the evidence of its prompts; all of them are asked at once. */
export async function evidenceOfFacts(
  model: AskedModel,
  facts: readonly Pick<AskedFact, 'prompts' | 'target'>[],
  quadrature: Quadrature,
  course: Course,
): Promise<readonly (readonly Evidence[])[]> {
  const questions = facts.flatMap(({ prompts, target }) => prompts.map((prompt) => ({ prompt, target })));
  const evidence = await model.evidence({ questions, quadrature }, course);
  let at = 0;
  return facts.map(({ prompts }) => evidence.slice(at, (at += prompts.length)));
}

/** The evidence of a fact that is known and, behind it, that of its wordings that have none yet. */
export async function evidenceOfWordings(
  model: AskedModel,
  { prompts, target }: Pick<AskedFact, 'prompts' | 'target'>,
  known: readonly Evidence[],
  course: Course,
): Promise<readonly Evidence[]> {
  const missing = prompts.filter((prompt) => !known.some((found) => found.prompt === prompt));
  const [found = []] = await evidenceOfFacts(model, [{ prompts: missing, target }], QUADRATURE.sets, course);
  return [...known, ...found];
}

/** Thresholds of a set; `auto` moves s as the published code does. */
export interface Chosen {
  readonly t: number;
  readonly s: number | 'auto';
}

/** @param facts by fact, the rankings of its wordings. @returns the thresholds with the s that was found. */
export function thresholdsFor(facts: readonly (readonly Ranking[])[], { t, s }: Chosen): Thresholds {
  return { t, s: s === 'auto' ? adjustShare(facts, t).s : s };
}

/** By fact, its refined set. */
export function refinedSets(
  facts: readonly (readonly Ranking[])[],
  thresholds: Thresholds,
): readonly (readonly CountedNeuron[])[] {
  return facts.map((rankings) => refine(rankings, thresholds));
}

/** The rankings of wordings by what they write, or the paper's baseline: by how active they are. */
export function rankingsOf(evidence: readonly Evidence[], by: 'attribution' | 'activation'): readonly Ranking[] {
  return evidence.map((found) => found[by]);
}
