import { describe, expect, it } from 'vitest';
import type { BertConfig } from '../bert/config';
import { bertConfig } from '../fixtures/model-info';
import { float32Tensor, type TensorToWrite, writeSafetensors } from '../fixtures/safetensors-writer';
import { BertCheckpoint } from './bert-weights';
import { Safetensors } from './safetensors';
import { candidateNames, neededTensors } from './weight-names';
import { weightsHash } from './weights-hash';

const config = bertConfig({ vocabSize: 7, heads: 2, intermediateSize: 6, maxPositions: 5 });
const untied = { ...config, tied: false };

/** Every needed tensor, filled with numbers that tell them apart: tensor k holds 100 k, 100 k + 1, ... */
function tensorsFor(c: BertConfig): Record<string, TensorToWrite> {
  const entries = [...neededTensors(c)].map(([name, shape], k): [string, TensorToWrite] => {
    const size = shape.reduce((a, b) => a * b, 1);
    return [
      name,
      float32Tensor(
        shape,
        Array.from({ length: size }, (_, i) => 100 * k + i),
      ),
    ];
  });
  return Object.fromEntries(entries);
}
const open = (tensors: Record<string, TensorToWrite>, c = config) =>
  BertCheckpoint.open(c, Safetensors.parse(writeSafetensors(tensors)), 'hash');
const renamed = (tensors: Record<string, TensorToWrite>, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));

