/** Which facts stand for a relation, and which wordings for a fact, where not all of them can be asked. */
import type { Fact, Relation } from './relation';
import { paraphrasesOf } from './template';

/** The best known facts first. */
export function bestKnown(relation: Relation): readonly Fact[] {
  return relation.facts.toSorted((a, b) => b.mentions - a.mentions);
}

/** `count` wordings of a fact, spread over the templates; all of them where there are fewer. */
export function someParaphrases(relation: Relation, fact: Pick<Fact, 'subject'>, count: number): readonly string[] {
  const all = paraphrasesOf(relation, fact);
  const wanted = Math.min(count, all.length);
  return Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)]!);
}

/** The relations that an effect on `id` is set against: all but itself and its inverse, which states the same facts. */
export function otherRelations(relations: readonly Relation[], id: string): readonly Relation[] {
  return relations.filter((relation) => relation.id !== id && relation.inverse !== id);
}
