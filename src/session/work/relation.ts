/** Attribution of the best known facts of the chosen relation, a few wordings each, and of a few facts of every other. */
import type { Quadrature } from '../../knowledge/paths/attribution';
import type { Evidence } from '../../knowledge/measures/evidence';
import type { Relation } from '../../library/relation';
import {
  elsewhereOf,
  relationEvidenceOf,
  type Elsewhere,
  type FactEvidence,
  type RelationEvidence,
} from '../../state/relation';
import type { State } from '../../state/store';
import { SET_QUADRATURE } from './evidence';
import { factsToAsk, type Asked } from './probes';
import type { Bench, Work } from './work';

/** A neuron of a fact's set has to matter in both wordings: s is 0.7 as a rule. */
const OWN = { facts: 12, wordings: 2 };
const OTHERS = { facts: 2, wordings: 1 };
/** Averages over relations need no more. */
const COARSE_QUADRATURE = { method: 'adaptive', tolerance: 5e-2 } as const;

const keyOf = ({ relation, info, library }: State) =>
  relation && info && library && JSON.stringify([info.hash, relation]);

/** What the neurons of one fact are held against: the relation's facts alone. */
export const siblingsWork: Work = {
  keyOf,
  run: async (bench, state) => ({ relationEvidence: await factsOf(bench, state, 1) }),
};

/** The relation's facts, and those of all relations where they are not known yet. */
export const relationWork: Work = {
  keyOf,
  async run(bench, state) {
    const relations = state.library?.relations ?? [];
    const known = elsewhereOf(state);
    const all = known ? 0 : relations.length * OTHERS.facts * OTHERS.wordings;
    const share = (OWN.facts * OWN.wordings) / (OWN.facts * OWN.wordings + all);
    const relationEvidence = relationEvidenceOf(state) ?? (await factsOf(bench, state, share));
    bench.show({ relationEvidence });
    return { elsewhere: known ?? (await elsewhere(bench, state, relations, share)) };
  },
};

async function factsOf(
  bench: Bench,
  { relation: id, info, library }: State,
  share: number,
): Promise<RelationEvidence | null> {
  if (!id || !info || !library) return null;
  const asked = await factsToAsk(bench.api, [library.relation(id)], OWN);
  const evidence = await attribute(bench, asked, SET_QUADRATURE, 0, share);
  const facts = asked.map(({ subject }, i): FactEvidence => ({
    subject,
    rankings: evidence[i]!.map(({ attribution }) => attribution),
  }));
  return { hash: info.hash, relation: id, facts };
}

async function elsewhere(
  bench: Bench,
  { info }: State,
  relations: readonly Relation[],
  from: number,
): Promise<Elsewhere | null> {
  if (!info) return null;
  const asked = await factsToAsk(bench.api, relations, OTHERS);
  const evidence = await attribute(bench, asked, COARSE_QUADRATURE, from, 1);
  const rankings = (id: string) =>
    evidence
      .filter((_, i) => asked[i]?.relation === id)
      .flatMap((found) => found.map(({ attribution }) => attribution));
  return {
    hash: info.hash,
    relations: relations
      .map(({ id }) => ({ relation: id, rankings: rankings(id) }))
      .filter((each) => each.rankings.length > 0),
  };
}

/** By fact, the evidence of its prompts. */
async function attribute(
  { api, job, progress }: Bench,
  asked: readonly Asked[],
  quadrature: Quadrature,
  from: number,
  to: number,
): Promise<readonly (readonly Evidence[])[]> {
  const questions = asked.flatMap(({ prompts, target }) => prompts.map((prompt) => ({ prompt, target })));
  const { evidence } = await api.evidence(job, { questions, quadrature }, progress(from, to));
  let at = 0;
  return asked.map(({ prompts }) => evidence.slice(at, (at += prompts.length)));
}
