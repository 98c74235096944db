/** The engine against what PyTorch computes in float64, on every reference model that is there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceModels } from '../fixtures/reference';
import { createNodeRuntime } from '../runtime/node';
import { NO_EDITS, type EditsDocument } from './edits/edits';
import { BertModel } from './bert-model';
import { doseResponse } from './measures/dose';
import { whatNeuronSays } from './measures/says';
import { softmaxOf } from './passes/softmax';

const largest = (values: ArrayLike<number>) => Array.from(values).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return largest(Array.from(a, (x, i) => x - b[i]!));
};

describe.each(referenceModels())('$name', ({ load, cases }) => {
  let bert: BertModel;
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
  });
  afterAll(() => bert.close());

  describe.each(cases)('$prompt', (golden) => {
    const { prompt, targetId } = golden;

    it('predicts and activates as PyTorch does', async () => {
      const { before, cloze } = await bert.predict(prompt, NO_EDITS);
      expect(cloze.ids).toEqual(golden.ids);
      expect(cloze.maskIndex).toBe(golden.maskIndex);
      expect(distance(before, golden.logits)).toBeLessThan(2e-4);
      const activations = await bert.activations(prompt, NO_EDITS);
      expect(distance(activations.before, golden.activations)).toBeLessThan(2e-5);
    });

    it('attributes as PyTorch does, by the published quadrature', async () => {
      const left = await bert.attribute(prompt, targetId, { method: 'riemann-left', points: 20, tolerance: 1 });
      expect(distance(left.scores, golden.leftScores)).toBeLessThan(1e-4 * largest(golden.leftScores));
      expect(distance(left.completeness.expected, golden.completeness)).toBeLessThan(
        1e-5 * golden.targetProbability + 1e-4 * largest(golden.completeness),
      );
    });

    it('attributes as PyTorch does, converged', async () => {
      const { scores, completeness, points } = await bert.attribute(prompt, targetId, {
        method: 'adaptive',
        tolerance: 1e-5,
      });
      expect(
        distance(scores, golden.exactScores),
        `points ${points.join(', ')}, residual ${completeness.residual}`,
      ).toBeLessThan(1e-4 * largest(golden.exactScores));
    });

    it.each(golden.edits)('edits as PyTorch does: $name', async ({ document, logits }) => {
      const { before, after } = await bert.predict(prompt, document);
      expect(distance(before, golden.logits)).toBeLessThan(2e-4);
      expect(distance(after, logits)).toBeLessThan(2e-4);
    });
  });

  it('gives the very same numbers when edits are taken away', async () => {
    const { prompt, edits } = cases[0]!;
    const first = Float32Array.from((await bert.predict(prompt, NO_EDITS)).before);
    for (const { document } of edits) await bert.predict(prompt, document);
    // Other prompts push the kept passes out, so that this one is computed anew.
    for (const other of cases.slice(1))
      for (const { document } of other.edits) await bert.predict(other.prompt, document);
    expect((await bert.predict(prompt, NO_EDITS)).after).toEqual(first);
  });

  it('attributes the edited model completely', async () => {
    const { prompt, targetId, edits } = cases[0]!;
    const { document } = edits.find(({ document }) => document.values.length > 0)!;
    const quadrature = { method: 'gauss-legendre', points: 48, tolerance: 1e-4 } as const;
    const { scores, activations, completeness, probability } = await bert.attribute(prompt, targetId, quadrature, {
      edits: document,
    });
    const { after } = await bert.predict(prompt, document);
    expect(probability).toBe(softmaxOf(after)[targetId]);
    expect(activations).toEqual((await bert.activations(prompt, document)).after);
    // Paths through relu have kinks, where quadrature converges slowly.
    const slack = bert.checkpoint.config.activation === 'relu' ? 5e-2 : 2e-3;
    expect(completeness.residual).toBeLessThan(slack * largest(completeness.expected));
    expect(largest(scores)).toBeGreaterThan(0);
    // Completeness against P(0) as the edits themselves compute it: layer 0's neurons at [MASK] all silenced.
    const F = bert.checkpoint.config.intermediateSize;
    const silenced: EditsDocument = {
      ...document,
      neurons: Array.from({ length: F }, (_, neuron) => ({ layer: 0, neuron, value: 0, at: 'mask' as const })),
    };
    const none = softmaxOf((await bert.predict(prompt, silenced)).after)[targetId]!;
    expect(Math.abs(completeness.expected[0]! - (probability - none))).toBeLessThan(1e-5 * probability);
  });

  it('attributes several prompts of different lengths at once as one by one', async () => {
    const quadrature = { method: 'gauss-legendre', points: 12, tolerance: 1e-4 } as const;
    const { document } = cases[0]!.edits.find(({ document }) => document.values.length > 0)!;
    for (const edits of [NO_EDITS, document]) {
      const together = await bert.attributeAll(cases, quadrature, { edits });
      for (const [i, { prompt, targetId }] of cases.entries()) {
        const alone = await bert.attribute(prompt, targetId, quadrature, { edits });
        expect(together[i]!.cloze).toEqual(alone.cloze);
        expect(Math.abs(together[i]!.probability / alone.probability - 1)).toBeLessThan(1e-4);
        expect(distance(together[i]!.scores, alone.scores)).toBeLessThan(1e-4 * largest(alone.scores));
        expect(distance(together[i]!.completeness.expected, alone.completeness.expected)).toBeLessThan(
          1e-4 * largest(alone.completeness.expected) + 1e-5 * alone.probability,
        );
      }
    }
  });

  it('answers doses as single predictions do', async () => {
    const { prompt, targetId, edits } = cases[0]!;
    const { document } = edits.at(-1)!;
    const neurons = [
      { layer: 0, neuron: 3 },
      { layer: 1, neuron: 5 },
    ];
    const gains = [0, 0.5, 1, 2, 5];
    const { target: curve } = await doseResponse(bert, {
      prompt,
      edits: document,
      neurons,
      at: 'mask',
      gains,
      target: targetId,
    });
    for (const [i, gain] of gains.entries()) {
      const others = document.neurons.filter(
        (edit) => !neurons.some((n) => n.layer === edit.layer && n.neuron === edit.neuron && edit.at === 'mask'),
      );
      const single = await bert.predict(prompt, {
        ...document,
        neurons: [...others, ...neurons.map((ref) => ({ ...ref, gain, at: 'mask' as const }))],
      });
      expect(Math.abs(curve[i]! - softmaxOf(single.after)[targetId]!)).toBeLessThan(1e-5);
    }
  });

  it('tells what a neuron says, before and after its value vector is rewritten', async () => {
    const { config } = bert.checkpoint;
    const erased: EditsDocument = {
      version: 1,
      neurons: [],
      values: [{ layer: 0, neuron: 2, ops: [{ erase: true }] }],
    };
    const { before, after } = await whatNeuronSays(bert, {
      layer: 0,
      neuron: 2,
      edits: erased,
      count: config.vocabSize,
    });
    const vector = bert.checkpoint.column('bert.encoder.layer.0.output.dense.weight', 2);
    for (const { id, score } of before.top) {
      const row = bert.checkpoint.rows('cls.predictions.decoder.weight', [id]);
      expect(score).toBeCloseTo(
        row.reduce((sum, x, d) => sum + x * vector[d]!, 0),
        4,
      );
    }
    expect(before.top.map(({ score }) => score)).toEqual(
      before.top.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    expect(before.bottom[0]!.score).toBe(before.top.at(-1)!.score);
    expect(after.norm).toBe(0);
    expect(largest(after.top.map(({ score }) => score))).toBe(0);
  });

  it('stops when it is asked to', async () => {
    const { prompt, targetId } = cases[0]!;
    const controller = new AbortController();
    const work = bert.attribute(
      prompt,
      targetId,
      { method: 'riemann-left', points: 20, tolerance: 1 },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    await expect(bert.predict(prompt, NO_EDITS)).resolves.toBeDefined();
  });
});
