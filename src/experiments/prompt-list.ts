/**
 * Works through a list of prompts: first what the model says to each of them, which is quick, then the attribution of each.
 * What is found is handed out as it comes; given back where the work was stopped, it is not asked again.
 */
import { messageOf } from '../errors';
import type { EditsDocument } from '../knowledge/edits/edits';
import { neuronsAbove, type Ranking, type ScoredNeuron } from '../knowledge/measures/ranking';
import type { Prediction } from '../knowledge/measures/reading';
import type { AskedModel } from './asked-model';
import { NO_CONTROLS } from './compare';
import { inTurn, stretch, type Course } from './course';
import { PROMPT_LIST, QUADRATURE } from './protocol';

export interface ListedPrompt {
  readonly prompt: string;
  /** A word; null: whatever the model says first. */
  readonly target: string | null;
}

/** What a prompt's attribution left to show. */
export interface PromptEvidence {
  /** By attribution, descending. */
  readonly neurons: readonly ScoredNeuron[];
  /** Largest |sum - expected| over the layers, in probability. */
  readonly residual: number;
  readonly converged: boolean;
}

export interface PromptAnswer {
  readonly target: Prediction;
  /** From 1. */
  readonly rank: number;
  readonly top: Prediction;
  /** Null until it is attributed. */
  readonly evidence: PromptEvidence | null;
}

/** Why a prompt cannot be asked of this model. */
export interface PromptProblem {
  readonly problem: string;
}

export type PromptResult = PromptAnswer | PromptProblem;

/** By prompt of the list; null where it is not asked yet. */
export type ResultsByPrompt = readonly (PromptResult | null)[];

export interface PromptListRequest {
  readonly prompts: readonly ListedPrompt[];
  readonly edits: EditsDocument;
  readonly known: ResultsByPrompt;
  /** Told all that is found so far, after every batch. */
  readonly onFound: (found: ResultsByPrompt) => void;
}

export async function workThroughPrompts(
  model: AskedModel,
  { prompts, edits, known, onFound }: PromptListRequest,
  course: Course,
): Promise<ResultsByPrompt> {
  const found: (PromptResult | null)[] = prompts.map((_, index) => known[index] ?? null);
  const take = (results: ReadonlyMap<number, PromptResult>) => {
    for (const [index, result] of results) found[index] = result;
    onFound([...found]);
  };
  const indices = prompts.map((_, index) => index);
  const unread = indices.filter((index) => found[index] === null);
  await inTurn(unread, PROMPT_LIST.readTogether, stretch(course, 0, PROMPT_LIST.readingShare), async (batch, part) =>
    take(await read(model, { prompts, edits, batch }, part)),
  );
  const unattributed = indices.filter((index) => isUnattributed(found[index]));
  await inTurn(
    unattributed,
    PROMPT_LIST.attributedTogether,
    stretch(course, PROMPT_LIST.readingShare, 1),
    async (batch, part) => {
      const asked = batch.flatMap((index) => {
        const answer = found[index];
        return isUnattributed(answer) ? [{ index, prompt: prompts[index]!.prompt, answer }] : [];
      });
      take(await attribute(model, { asked, edits }, part));
    },
  );
  return found;
}

function isUnattributed(result: PromptResult | null | undefined): result is PromptAnswer {
  return result !== null && result !== undefined && !('problem' in result) && result.evidence === null;
}

/** By index in the list, what the model says to some of its prompts, or why they cannot be asked. */
async function read(
  model: AskedModel,
  { prompts, edits, batch }: Pick<PromptListRequest, 'prompts' | 'edits'> & { readonly batch: readonly number[] },
  course: Course,
): Promise<ReadonlyMap<number, PromptResult>> {
  const results = new Map<number, PromptResult>();
  const targets = await Promise.all(batch.map((index) => targetOf(model, prompts[index]!)));
  const usable = batch.flatMap((index, i) => {
    const target = targets[i]!;
    if ('problem' in target) results.set(index, target);
    return 'problem' in target ? [] : [{ index, probe: { prompt: prompts[index]!.prompt, target: target.id } }];
  });
  if (usable.length === 0) return results;
  const groups = [{ name: 'list', probes: usable.map(({ probe }) => probe) }];
  const compared = await model.compare({ edits, groups, controls: NO_CONTROLS }, course);
  compared.groups[0]!.readings.after.forEach(({ top, target: { id, token, probability, rank } }, i) => {
    results.set(usable[i]!.index, { target: { id, token, probability }, rank, top, evidence: null });
  });
  return results;
}

interface AttributeRequest {
  readonly asked: readonly { readonly index: number; readonly prompt: string; readonly answer: PromptAnswer }[];
  readonly edits: EditsDocument;
}

/** By index in the list, answers with where they come from. */
async function attribute(
  model: AskedModel,
  { asked, edits }: AttributeRequest,
  course: Course,
): Promise<ReadonlyMap<number, PromptResult>> {
  const questions = asked.map(({ prompt, answer }) => ({ prompt, target: answer.target.id }));
  const evidence = await model.evidence({ questions, quadrature: QUADRATURE.sets, edits }, course);
  return new Map(
    evidence.map(({ attribution, residual, converged }, i) => {
      const { index, answer } = asked[i]!;
      const neurons = keptOf(attribution);
      return [index, { ...answer, evidence: { neurons, residual, converged } }];
    }),
  );
}

/** With as few neurons as are kept of any prompt, where all that is kept has to be short. */
export function withFewerNeurons(result: PromptResult | null): PromptResult | null {
  if (result === null || 'problem' in result || result.evidence === null) return result;
  return {
    ...result,
    evidence: { ...result.evidence, neurons: result.evidence.neurons.slice(0, PROMPT_LIST.kept.least) },
  };
}

function keptOf(ranking: Ranking): readonly ScoredNeuron[] {
  const { share, least, most } = PROMPT_LIST.kept;
  const strong = neuronsAbove(ranking, share).length;
  // One that does not reach the share shows that all which do are there.
  return ranking.neurons.slice(0, Math.min(most, Math.max(least, strong + 1)));
}

/** The target's id, null where the model's own first answer is followed, or why the prompt cannot be asked. */
async function targetOf(
  model: AskedModel,
  { prompt, target }: ListedPrompt,
): Promise<{ readonly id: number | null } | PromptProblem> {
  try {
    const problem = await model.problemOf(prompt);
    if (problem !== null) return { problem };
    if (target === null) return { id: null };
    const word = await model.lookUp(target);
    return word.ok ? { id: word.token.id } : { problem: word.problem };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
