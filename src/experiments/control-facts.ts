/**
 * The neurons of other facts, as controls of an edit: of the same relation, with another answer, and of other relations,
 * which is the control of Dai et al. (2022). A neuron comes the earlier the larger its mean share of the strongest score
 * in the fact's wordings is, so that as many can be taken as are edited.
 */
import type { Token } from '../checkpoint/tokenizer';
import { otherRelations } from '../library/choose';
import type { Library } from '../library/library';
import type { AskedModel } from './asked-model';
import type { ControlsAsked } from './controls';
import type { Course } from './course';
import { meanShares } from './erase';
import { evidenceOfFacts, rankingsOf } from './fact-evidence';
import { factsToAsk } from './facts';
import { ASKED, QUADRATURE } from './protocol';

interface Fact {
  readonly library: Pick<Library, 'relations'>;
  /** Id of its relation; null for a fact of one's own, beside which other relations' facts are all there is. */
  readonly relation: string | null;
  readonly subject: string;
  /** Its answer. */
  readonly from: Token;
}

/** What other facts are known by, asked of the model. */
export async function rankedControls(
  model: AskedModel,
  { library: { relations }, relation, subject, from }: Fact,
  course: Course,
): Promise<ControlsAsked['ranked']> {
  const { facts: wanted, wordings } = ASKED.controls;
  const own = relations.filter(({ id }) => id === relation);
  const others = relation === null ? relations : otherRelations(relations, relation);
  const spread = Array.from(
    { length: Math.min(wanted, others.length) },
    (_, i) => others[Math.floor((i * others.length) / Math.min(wanted, others.length))]!,
  );
  const siblings = await factsToAsk(
    model,
    own,
    { facts: ASKED.siblings.facts, wordings },
    (fact) => fact.subject !== subject,
  );
  const strangers = await factsToAsk(model, spread, ASKED.controlsElsewhere);
  const isOther = ({ target }: { readonly target: number }) => target !== from.id;
  const chosen = [
    ...siblings
      .filter(isOther)
      .slice(0, wanted)
      .map((fact) => ({ kind: 'sameRelation' as const, fact })),
    ...strangers.filter(isOther).map((fact) => ({ kind: 'otherRelation' as const, fact })),
  ];
  const evidence = await evidenceOfFacts(
    model,
    chosen.map(({ fact }) => fact),
    QUADRATURE.averages,
    course,
  );
  return chosen.map(({ kind }, i) => {
    const shares = [...meanShares(rankingsOf(evidence[i]!, 'attribution')).values()];
    return {
      kind,
      neurons: shares.sort((a, b) => b.share - a.share).map(({ layer, neuron }) => ({ layer, neuron })),
    };
  });
}
