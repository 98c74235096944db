/**
 * Facts about subjects that no training sentence had, beside the library's in the same templates. The right answer can
 * only be guessed there, so what counts is whether the model is less sure of what it says.
 */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Library } from '../library/library';
import { parseWith } from '../schema';
import { scoresOf, surenessOf, type TargetAnswer } from './evaluate-ask';
import { groupsOf, meanOf } from './evaluate-statistics';

const unseenSchema = z.record(
  z.string().regex(/^P\d+$/, 'expected an id like "P36"'),
  z.array(z.looseObject({ subject: z.string().min(1), object: z.string().min(1) })),
);

export interface UnseenFact {
  readonly subject: string;
  readonly object: string;
}

/** Where a template is from: one that the model may have been trained in, one that it was not, or one by other hands. */
export type TemplateKind = 'train' | 'heldout' | 'pararel';

/** A fact's answer in one template. */
export interface AnsweredFact {
  /** Id of its relation. */
  readonly relation: string;
  readonly kind: TemplateKind;
  readonly text: string;
  readonly fact: UnseenFact;
  readonly answer: TargetAnswer;
}

/**
 * By relation; null where there is no such file.
 * @throws EngramError('library') where the file is of another form.
 */
export async function readUnseen(path: string): Promise<ReadonlyMap<string, readonly UnseenFact[]> | null> {
  if (!existsSync(path)) return null;
  const facts = parseWith(unseenSchema, JSON.parse(await readFile(path, 'utf8')), 'library', path);
  return new Map(Object.entries(facts));
}

/** Both kinds of facts in the templates of each kind that no training sentence was made with; of the same relations. */
export function unseenScores(library: Library, known: readonly AnsweredFact[], unseen: readonly AnsweredFact[]) {
  const relations = new Set(unseen.map(({ relation }) => relation));
  const beside = known.filter(({ relation }) => relations.has(relation));
  const of = (kind: TemplateKind) => {
    const [ours, theirs] = [unseen, beside].map((all) => all.filter((item) => item.kind === kind)) as [
      AnsweredFact[],
      AnsweredFact[],
    ];
    return ours.length === 0
      ? null
      : { unseen: { ...scores(ours), commonestObject: guessed(library, ours) }, library: scores(theirs) };
  };
  return { relations: relations.size, heldout: of('heldout'), pararel: of('pararel') };
}

function scores(answered: readonly AnsweredFact[]) {
  const answers = answered.map(({ answer }) => answer);
  const facts = groupsOf(answered, ({ relation, fact }) => `${relation} ${fact.subject}`).length;
  const { prompts, top1, top5, medianP } = scoresOf(answers);
  return { facts, prompts, top1, top5, medianP, ...surenessOf(answers) };
}

/** Share of prompts whose right answer is the commonest object of the relation in the library: what a blind guess gets. */
function guessed(library: Library, answered: readonly AnsweredFact[]): number {
  const commonest = new Map(
    library.relations.map(({ id, facts }) => {
      const objects = groupsOf(facts, ({ object }) => object.toLowerCase());
      return [id, objects.reduce((a, b) => (b.length > a.length ? b : a))[0]!.object.toLowerCase()] as const;
    }),
  );
  return meanOf(answered.map(({ relation, fact }) => Number(commonest.get(relation) === fact.object.toLowerCase())));
}