describe('BertCheckpoint', () => {
  it('gives weights, rows and columns by canonical name', () => {
    const checkpoint = open(tensorsFor(config));
    const words = 'bert.embeddings.word_embeddings.weight';
    expect(checkpoint.weight(words)).toEqual({ data: Float32Array.from({ length: 28 }, (_, i) => i), shape: [7, 4] });
    expect(checkpoint.rows(words, [6, 0, 6])).toEqual(Float32Array.of(24, 25, 26, 27, 0, 1, 2, 3, 24, 25, 26, 27));
    const values = 'bert.encoder.layer.1.output.dense.weight';
    const { data } = checkpoint.weight(values);
    expect(checkpoint.column(values, 5)).toEqual(Float32Array.from([5, 11, 17, 23], (i) => data[i] ?? NaN));
    expect(() => checkpoint.rows(words, [7])).toThrow('Row 7');
    expect(() => checkpoint.column(values, -1)).toThrow('Column -1');
    expect([...checkpoint.combineRows(values, [1, 0, -2, 0])]).toEqual(
      Array.from({ length: 6 }, (_, j) => data[j]! - 2 * data[12 + j]!),
    );
    expect(() => checkpoint.combineRows(values, [1, 2])).toThrow('has 4 rows; 2');
    expect(() => checkpoint.weight('bert.pooler.dense.weight')).toThrow('A BERT has no tensor');
  });

  it('counts parameters once where the decoder is tied', () => {
    const sizes = [...neededTensors(config).values()].map((shape) => shape.reduce((a, b) => a * b, 1));
    const total = sizes.reduce((a, b) => a + b, 0);
    expect(open(tensorsFor(config)).parameters).toBe(total);
    expect(open(tensorsFor(untied), untied).parameters).toBe(total + 28);
  });

  it('takes the word embeddings as decoder where it is tied, or where the file has none', () => {
    for (const c of [config, untied]) {
      const checkpoint = open(tensorsFor(config), c);
      expect(checkpoint.config.tied).toBe(true);
      expect(checkpoint.weight('cls.predictions.decoder.weight')).toEqual(
        checkpoint.weight('bert.embeddings.word_embeddings.weight'),
      );
    }
    const own = open(tensorsFor(untied), untied);
    expect(own.config.tied).toBe(false);
    expect(own.weight('cls.predictions.decoder.weight').data[0]).not.toBe(0);
  });

  it('takes the bias that the head really adds', () => {
    const both = { ...tensorsFor(untied), 'cls.predictions.decoder.bias': float32Tensor([7], [9, 9, 9, 9, 9, 9, 9]) };
    expect(open(both, untied).weight('cls.predictions.bias').data[0]).toBe(9);
    expect(open(both, config).weight('cls.predictions.bias').data[0]).not.toBe(9);
    const { 'cls.predictions.bias': bias, ...rest } = tensorsFor(config);
    const old = { ...rest, 'cls.predictions.decoder.bias': bias ?? float32Tensor([7], []) };
    expect(open(old).weight('cls.predictions.bias').data).toEqual(
      open(tensorsFor(config)).weight('cls.predictions.bias').data,
    );
  });

  it('reads files without the prefix, and with gamma and beta', () => {
    const expected = open(tensorsFor(config)).weight('bert.encoder.layer.0.output.LayerNorm.bias');
    const bare = renamed(tensorsFor(config), (name) => name.replace(/^bert\./, ''));
    const tensorflow = renamed(tensorsFor(config), (name) =>
      name.includes('LayerNorm') ? name.replace('weight', 'gamma').replace('bias', 'beta') : name,
    );
    for (const tensors of [bare, tensorflow])
      expect(open(tensors).weight('bert.encoder.layer.0.output.LayerNorm.bias')).toEqual(expected);
    expect(candidateNames(config, 'bert.embeddings.LayerNorm.bias')).toContain('embeddings.LayerNorm.beta');
  });

  it('names what is missing, five at most and a count', () => {
    const without = Object.fromEntries(
      Object.entries(tensorsFor(config)).filter(([name]) => !name.includes('layer.1.')),
    );
    expect(() => open(without)).toThrow(
      'The weights lack 16 tensors: bert.encoder.layer.1.attention.self.query.weight; bert.encoder.layer.1.attention.self.query.bias; ' +
        'bert.encoder.layer.1.attention.self.key.weight; bert.encoder.layer.1.attention.self.key.bias; ' +
        'bert.encoder.layer.1.attention.self.value.weight and 11 more.',
    );
  });

  it('tells an encoder that it has no head', () => {
    const encoder = Object.fromEntries(Object.entries(tensorsFor(config)).filter(([name]) => !name.startsWith('cls.')));
    expect(() => open(encoder)).toThrow(/it is an encoder only, .* Open a model saved as BertForMaskedLM\./);
  });

  it('names wrong shapes', () => {
    const wrong = { ...tensorsFor(config), 'cls.predictions.bias': float32Tensor([8], [0, 0, 0, 0, 0, 0, 0, 0]) };
    expect(() => open(wrong)).toThrow('disagree about 1 shape: cls.predictions.bias: expected [7], found [8].');
  });

  it('refuses weights that are not finite or no floats before any of them is used', () => {
    const name = 'cls.predictions.transform.dense.bias';
    const withTensor = (tensor: TensorToWrite) => open({ ...tensorsFor(config), [name]: tensor });
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(() => withTensor(float32Tensor([4], [0, bad, 0, 0]))).toThrow(
        `the tensor "${name}" holds ${bad} (its value number 1)`,
      );
    }
    const half = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);
    expect(() => withTensor({ dtype: 'F16', shape: [4], bytes: half(0, 0x7bff, 0xfc00, 0) })).toThrow(
      'holds -Infinity (its value number 2)',
    );
    expect(() => withTensor({ dtype: 'BF16', shape: [4], bytes: half(0, 0x7f7f, 0x3f80, 0x7fc0) })).toThrow(
      'holds NaN (its value number 3)',
    );
    expect(() => withTensor({ dtype: 'I32', shape: [4], bytes: new Uint8Array(16) })).toThrow(
      `"${name}" holds I32; weights must be F32, F16, BF16`,
    );
  });
});

it('weightsHash is the start of the SHA-256; of several files, that of their digests', async () => {
  const abc = new TextEncoder().encode('abc');
  expect(await weightsHash([abc])).toBe('ba7816bf8f01cfea');
  const digest = await crypto.subtle.digest('SHA-256', abc);
  const both = new Uint8Array(await new Blob([digest, digest]).arrayBuffer());
  expect(await weightsHash([abc, abc])).toBe(await weightsHash([both]));
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await weightsHash([known])).toBe('ba7816bf8f01cfea');
  expect(await weightsHash([known, abc])).toBe(await weightsHash([both]));
});
