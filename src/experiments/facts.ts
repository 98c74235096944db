/** Facts as questions: prompts with the id of their answer. One whose answer is not one token of the model is left out. */
import type { Probe } from '../knowledge/measures/probes';
import { bestKnown, someParaphrases } from '../library/choose';
import type { Fact, Relation } from '../library/relation';
import type { Vocabulary } from './asked-model';
import type { Asking } from './protocol';

export interface AskedFact {
  /** Id of its relation; null for a fact of one's own. */
  readonly relation: string | null;
  /** What it is about, for a person. */
  readonly subject: string;
  /** Token id of the answer. */
  readonly target: number;
  /** Wordings, spread over the templates. */
  readonly prompts: readonly string[];
}

/** The best known facts of each relation, each in some wordings. */
export async function factsToAsk(
  vocabulary: Vocabulary,
  relations: readonly Relation[],
  { facts, wordings }: Asking,
  isWanted: (fact: Fact) => boolean = () => true,
): Promise<readonly AskedFact[]> {
  const chosen = relations.flatMap((relation) =>
    bestKnown(relation)
      .filter(isWanted)
      .slice(0, facts)
      .map((fact) => ({ relation, fact })),
  );
  const ids = await vocabulary.tokenIds(chosen.map(({ fact }) => fact.object));
  return chosen.flatMap(({ relation, fact }, i): AskedFact[] => {
    const target = ids[i];
    return target === null || target === undefined
      ? []
      : [{ relation: relation.id, subject: fact.subject, target, prompts: someParaphrases(relation, fact, wordings) }];
  });
}

/** Every wording of some facts, each with its answer. */
export function probesOf(facts: readonly Pick<AskedFact, 'prompts' | 'target'>[]): readonly Probe[] {
  return facts.flatMap(({ prompts, target }) => prompts.map((prompt) => ({ prompt, target })));
}
