/** Every layout of files and every relative of BERT against what PyTorch computes with it in float64. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layouts } from '../fixtures/layouts';
import { distance, largest } from '../fixtures/workbench';
import { createNodeRuntime } from '../runtime/node';
import { attributeAttention } from './attention';
import { NO_EDITS } from './edits';
import { logitLens } from './lens';
import { BertSession } from './session';
import { logNormalizer } from './softmax';

/** Largest error of a logit. */
const TOLERANCE = 2e-4;

describe.each(layouts())('$name', ({ load, cases, hardTexts }) => {
  let session: BertSession;
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    session = await BertSession.open(await createNodeRuntime(1), checkpoint, tokenizer);
  });
  afterAll(() => session.close());

  it.each(cases)('predicts as PyTorch does: $prompt', async ({ prompt, ids, maskIndex, logits, every, logSumExp }) => {
    const { cloze, before } = await session.predict(prompt, NO_EDITS);
    expect(cloze.ids).toEqual(ids);
    expect(cloze.maskIndex).toBe(maskIndex);
    expect(distance(before.filter((_, id) => id % every === 0), logits)).toBeLessThan(TOLERANCE);
    if (logSumExp !== null) expect(Math.abs(logNormalizer(before) - logSumExp)).toBeLessThan(TOLERANCE);
  });

  it('splits hard texts as its own tokenizer does', () => {
    for (const [text, ids] of Object.entries(hardTexts)) expect(session.tokenizer.encode(text).ids, text).toEqual(ids);
  });

  it('gives every token a name of its own, which finds it again', () => {
    const { vocabSize } = session.checkpoint.config;
    let named = 0;
    for (let id = 0; id < Math.min(vocabSize, 1000); id++) {
      const name = session.tokenizer.token(id);
      if (name.startsWith('[id ')) continue;
      expect(session.tokenizer.lookUp(name), name).toEqual({ ok: true, token: { id, token: name } });
      named++;
    }
    expect(named).toBeGreaterThan(90);
  });

  const attributed = cases.flatMap(({ attribution, ...golden }) => (attribution ? [{ ...golden, attribution }] : []));
  describe.each(attributed)('$prompt', ({ prompt, targetId, attribution: { left, expected }, edits }) => {
    it('attributes as PyTorch does, completely', async () => {
      const published = await session.attribute(prompt, targetId, { method: 'riemann-left', points: 20, tolerance: 1 });
      expect(distance(published.scores, left)).toBeLessThan(1e-4 * largest(left));
      const { completeness, probability } = await session.attribute(prompt, targetId, { method: 'adaptive', tolerance: 1e-4 });
      expect(distance(completeness.expected, expected)).toBeLessThan(1e-4 * largest(expected));
      expect(completeness.residual).toBeLessThan(1e-4 * probability);
    });

    it.each(edits)('edits as PyTorch does: $name', async ({ document, logits }) => {
      const { after } = await session.predict(prompt, document);
      expect(distance(after, logits)).toBeLessThan(TOLERANCE * Math.max(1, largest(logits)));
    });

    it('reads its layers: attention completely, the last layer as the answer', async () => {
      const attention = await attributeAttention(session, { prompt, target: targetId, tolerance: 1e-3 });
      expect(attention.residual).toBeLessThan(2e-3 * Math.max(largest(attention.expected), 1e-3));
      const { layers } = await logitLens(session, { prompt, top: 1, watch: [targetId] });
      const { before } = await session.predict(prompt, NO_EDITS);
      expect(layers.at(-1)!.before.watched[0]!.probability).toBeCloseTo(Math.exp(before[targetId]! - logNormalizer(before)), 6);
      expect(layers.length).toBe(session.checkpoint.config.layers + 1);
    });
  });
});
