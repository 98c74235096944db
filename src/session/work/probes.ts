/** Prompts of the library with the ids of their answers; a fact whose answer is not one token of the model is left out. */
import { bestKnown, someParaphrases } from '../../library/choose';
import type { Relation } from '../../library/relation';
import type { RemoteEngine } from '../../worker/client';

export interface Asked {
  readonly relation: string;
  readonly subject: string;
  readonly target: number;
  /** Wordings, spread over the templates. */
  readonly prompts: readonly string[];
}

/** The best known facts of a relation, each with some wordings. */
export async function factsToAsk(
  api: RemoteEngine,
  relations: readonly Relation[],
  {
    facts,
    wordings,
    without = null,
  }: {
    readonly facts: number;
    readonly wordings: number;
    /** A subject to leave out. */ readonly without?: string | null;
  },
): Promise<readonly Asked[]> {
  const chosen = relations.flatMap((relation) => {
    const known = bestKnown(relation).filter(({ subject }) => subject !== without);
    return known.slice(0, facts).map((fact) => ({ relation, fact }));
  });
  const ids = await api.lookUpAll(chosen.map(({ fact }) => fact.object));
  return chosen.flatMap(({ relation, fact }, i): Asked[] => {
    const target = ids[i];
    return target === null || target === undefined
      ? []
      : [{ relation: relation.id, subject: fact.subject, target, prompts: someParaphrases(relation, fact, wordings) }];
  });
}
