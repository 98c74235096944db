import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngramError } from '../errors';
import { layout } from '../fixtures/layouts';
import { float32Tensor, writeSafetensors } from '../fixtures/safetensors-writer';
import { loadCheckpoint, type ModelFiles } from './load';
import { neededFiles } from './needed-files';
import { Safetensors } from './safetensors';
import { INDEX_FILE, parseShardIndex, Shards, shardsOf } from './shards';
import { weightsHash } from './weights-hash';

const { files } = layout('sharded');
const SHARDS = [1, 2, 3].map((k) => `model-0000${k}-of-00003.safetensors`);
const text = (name: string) => new TextDecoder().decode(files.get(name));
const index = JSON.parse(text(INDEX_FILE)) as { metadata: object; weight_map: Record<string, string> };
const without = (name: string): ModelFiles => new Map([...files].filter(([file]) => file !== name));
const withIndex = (weight_map: unknown): ModelFiles =>
  new Map([...files, [INDEX_FILE, new TextEncoder().encode(JSON.stringify({ weight_map }))]]);
const loading = (changed: ModelFiles) => loadCheckpoint(changed, 'm');

describe('shards', () => {
  it('are one model, whatever folder is in front of their names, with a hash over all of them', async () => {
    const model = await loading(new Map([...files].map(([name, bytes]) => [`My model/${name}`, bytes])));
    expect(model.hash).toBe(await weightsHash(SHARDS.map((name) => files.get(name)!)));
    expect(model.checkpoint.parameters).toBeGreaterThan(4000);
    const damaged = new Map(files).set(SHARDS[2]!, files.get(SHARDS[2]!)!.slice());
    damaged.get(SHARDS[2]!)![damaged.get(SHARDS[2]!)!.length - 4]! ^= 1;
    expect((await loading(damaged)).hash).not.toBe(model.hash);
  });

  it('say which is missing, before and after the index was read', async () => {
    await expect(loading(without(SHARDS[1]!))).rejects.toThrow(
      `${INDEX_FILE} names 1 of its 3 files that are not there: ${SHARDS[1]}.`,
    );
    await expect(loading(without(INDEX_FILE))).rejects.toThrow('There are 3 files of weights');
  });

  it.each<[string, () => unknown, string]>([
    ['no object', () => 3, 'expected record; found 3'],
    ['nothing', () => ({}), 'it names no files'],
    ['a number for a file', () => ({ a: 1 }), 'weight_map.a: expected string; found 1'],
    [
      'a path',
      () => ({ a: '../../secret.safetensors' }),
      'expected names of .safetensors files, found "../../secret.safetensors"',
    ],
    ['an address', () => ({ a: 'https://elsewhere/x.safetensors' }), 'expected names of .safetensors files'],
    ['a pickle', () => ({ a: 'pytorch_model-00001-of-00002.bin' }), 'expected names of .safetensors files'],
    [
      'a thousand files',
      () => Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`t${i}`, `s${i}.safetensors`])),
      'it names 1000 files; Engram opens 100 at most',
    ],
    [
      'a tensor in the wrong file',
      () => ({
        ...index.weight_map,
        'cls.predictions.bias': index.weight_map['cls.predictions.bias'] === SHARDS[0] ? SHARDS[1] : SHARDS[0],
      }),
      'it says that "cls.predictions.bias" is in',
    ],
    [
      'too few tensors',
      () => Object.fromEntries(Object.entries(index.weight_map).filter(([name]) => name !== 'cls.predictions.bias')),
      'holds "cls.predictions.bias", which the index does not say',
    ],
  ])('refuse an index with %s', async (_, weightMap, message) => {
    await expect(loading(withIndex(weightMap()))).rejects.toThrow(message);
    await expect(loading(withIndex(weightMap()))).rejects.toBeInstanceOf(EngramError);
  });

  it('name the file that is cut short', async () => {
    const cut = new Map(files).set(SHARDS[1]!, files.get(SHARDS[1]!)!.slice(0, -9));
    await expect(loading(cut)).rejects.toThrow(new RegExp(`^${SHARDS[1]}: .*cut short`));
  });

  it('property: an index is read or refused with a message, and read as it was written', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'a.safetensors',
        'model-00001-of-00002.safetensors',
        '..safetensors',
        'a/b.safetensors',
        '__proto__',
      ),
      fc.string(),
    );
    const map = fc.dictionary(fc.string(), fc.oneof(name, fc.jsonValue()), { maxKeys: 6 });
    fc.assert(
      fc.property(fc.oneof(fc.record({ weight_map: map }), fc.jsonValue()), (json) => {
        try {
          const read = parseShardIndex(json);
          expect(shardsOf(read).every((file) => /^[\w.-]+\.safetensors$/.test(file) && !file.includes('..'))).toBe(
            true,
          );
          expect(Object.fromEntries(read)).toEqual((json as { weight_map: object }).weight_map);
        } catch (error) {
          expect(error).toBeInstanceOf(EngramError);
          expect((error as EngramError).message).toMatch(new RegExp(`^${INDEX_FILE}: `));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('property: tensors split in any way decode as from one file', () => {
    const values = fc.array(fc.float({ noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(values, fc.nat(2)), { minLength: 1, maxLength: 8 }), (parts) => {
        const owner = new Map(parts.map(([, shard], i) => [`t${i}`, `${shard}.safetensors`]));
        const parsed = shardsOf(owner).map((file) => {
          const own = parts.flatMap(([numbers], i) =>
            owner.get(`t${i}`) === file ? [[`t${i}`, float32Tensor([numbers.length], numbers)] as const] : [],
          );
          return Safetensors.parse(writeSafetensors(Object.fromEntries(own)), file);
        });
        const joined = Shards.join(owner, parsed);
        parts.forEach(([numbers], i) => expect(joined.decode(`t${i}`).data).toEqual(Float32Array.from(numbers)));
        expect(joined.tensors.size).toBe(parts.length);
      }),
    );
  });
});

describe('neededFiles', () => {
  const common = ['README.md', 'config.json', 'tokenizer_config.json', 'vocab.txt'];
  it('plans a download from names alone', () => {
    expect(neededFiles([...common, 'model.safetensors', 'tokenizer.json', 'pytorch_model.bin', 'tf_model.h5'])).toEqual(
      {
        small: ['config.json', 'tokenizer.json', 'tokenizer_config.json'],
        index: null,
        weights: ['model.safetensors'],
      },
    );
    expect(neededFiles(['config.json', 'vocab.json', 'merges.txt', 'model.safetensors']).small).toEqual([
      'config.json',
      'vocab.json',
      'merges.txt',
    ]);
    expect(neededFiles([...common, INDEX_FILE, ...SHARDS])).toEqual({
      small: ['config.json', 'vocab.txt', 'tokenizer_config.json', INDEX_FILE],
      index: INDEX_FILE,
      weights: [],
    });
    expect(neededFiles([...common, INDEX_FILE, ...SHARDS], parseShardIndex(index)).weights).toEqual(SHARDS);
  });

  it.each<[string, string[], string]>([
    ['no config', ['model.safetensors', 'vocab.txt'], 'config.json is missing (there: model.safetensors, vocab.txt)'],
    ['a pickle', ['config.json', 'vocab.txt', 'pytorch_model.bin'], 'pytorch_model.bin is a Python pickle'],
    ['TensorFlow', ['config.json', 'vocab.txt', 'tf_model.h5'], 'tf_model.h5 is in a format that Engram does not read'],
    ['half a BPE', ['config.json', 'model.safetensors', 'vocab.json'], 'There is vocab.json but no tokenizer.json'],
    [
      'SentencePiece',
      ['config.json', 'model.safetensors', 'sentencepiece.bpe.model'],
      'There is sentencepiece.bpe.model but no tokenizer.json',
    ],
  ])('refuses %s', (_, names, message) => {
    expect(() => neededFiles(names)).toThrow(message);
  });
});
