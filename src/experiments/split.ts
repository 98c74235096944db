/**
 * What finds neurons does not measure what they do: a relation's facts and wordings come in two halves. The neurons of a
 * relation are found in the one, and an erasure is asked about the other.
 */
import { bestKnown } from '../library/choose';
import type { Relation } from '../library/relation';
import { halvesOf } from './halves';
import { SPLIT } from './protocol';

export type Half = 'finding' | 'measuring';

/**
 * Every other fact of a relation, from the best known down, and every other of its templates, so that both halves are
 * about as well known. Where a half would have too few facts, both have all of them, in wordings of their own.
 */
export function halfOf(relation: Relation, half: Half): Relation {
  const part = half === 'finding' ? 'finding' : 'held';
  const facts = bestKnown(relation);
  return {
    ...relation,
    templates: [...halvesOf(relation.templates)[part]],
    facts: [...(Math.floor(facts.length / 2) < SPLIT.leastFacts ? facts : halvesOf(facts)[part])],
  };
}
