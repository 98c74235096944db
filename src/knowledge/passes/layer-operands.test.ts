import { expect, test } from 'vitest';
import { bertConfig } from '../../fixtures/model-info';
import type { LayerEdits } from '../edits/resolve';
import { editOperands, sampleOperands } from './layer-operands';

const config = bertConfig();
const batchOf = (...maskIndices: number[]) => ({
  tokens: 4,
  prompts: maskIndices.map((maskIndex) => ({ length: 3, maskIndex })),
});
const edits: LayerEdits = {
  layer: 0,
  mask: [{ neuron: 2, gain: 3, offset: 0 }],
  others: [],
  valueDeltas: [{ neuron: 1, delta: new Float32Array(config.hiddenSize).fill(1) }],
};

test('samples that are alike get the very same operands, others do not', () => {
  const { at, bias } = sampleOperands(batchOf(1, 2), [0, 1, 1]);
  expect(sampleOperands(batchOf(1, 2), [0, 1, 1])).toEqual({ at, bias });
  expect(sampleOperands(batchOf(1, 2), [0, 1, 1]).at).toBe(at);
  for (const [batch, owners] of [
    [batchOf(1, 2), [0, 0, 1]],
    [batchOf(2, 1), [0, 1, 1]],
    [{ ...batchOf(1, 2), tokens: 5 }, [0, 1, 1]],
  ] as const)
    expect(sampleOperands(batch, owners).at).not.toEqual(at);
  expect(at.data).toEqual(Float32Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0));
});

test('edits that all samples share are made into operands once', () => {
  const samples = { batch: batchOf(1), owners: [0, 0], rows: 'all' } as const;
  const first = editOperands(config, samples, [edits]);
  expect(editOperands(config, { ...samples, owners: [0] }, [edits]).gain).toBe(first.gain);
  expect(editOperands(config, samples, [{ ...edits }])).toEqual(first);
  expect(editOperands(config, samples, [{ ...edits }]).profile).toBe(first.profile);
  expect(first.profile.data).toEqual(Float32Array.of(0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1));
  // An entry a sample: profiles of its own.
  const own = editOperands(config, samples, [edits, undefined]);
  expect(own.profile.shape).toEqual([8, 4]);
  expect(editOperands(config, { ...samples, rows: 'selected' }, [edits]).profile.data).toEqual(
    Float32Array.of(1, 0, 1, 0),
  );
});
