import { afterAll, beforeAll, expect, it } from 'vitest';
import { referenceModels } from '../fixtures/reference';
import { BertModel } from '../knowledge/bert-model';
import { neuronKey, type NeuronRef } from '../knowledge/edits/edits';
import { rankNeurons } from '../knowledge/measures/ranking';
import type { Relation } from '../library/relation';
import { createNodeRuntime } from '../runtime/node';
import { NEURON_KINDS, withControls } from './evaluate-controls';
import type { StudiedFact } from './evaluate-studied';

let bert: BertModel;
beforeAll(async () => {
  const { checkpoint, tokenizer } = await referenceModels()
    .find(({ name }) => name === 'small-uncased-tied')!
    .load();
  bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
});
afterAll(() => bert.close());

const [CAPITAL, LANGUAGE] = ['P36', 'P37'].map((id) => ({ id }) as Relation) as [Relation, Relation];

/** A fact whose score is 1 at its first neuron and falls to the last. */
function fact(relation: Relation, targetId: number, strongest: readonly NeuronRef[]): StudiedFact {
  const { layers, intermediateSize: F } = bert.checkpoint.config;
  const scores = new Float32Array(layers * F);
  strongest.forEach(({ layer, neuron }, n) => (scores[layer * F + neuron] = 1 - n / 10));
  const found = [rankNeurons(scores, F)];
  const activations = Float32Array.from(scores, (_, index) => Math.sin(index));
  const prompts = { finding: ['[MASK].'], measuring: ['[MASK].'] };
  return { relation, subject: 'x', targetId, newId: 90, ...prompts, found, rankings: found, activations };
}

const at = (layer: number, neuron: number): NeuronRef => ({ layer, neuron });

it('each control has as many neurons, chosen by something else', () => {
  const own = [at(0, 1), at(1, 2)];
  const asked = fact(CAPITAL, 80, own);
  const sameAnswer = fact(CAPITAL, 80, [at(0, 9), at(1, 9)]);
  const other = fact(CAPITAL, 81, [at(1, 5), at(0, 1), at(0, 7)]);
  const stranger = fact(LANGUAGE, 82, [at(0, 3), at(0, 4)]);
  const kinds = withControls(bert, { fact: asked, neurons: own, facts: [asked, sameAnswer, other, stranger], seed: 3 });
  expect([...kinds.keys()]).toEqual([...NEURON_KINDS]);
  for (const neurons of kinds.values()) expect(new Set(neurons.map(neuronKey)).size).toBe(2);
  expect(kinds.get('knowledge')).toEqual(own);
  expect(kinds.get('sameRelation'), 'the strongest of the fact with another answer').toEqual([at(1, 5), at(0, 1)]);
  expect(kinds.get('otherRelation')).toEqual([at(0, 3), at(0, 4)]);
  for (const kind of ['random', 'matched'] as const) {
    expect(kinds.get(kind)!.map(({ layer }) => layer)).toEqual([0, 1]);
    expect(kinds.get(kind)!.some((ref) => own.map(neuronKey).includes(neuronKey(ref)))).toBe(false);
  }
  const { activations } = asked;
  const { intermediateSize: F } = bert.checkpoint.config;
  const push = (index: number) => {
    const direction = bert.checkpoint.tokenDirection(80);
    const vector = bert.valueVector(Math.floor(index / F), index % F);
    return activations[index]! * vector.reduce((sum, value, d) => sum + value * direction[d]!, 0);
  };
  const order = Array.from(activations.keys()).sort((a, b) => push(b) - push(a));
  const first = order.slice(0, 2).map((index) => at(Math.floor(index / F), index % F));
  expect(kinds.get('push')).toEqual(first);
});

it('a control is left out where there are too few', () => {
  const own = [at(0, 1), at(1, 2), at(1, 3)];
  const asked = fact(CAPITAL, 80, own);
  const few = fact(CAPITAL, 81, [at(0, 5)]);
  const kinds = withControls(bert, { fact: asked, neurons: own, facts: [asked, few], seed: 3 });
  expect(NEURON_KINDS.filter((kind) => !kinds.has(kind))).toEqual(['sameRelation', 'otherRelation']);
});
