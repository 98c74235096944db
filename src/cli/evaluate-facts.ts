/**
 * How well a model knows the facts of the library, in the templates it was trained in, in held-out ones, and in ParaRel's;
 * and what it says of facts that no training sentence had.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EVALUATION } from '../experiments/protocol';
import { randomOf } from '../random';
import type { Library } from '../library/library';
import { promptOf } from '../library/template';
import type { BertModel } from '../knowledge/bert-model';
import { askAll, scoresOf, type TargetAnswer, type Scores, type TargetQuestion } from './evaluate-ask';
import { unseenScores, type AnsweredFact, type TemplateKind, type UnseenFact } from './evaluate-unseen';
import { meanOf, sampleOf } from './evaluate-statistics';

const patternSchema = z.looseObject({ pattern: z.string() });

/** ParaRel's patterns of a relation; none where the folder has none. */
async function patternsOf(data: string | undefined, id: string): Promise<string[]> {
  const path = data === undefined ? '' : join(data, 'patterns', `${id}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => patternSchema.parse(JSON.parse(line)).pattern);
}

const KINDS: readonly TemplateKind[] = ['train', 'heldout', 'pararel'];

type RelationScores = Partial<Record<TemplateKind, Scores>> & {
  readonly id: string;
  readonly label: string;
  readonly facts: number;
  readonly heldoutTemplates: readonly { readonly text: string; readonly top1: number }[];
};

/** Facts whose object is one token of the model's vocabulary. */
export function askable<T extends { readonly object: string }>(
  bert: BertModel,
  facts: readonly T[],
): (T & { readonly targetId: number })[] {
  return facts.flatMap((fact) => {
    const found = bert.tokenizer.lookUp(fact.object);
    return found.ok ? [{ ...fact, targetId: found.token.id }] : [];
  });
}

export interface FactsRequest {
  readonly data: string | undefined;
  /** Facts of a relation, drawn with a seed. */
  readonly most: number;
  /** By relation, facts that no training sentence had; null leaves that part out. */
  readonly unseen: ReadonlyMap<string, readonly UnseenFact[]> | null;
}

export async function evaluateFacts(
  bert: BertModel,
  library: Library,
  { data, most, unseen }: FactsRequest,
  report: (line: string) => void,
) {
  const relations: RelationScores[] = [];
  const known: AnsweredFact[] = [];
  const unknown: AnsweredFact[] = [];
  for (const relation of library.relations) {
    const facts = askable(bert, sampleOf(randomOf(EVALUATION.seeds.facts), relation.facts, most));
    const texts: Record<TemplateKind, string[]> = {
      train: relation.templates.filter(({ use }) => use === 'train').map(({ text }) => text),
      heldout: relation.templates.filter(({ use }) => use === 'heldout').map(({ text }) => text),
      pararel: await patternsOf(data, relation.id),
    };
    const strangers = askable(bert, unseen?.get(relation.id) ?? []);
    const asked = KINDS.flatMap((kind) =>
      texts[kind].flatMap((text) =>
        (kind === 'train' ? facts : [...facts, ...strangers]).map((fact) => ({
          relation: relation.id,
          kind,
          text,
          fact,
        })),
      ),
    );
    const questions = asked.map(({ text, fact }): TargetQuestion => ({
      ...bert.tokenizer.encodeCloze(promptOf({ text }, fact.subject)),
      targetId: fact.targetId,
    }));
    const answers = await askAll(bert, questions, (done) =>
      report(`${relation.id}: ${done} of ${questions.length} prompts`),
    );
    const isStrange = new Set<unknown>(strangers);
    const answered = asked.map((item, i) => ({ ...item, answer: answers[i]! }));
    const own = answered.filter(({ fact }) => !isStrange.has(fact));
    known.push(...own);
    unknown.push(...answered.filter(({ fact }) => isStrange.has(fact)));
    const of = (test: (item: AnsweredFact) => boolean): TargetAnswer[] => own.filter(test).map(({ answer }) => answer);
    const scores = Object.fromEntries(
      KINDS.flatMap((kind): [TemplateKind, Scores][] =>
        texts[kind].length ? [[kind, scoresOf(of((item) => item.kind === kind))]] : [],
      ),
    ) as Partial<Record<TemplateKind, Scores>>;
    const weakest = texts.heldout.map((text) => ({ text, top1: scoresOf(of((item) => item.text === text)).top1 }));
    relations.push({
      id: relation.id,
      label: relation.label,
      facts: facts.length,
      ...scores,
      heldoutTemplates: weakest,
    });
  }
  const all = Object.fromEntries(
    KINDS.map((kind) => [kind, pooled(relations.flatMap((relation) => relation[kind] ?? []))]),
  );
  return {
    facts: relations.reduce((sum, { facts }) => sum + facts, 0),
    all,
    unseen: unknown.length > 0 ? unseenScores(library, known, unknown) : null,
    relations,
  };
}

/** Over all prompts, and as the mean of the relations' means, which no large relation dominates. */
function pooled(parts: readonly Scores[]) {
  if (parts.length === 0) return null;
  const prompts = parts.reduce((sum, part) => sum + part.prompts, 0);
  const mean = (key: 'top1' | 'top5' | 'above95') =>
    parts.reduce((sum, part) => sum + part[key] * part.prompts, 0) / prompts;
  const meanOfRelations = meanOf(parts.map(({ top1 }) => top1));
  return { prompts, top1: mean('top1'), top5: mean('top5'), above95: mean('above95'), meanOfRelations };
}
