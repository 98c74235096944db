/**
 * The attribution of an edited model against nothing but edited predictions: its path is walked by fixing all neurons of a
 * layer at [MASK] at shares of what they are, its gradients by moving single neurons.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceModels } from '../../fixtures/reference';
import { createNodeRuntime } from '../../runtime/node';
import { BertModel } from '../bert-model';
import type { EditsDocument, NeuronRef } from '../edits/edits';
import { softmaxOf } from '../passes/softmax';
import { quadratureRule } from './quadrature';

/** Every kind of edit, in layers below, at and above the others. */
const EDITS: EditsDocument = {
  version: 1,
  neurons: [
    { layer: 0, neuron: 3, gain: 4, at: 'mask' },
    { layer: 0, neuron: 8, gain: -3, at: 'all' },
    { layer: 1, neuron: 5, gain: 0, at: 'mask' },
    { layer: 1, neuron: 6, value: 2.5, at: 'mask' },
    { layer: 2, neuron: 1, value: -1.5, at: 'all' },
    { layer: 2, neuron: 9, gain: 6, at: 'all' },
    { layer: 2, neuron: 10, gain: 0, at: 'mask', off: true },
  ],
  values: [
    { layer: 0, neuron: 3, ops: [{ add: { tokenId: 30, lambda: 2 } }] },
    { layer: 1, neuron: 7, ops: [{ erase: true }, { add: { tokenId: 31, lambda: 3 } }] },
    { layer: 2, neuron: 9, ops: [{ erase: true }] },
  ],
};
const SILENCED: NeuronRef = { layer: 1, neuron: 5 };
const WATCHED: readonly NeuronRef[] = [
  { layer: 0, neuron: 3 },
  { layer: 0, neuron: 8 },
  SILENCED,
  { layer: 1, neuron: 6 },
  { layer: 1, neuron: 7 },
  { layer: 2, neuron: 1 },
  { layer: 2, neuron: 9 },
  { layer: 2, neuron: 10 },
];
const RULE = quadratureRule('gauss-legendre', 12);
/** How far a neuron is moved for its gradient: the curvature and float32 leave about 1e-3 of it. */
const STEP = 0.02;

describe.each(referenceModels())('$name', ({ load, cases }) => {
  const { prompt, targetId } = cases[0]!;
  let bert: BertModel;
  let edits: EditsDocument;
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
    edits = { ...EDITS, neurons: EDITS.neurons.map(inModel), values: EDITS.values.map(inModel) };
  });
  afterAll(() => bert.close());

  /** The smallest model has two layers. */
  const inModel = <Ref extends NeuronRef>(ref: Ref): Ref => ({
    ...ref,
    layer: Math.min(ref.layer, bert.checkpoint.config.layers - 1),
  });

  /** P of the target in the edited model, with the activations of a layer at [MASK] set besides. */
  const probabilityAt = async (layer: number, activations: readonly number[]): Promise<number> => {
    const set = activations.map((value, neuron) => ({ layer, neuron, value, at: 'mask' as const }));
    const { after } = await bert.predict(prompt, { ...edits, neurons: [...edits.neurons, ...set] });
    return softmaxOf(after)[targetId]!;
  };

  it('integrates along the edited model’s own path', async () => {
    const { layers, intermediateSize: F } = bert.checkpoint.config;
    const { scores, activations, completeness, probability } = await bert.attribute(
      prompt,
      targetId,
      { method: 'gauss-legendre', points: RULE.points.length, tolerance: 1 },
      { edits },
    );
    const most = scores.reduce((max, score) => Math.max(max, Math.abs(score)), 0);
    for (let layer = 0; layer < Math.min(3, layers); layer++) {
      const own = Array.from(activations.subarray(layer * F, (layer + 1) * F));
      const none = await probabilityAt(
        layer,
        own.map(() => 0),
      );
      expect(Math.abs(completeness.expected[layer]! - (probability - none))).toBeLessThan(1e-5 * probability + 1e-7);
      for (const { neuron } of WATCHED.map(inModel).filter((ref) => ref.layer === layer)) {
        let integral = 0;
        for (const [j, alpha] of RULE.points.entries()) {
          const moved = async (by: number) =>
            probabilityAt(
              layer,
              own.map((a, i) => alpha * a + (i === neuron ? by : 0)),
            );
          integral += (RULE.weights[j]! * ((await moved(STEP)) - (await moved(-STEP)))) / (2 * STEP);
        }
        const expected = own[neuron]! * integral;
        expect(Math.abs(scores[layer * F + neuron]! - expected), `L${layer} N${neuron}`).toBeLessThan(2e-3 * most);
      }
    }
    expect(Math.abs(scores[SILENCED.layer * F + SILENCED.neuron]!)).toBe(0);
  });

  it('adds up under any edits, and gives a silenced neuron nothing', async () => {
    const { layers, intermediateSize: F, vocabSize } = bert.checkpoint.config;
    const number = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
    const ref = { layer: fc.nat(layers - 1), neuron: fc.nat(F - 1) };
    const at = fc.constantFrom('mask' as const, 'all' as const);
    const neurons = fc.array(
      fc.oneof(fc.record({ ...ref, at, gain: number(4) }), fc.record({ ...ref, at, value: number(3) })),
      { maxLength: 6 },
    );
    const op = fc.oneof(
      fc.constant({ erase: true as const }),
      fc.record({ add: fc.record({ tokenId: fc.nat(vocabSize - 1), lambda: number(4) }) }),
    );
    const values = fc.array(fc.record({ ...ref, ops: fc.array(op, { maxLength: 2 }) }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(neurons, values, fc.record(ref), async (changed, rewritten, { layer, neuron }) => {
        const silenced = { layer, neuron, gain: 0, at: 'mask' as const };
        const document: EditsDocument = { version: 1, neurons: [...changed, silenced], values: rewritten };
        const quadrature = { method: 'adaptive', tolerance: 1e-3 } as const;
        const { scores, completeness, probability } = await bert.attribute(prompt, targetId, quadrature, {
          edits: document,
        });
        const { after } = await bert.predict(prompt, document);
        expect(probability).toBe(softmaxOf(after)[targetId]);
        expect(Math.abs(scores[layer * F + neuron]!)).toBe(0);
        const sums = completeness.expected.map((_, l) =>
          scores.subarray(l * F, (l + 1) * F).reduce((sum, score) => sum + score, 0),
        );
        // Paths through relu have corners, on which no rule converges fast.
        if (completeness.converged)
          sums.forEach((sum, l) =>
            expect(Math.abs(sum - completeness.expected[l]!)).toBeLessThan(1e-3 * probability + 1e-6),
          );
      }),
      { numRuns: 8 },
    );
  });
});
