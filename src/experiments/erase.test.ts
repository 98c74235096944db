import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neuronsOwnTo } from './erase';
import type { Ranking } from '../knowledge/measures/ranking';

/** A ranking of neurons of layer 0 by their scores. */
const ranking = (scores: Readonly<Record<number, number>>): Ranking => {
  const neurons = Object.entries(scores).map(([neuron, score]) => ({ layer: 0, neuron: Number(neuron), score }));
  neurons.sort((a, b) => b.score - a.score);
  return { neurons, largest: neurons[0]?.score ?? 0, completeFrom: 0.05 };
};

describe('neurons of a relation', () => {
  it('go by how much more they matter to it than to the others', () => {
    const own = [ranking({ 1: 0.4, 2: 0.2, 3: 0.04 }), ranking({ 1: 0.01, 2: 0.01 })];
    const others = [[ranking({ 1: 2 })], [ranking({ 4: 1 }), ranking({ 1: 1 })]];
    const found = neuronsOwnTo(own, others);
    expect(found.map(({ neuron }) => neuron)).toEqual([2, 3, 4, 1]);
    const lead = (neuron: number) => found.find((each) => each.neuron === neuron)!.lead;
    expect(lead(2)).toBeCloseTo((0.5 + 1) / 2, 12);
    expect(lead(3)).toBeCloseTo(0.1 / 2, 12);
    expect(lead(1)).toBeCloseTo(1 - 3 * ((1 + 0.5) / 2), 12);
    expect(found.find(({ neuron }) => neuron === 4)).toMatchObject({ own: 0, others: 0.25 });
  });

  it('do not depend on how sure the model is of a prompt, nor on the order of relations and prompts', () => {
    const scores = fc.dictionary(fc.constantFrom('1', '2', '3', '4'), fc.double({ min: 0.05, max: 1, noNaN: true }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(
        fc.array(scores, { minLength: 1, maxLength: 3 }),
        fc.array(scores, { maxLength: 3 }),
        fc.constantFrom(0.5, 2, 8),
        (own, others, factor) => {
          const plain = neuronsOwnTo(
            own.map(ranking),
            others.map((each) => [ranking(each)]),
          );
          const scaled = (each: Readonly<Record<number, number>>) =>
            ranking(Object.fromEntries(Object.entries(each).map(([key, score]) => [key, score * factor])));
          const moved = neuronsOwnTo(own.map(scaled).reverse(), others.map((each) => [scaled(each)]).reverse());
          for (const { layer, neuron, lead } of plain)
            expect(moved.find((each) => each.layer === layer && each.neuron === neuron)?.lead).toBeCloseTo(lead, 9);
          expect(plain.every(({ lead }, i) => i === 0 || lead <= plain[i - 1]!.lead)).toBe(true);
        },
      ),
    );
  });

  it('without prompts there are none', () => {
    expect(neuronsOwnTo([], [])).toEqual([]);
    expect(neuronsOwnTo([ranking({})], [[]])).toEqual([]);
  });
});
