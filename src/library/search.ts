/** Finding facts by words: every word of the query has to begin a word of the subject, the object or the relation's label. */
import type { Library } from './library';
import type { Fact, Relation } from './relation';
import { sameWords } from './words';

export interface Hit {
  readonly relation: Relation;
  readonly fact: Fact;
}

export interface Search {
  /** The best `limit` facts for `query`; none for a query without words. */
  find(query: string, limit: number): Hit[];
}

interface Entry extends Hit {
  readonly subject: string;
  readonly object: string;
  /** Each word with a space before it, so that a search for " ab" finds the beginnings of words. */
  readonly words: string;
}

/** Builds the index once; a search is then a pass over a few thousand short strings. */
export function searchOf(library: Library): Search {
  const entries = library.relations.flatMap((relation) => {
    const label = sameWords(`${relation.label} ${relation.id}`);
    return relation.facts.map((fact): Entry => {
      const [subject, object] = [sameWords(fact.subject), sameWords(fact.object)];
      return { relation, fact, subject, object, words: ` ${subject} ${object} ${label}` };
    });
  });
  return {
    find(query, limit) {
      const wanted = sameWords(query);
      if (!wanted) return [];
      const words = wanted.split(' ').map((word) => ` ${word}`);
      return entries
        .filter((entry) => words.every((word) => entry.words.includes(word)))
        .map((entry) => ({ entry, score: scoreOf(entry, wanted) }))
        .sort((a, b) => b.score - a.score || b.entry.fact.mentions - a.entry.fact.mentions)
        .slice(0, limit)
        .map(({ entry: { relation, fact } }) => ({ relation, fact }));
    },
  };
}

/** The whole name counts most, then how a subject begins, then the object; ties go to the better known subject. */
function scoreOf({ subject, object }: Entry, wanted: string): number {
  if (subject === wanted) return 4;
  if (object === wanted) return 3;
  if (subject.startsWith(wanted)) return 2;
  return object.startsWith(wanted) ? 1 : 0;
}
