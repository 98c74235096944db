import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceModels } from '../fixtures/reference';
import { NO_EDITS } from '../knowledge/edits/edits';
import { BertModel } from '../knowledge/bert-model';
import { whatNeuronSays } from '../knowledge/measures/says';
import { createNodeRuntime } from '../runtime/node';
import { decoderParts, MOST_PART_BYTES, parseRows, rowsOf } from './decoder-parts';

describe('the parts of the decoder', () => {
  it('are one for BERT-base, and three for the multilingual one', () => {
    expect(decoderParts({ vocabSize: 30_522, embeddingSize: 768 })).toEqual([{ from: 0, to: 30_522 }]);
    expect(decoderParts({ vocabSize: 119_547, embeddingSize: 768 }).length).toBe(3);
  });

  it('cover all rows once, none larger than allowed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500_000 }),
        fc.integer({ min: 1, max: 4096 }),
        (vocabSize, embeddingSize) => {
          const parts = decoderParts({ vocabSize, embeddingSize });
          expect(parts[0]!.from).toBe(0);
          expect(parts.at(-1)!.to).toBe(vocabSize);
          parts.slice(1).forEach(({ from }, i) => expect(from).toBe(parts[i]!.to));
          for (const { from, to } of parts)
            expect(4 * (to - from) * embeddingSize).toBeLessThanOrEqual(MOST_PART_BYTES);
        },
      ),
    );
  });

  it('have names that can be read back', () => {
    expect(parseRows(rowsOf('decoder.weight', { from: 3, to: 70 }))).toEqual({
      name: 'decoder.weight',
      from: 3,
      to: 70,
    });
    expect(parseRows('decoder.weight')).toBeNull();
  });

  it('give the same answers and scores as the whole', async () => {
    const model = referenceModels()[0]!;
    const { checkpoint, tokenizer } = await model.load();
    const [{ prompt, targetId }] = model.cases as [(typeof model.cases)[number]];
    const { embeddingSize } = checkpoint.config;
    const [whole, parted] = await Promise.all(
      [undefined, decoderParts(checkpoint.config, 4 * 100 * embeddingSize)].map(async (rows) => {
        const bert = await BertModel.open(
          await createNodeRuntime(1),
          checkpoint,
          tokenizer,
          rows && { decoderRows: rows },
        );
        const { before } = await bert.predict(prompt, NO_EDITS);
        const { scores } = await bert.attribute(prompt, targetId, {
          method: 'riemann-left',
          points: 4,
          tolerance: 1,
        });
        const { before: says } = await whatNeuronSays(bert, { layer: 0, neuron: 0, edits: NO_EDITS, count: 5 });
        await bert.close();
        return { logits: before, scores, says: says.top.map(({ token }) => token) };
      }),
    );
    expect(parted!.logits.length).toBe(whole!.logits.length);
    parted!.logits.forEach((logit, i) => expect(logit).toBeCloseTo(whole!.logits[i]!, 4));
    parted!.scores.forEach((score, i) => expect(score).toBeCloseTo(whole!.scores[i]!, 7));
    expect(parted!.says).toEqual(whole!.says);
  });
});
