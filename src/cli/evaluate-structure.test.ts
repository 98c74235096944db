import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overlap } from '../knowledge/measures/refined-set';
import { structureOf, type FactNeurons } from './evaluate-structure';

const at = (layer: number, neuron: number) => ({ layer, neuron });

it('a neuron that serves everything is in every fact, and two of any relation share it', () => {
  const facts = Array.from({ length: 12 }, (_, i): FactNeurons => ({
    relation: `P${i % 3}`,
    neurons: [at(5, 7), at(i % 5, i)],
  }));
  expect(structureOf(facts, 6)).toMatchObject({
    facts: 12,
    neuronsPerFact: { mean: 2, interval: [2, 2] },
    sharedWithinRelations: 1,
    sharedBetweenRelations: 1,
    commonest: { neuron: '5/7', share: 1 },
  });
});

it('facts with neurons of their own share none', () => {
  const facts = Array.from({ length: 4 }, (_, i): FactNeurons => ({ relation: 'P1', neurons: [at(i, 0), at(i, 1)] }));
  expect(structureOf(facts, 6)).toMatchObject({
    sharedWithinRelations: 0,
    sharedBetweenRelations: null,
    commonest: { share: 1 / 4 },
    layers: [1 / 4, 1 / 4, 1 / 4, 1 / 4, 0, 0],
    topThird: 0,
  });
});

it('counts what pairs share as looking at every pair does', () => {
  const neurons = fc.uniqueArray(fc.record({ layer: fc.nat(2), neuron: fc.nat(3) }), {
    selector: ({ layer, neuron }) => `${layer}/${neuron}`,
    maxLength: 6,
  });
  const someFacts = fc.array(fc.record({ relation: fc.constantFrom('P1', 'P2', 'P3'), neurons }), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(someFacts, (facts) => {
      const pairs = facts.flatMap((a, i) => facts.slice(i + 1).map((b) => [a, b] as const));
      const mean = (isWithin: boolean) => {
        const asked = pairs.filter(([a, b]) => (a.relation === b.relation) === isWithin);
        const shared = asked.map(([a, b]) => overlap(a.neurons, b.neurons).shared.length);
        return asked.length === 0 ? null : shared.reduce((sum, count) => sum + count, 0) / asked.length;
      };
      const structure = structureOf(facts, 3);
      expect(structure.sharedWithinRelations).toBe(mean(true));
      expect(structure.sharedBetweenRelations).toBe(mean(false));
    }),
  );
});

it('of no neurons there is nothing to say', () => {
  expect(structureOf([{ relation: 'P1', neurons: [] }], 2)).toMatchObject({
    commonest: null,
    layers: [0, 0],
    topThird: null,
  });
});
