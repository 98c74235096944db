/** What neurons write, against the plain sums, on every reference model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceModels } from '../../fixtures/reference';
import { distance, largest } from '../../fixtures/workbench';
import { createNodeRuntime } from '../../runtime/node';
import { BertModel } from '../bert-model';
import { NO_EDITS, type EditsDocument } from '../edits/edits';
import { gatherEvidence } from './evidence';
import { meansOverPrompts } from './mask-activations';
import { rankNeurons } from './ranking';
import { directPush, writtenSizes } from './written';

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);

describe.each(referenceModels())('$name', ({ load, cases }) => {
  const [{ prompt, targetId, activations }] = [cases[0]!];
  let bert: BertModel;
  let F: number;
  const vectorOf = (index: number) => bert.valueVector(Math.floor(index / F), index % F);
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
    F = checkpoint.config.intermediateSize;
  });
  afterAll(() => bert.close());

  it('writes |a| |v|, and pushes an answer by a (v . E[t])', () => {
    const sizes = activations.map((a, index) => Math.abs(a) * Math.hypot(...vectorOf(index)));
    expect(distance(writtenSizes(bert.checkpoint, activations), sizes)).toBeLessThan(1e-5 * largest(sizes));
    for (const target of [targetId, 5]) {
      const direction = bert.checkpoint.tokenDirection(target);
      const pushes = activations.map((a, index) => a * dot(vectorOf(index), direction));
      const found = directPush(bert.checkpoint, { activations, target });
      expect(distance(found, pushes)).toBeLessThan(1e-5 * largest(pushes));
      expect(directPush(bert.checkpoint, { activations, target })).toEqual(found);
    }
  });

  it('takes means over prompts', async () => {
    const asked = [...new Set(cases.map((each) => each.prompt))].slice(0, 3);
    const sizes = await Promise.all(
      asked.map(async (text) => writtenSizes(bert.checkpoint, (await bert.activations(text, NO_EDITS)).before)),
    );
    const mean = sizes[0]!.map((_, index) => sizes.reduce((sum, own) => sum + own[index]! / sizes.length, 0));
    const [found] = await meansOverPrompts(bert, asked, {}, [(own) => writtenSizes(bert.checkpoint, own)]);
    expect(distance(found!, mean)).toBeLessThan(1e-4 * largest(mean));
  });

  it('is a ranking of the evidence, of the edited model where it is edited', async () => {
    const questions = [{ prompt, target: targetId }];
    const quadrature = { method: 'adaptive', tolerance: 1e-2 } as const;
    const [plain] = await gatherEvidence(bert, { questions, quadrature });
    const pushes = directPush(bert.checkpoint, { activations, target: targetId });
    const wanted = rankNeurons(pushes, F);
    expect(plain!.push.largest / wanted.largest).toBeCloseTo(1, 3);
    expect(plain!.push.neurons[0]).toMatchObject({
      layer: wanted.neurons[0]!.layer,
      neuron: wanted.neurons[0]!.neuron,
    });
    const { layer, neuron } = wanted.neurons[0]!;
    const edits: EditsDocument = { version: 1, neurons: [], values: [{ layer, neuron, ops: [{ erase: true }] }] };
    const [erased] = await gatherEvidence(bert, { questions, quadrature, edits });
    expect(erased!.push.neurons.map((ref) => [ref.layer, ref.neuron])).not.toContainEqual([layer, neuron]);
  });
});
