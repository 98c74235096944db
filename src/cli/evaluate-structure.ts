/**
 * How the neurons of many facts lie: how many a fact has, how many two facts share, whether one neuron serves them all,
 * and in which layers they are. A model can be made to have the effects of the paper without having this, so it is
 * what tells a language model from an imitation. Beside it stands the same of bert-base-uncased.
 */
import type { NeuronRef } from '../knowledge/edits/edits';
import { neuronKey } from '../knowledge/edits/edits';
import { estimateOf, groupsOf } from './evaluate-statistics';

/** The neurons of one fact. */
export interface FactNeurons {
  /** Id of its relation. */
  readonly relation: string;
  readonly neurons: readonly NeuronRef[];
}

export function structureOf(facts: readonly FactNeurons[], layers: number) {
  const relations = groupsOf(facts, ({ relation }) => relation);
  const all = pairsOf(facts);
  const within = relations.map(pairsOf);
  const own = { shared: sumOf(within.map(({ shared }) => shared)), pairs: sumOf(within.map(({ pairs }) => pairs)) };
  const commonest = [...servedBy(facts)].reduce<readonly [string, number]>((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  const byLayer = Array.from({ length: layers }, (_, layer) =>
    sumOf(facts.map(({ neurons }) => neurons.filter((ref) => ref.layer === layer).length)),
  );
  const total = sumOf(byLayer);
  return {
    facts: facts.length,
    neuronsPerFact: estimateOf(relations.map((group) => group.map(({ neurons }) => neurons.length))),
    sharedWithinRelations: ratio(own.shared, own.pairs),
    sharedBetweenRelations: ratio(all.shared - own.shared, all.pairs - own.pairs),
    /** Layer and number of the neuron that most facts have, and the share of the facts that have it. */
    commonest: commonest[0] === '' ? null : { neuron: commonest[0], share: commonest[1] / facts.length },
    /** Share of all facts' neurons, from the first layer to the last. */
    layers: byLayer.map((count) => ratio(count, total) ?? 0),
    topThird: ratio(sumOf(byLayer.filter((_, layer) => layer >= (layers * 2) / 3)), total),
  };
}

export type Structure = ReturnType<typeof structureOf>;

/** Over all pairs of facts, how many neurons they share together; a neuron of n facts is shared by n (n - 1) / 2 pairs. */
function pairsOf(facts: readonly FactNeurons[]): { readonly shared: number; readonly pairs: number } {
  return {
    shared: sumOf([...servedBy(facts).values()].map(pairsAmong)),
    pairs: pairsAmong(facts.length),
  };
}

/** How many of the facts have each neuron. */
function servedBy(facts: readonly FactNeurons[]): ReadonlyMap<string, number> {
  const served = new Map<string, number>();
  for (const { neurons } of facts)
    for (const key of new Set(neurons.map(neuronKey))) served.set(key, (served.get(key) ?? 0) + 1);
  return served;
}

const pairsAmong = (count: number): number => (count * (count - 1)) / 2;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
/** Null of nothing. */
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
