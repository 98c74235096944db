/** Every layout of files and every relative of BERT against what PyTorch computes with it in float64. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint, type ModelFiles } from '../checkpoint/load';
import { Safetensors } from '../checkpoint/safetensors';
import { layouts } from '../fixtures/layouts';
import { distance, largest } from '../fixtures/workbench';
import { createNodeRuntime } from '../runtime/node';
import { attributeAttention } from './measures/attention';
import { NO_EDITS, type EditsDocument } from './edits/edits';
import { exportModel } from './exports/export-model';
import { logitLens } from './measures/lens';
import { pythonScript } from './exports/python';
import { BertModel } from './bert-model';
import { logNormalizer } from '../runtime/ranks';

/** Largest error of a logit. */
const TOLERANCE = 2e-4;

/** Edits that hold at every token, and so can be written into the weights. */
const EVERYWHERE: EditsDocument = {
  version: 1,
  neurons: [
    { layer: 1, neuron: 3, gain: -2, at: 'all' },
    { layer: 0, neuron: 7, value: 1.5, at: 'all' },
  ],
  values: [{ layer: 1, neuron: 5, ops: [{ erase: true }, { add: { tokenId: 30, lambda: 3 } }] }],
};

function namesIn(files: ModelFiles): string[] {
  const weights = [...files].filter(([file]) => file.endsWith('.safetensors'));
  return weights.flatMap(([file, bytes]) => [...Safetensors.parse(bytes, file).tensors.keys()]).sort();
}

describe.each(layouts())('$name', ({ name, load, cases, hardTexts, files }) => {
  let bert: BertModel;
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
  });
  afterAll(() => bert.close());

  it.each(cases)('predicts as PyTorch does: $prompt', async ({ prompt, ids, maskIndex, logits, every, logSumExp }) => {
    const { cloze, before } = await bert.predict(prompt, NO_EDITS);
    expect(cloze.ids).toEqual(ids);
    expect(cloze.maskIndex).toBe(maskIndex);
    expect(
      distance(
        before.filter((_, id) => id % every === 0),
        logits,
      ),
    ).toBeLessThan(TOLERANCE);
    if (logSumExp !== null) expect(Math.abs(logNormalizer(before) - logSumExp)).toBeLessThan(TOLERANCE);
  });

  it('splits hard texts as its own tokenizer does', () => {
    for (const [text, ids] of Object.entries(hardTexts)) expect(bert.tokenizer.encode(text).ids, text).toEqual(ids);
  });

  it('gives every token a name of its own, which finds it again', () => {
    const { vocabSize } = bert.checkpoint.config;
    let named = 0;
    for (let id = 0; id < Math.min(vocabSize, 1000); id++) {
      const token = bert.tokenizer.token(id);
      if (token.startsWith('[id ')) continue;
      expect(bert.tokenizer.lookUp(token), token).toEqual({ ok: true, token: { id, token } });
      named++;
    }
    expect(named).toBeGreaterThan(90);
  });

  it('takes the edited model out under the names that it read, or says that layers which share their weights have no such file', async () => {
    expect([...Safetensors.parse(exportModel(bert, NO_EDITS).bytes).tensors.keys()].sort()).toEqual(namesIn(files));
    if (name === 'albert') {
      expect(() => exportModel(bert, EVERYWHERE)).toThrow("This model's layers share their weights");
      return;
    }
    const { bytes } = exportModel(bert, EVERYWHERE);
    const others = [...files].filter(([file]) => !file.includes('safetensors'));
    const { checkpoint, tokenizer } = await loadCheckpoint(new Map([...others, ['model.safetensors', bytes]]), name);
    const again = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
    const { prompt } = cases[0]!;
    const { before, after } = await bert.predict(prompt, EVERYWHERE);
    expect(distance((await again.predict(prompt, NO_EDITS)).before, after)).toBeLessThan(1e-4);
    expect(distance(before, after)).toBeGreaterThan(0.1);
    await again.close();
  });

  const attributed = cases.flatMap(({ attribution, ...golden }) => (attribution ? [{ ...golden, attribution }] : []));
  describe.each(attributed)('$prompt', ({ prompt, targetId, attribution: { left, expected }, edits }) => {
    it('attributes as PyTorch does, completely', async () => {
      const published = await bert.attribute(prompt, targetId, { method: 'riemann-left', points: 20, tolerance: 1 });
      expect(distance(published.scores, left)).toBeLessThan(1e-4 * largest(left));
      const { completeness, probability } = await bert.attribute(prompt, targetId, {
        method: 'adaptive',
        tolerance: 1e-4,
      });
      expect(distance(completeness.expected, expected)).toBeLessThan(1e-4 * largest(expected));
      expect(completeness.residual).toBeLessThan(1e-4 * probability);
    });

    it.each(edits)('edits as PyTorch does: $name', async ({ document, logits }) => {
      const { after } = await bert.predict(prompt, document);
      expect(distance(after, logits)).toBeLessThan(TOLERANCE * Math.max(1, largest(logits)));
    });

    it('reads its layers: attention completely, the last layer as the answer', async () => {
      const attention = await attributeAttention(bert, { prompt, target: targetId, tolerance: 1e-3 });
      expect(attention.residual).toBeLessThan(2e-3 * Math.max(largest(attention.expected), 1e-3));
      const { layers } = await logitLens(bert, { prompt, top: 1, target: targetId });
      const { before } = await bert.predict(prompt, NO_EDITS);
      expect(layers.at(-1)!.before.target!.probability).toBeCloseTo(
        Math.exp(before[targetId]! - logNormalizer(before)),
        6,
      );
      expect(layers.length).toBe(bert.checkpoint.config.layers + 1);
    });
  });
});

describe('the Python script', () => {
  const parts: Readonly<Record<string, readonly string[]>> = {
    'no-prefix': [
      'BertForMaskedLM',
      '(layer.intermediate, layer.output.dense) for layer in base.encoder.layer',
      'return embeddings[token]',
    ],
    roberta: [
      'RobertaForMaskedLM',
      '(layer.intermediate, layer.output.dense) for layer in base.encoder.layer',
      'return embeddings[token]',
    ],
    'xlm-roberta': ['XLMRobertaForMaskedLM', 'base.encoder.layer', 'return embeddings[token]'],
    distilbert: [
      'DistilBertForMaskedLM',
      '(layer.ffn.activation, layer.ffn.lin2) for layer in base.transformer.layer',
      'return embeddings[token]',
    ],
    electra: ['ElectraForMaskedLM', 'base.encoder.layer', 'return base.embeddings_project.weight @ embeddings[token]'],
    albert: [
      'import copy',
      'AlbertForMaskedLM',
      'copy.deepcopy',
      'return base.encoder.embedding_hidden_mapping_in.weight @ embeddings[token]',
    ],
  };
  it.each(Object.entries(parts))("reaches into %s's own modules", async (name, expected) => {
    const { load, cases } = layouts().find((found) => found.name === name)!;
    const { prompt, ids } = cases[0]!;
    const script = pythonScript({ model: name, prompt, watch: [], edits: EVERYWHERE }, await load());
    for (const part of [...expected, `IDS = [${ids.join(', ')}]`]) expect(script).toContain(part);
  });
});
