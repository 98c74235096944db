/**
 * Files that are damaged or hostile: each ends in a message, as an EngramError, before anything large is allocated or any
 * weight is used.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { layout, layouts } from '../fixtures/layouts';
import { loadCheckpoint, type ModelFiles } from './load';
import { Safetensors } from './safetensors';
import { assembleSafetensors, type TensorBytes } from './safetensors-writer';

type Json = Record<string, unknown>;
const encode = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
const parse = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Json;
const { files } = layout('no-prefix');
const config = parse(files.get('config.json')!);
const withConfig = (changes: Json): ModelFiles =>
  new Map([...files, ['config.json', encode({ ...config, ...changes })]]);

/** The weights with each tensor changed, or left out where `change` gives null. */
function withTensors(model: ModelFiles, change: (tensor: TensorBytes) => TensorBytes | null): ModelFiles {
  const file = Safetensors.parse(model.get('model.safetensors')!);
  const tensors = [...file.tensors].map(([name, { dtype, shape }]) => ({
    name,
    dtype,
    shape,
    bytes: file.bytesOf(name),
  }));
  return new Map([
    ...model,
    ['model.safetensors', assembleSafetensors(tensors.flatMap((tensor) => change(tensor) ?? []))],
  ]);
}

async function messageOf(model: ModelFiles): Promise<string> {
  const error: unknown = await loadCheckpoint(model, 'm').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EngramError);
  expect((error as EngramError).code).toBe('checkpoint');
  return (error as EngramError).message;
}

describe('a config of other or absurd numbers', () => {
  it.each<[Json, string | RegExp]>([
    [
      { vocab_size: 10_000_000, hidden_size: 65_536 },
      /disagree about \d+ shapes: embeddings\.word_embeddings\.weight: expected \[10000000, 65536\]/,
    ],
    [{ num_hidden_layers: 512 }, 'The weights lack 8160 tensors: bert.encoder.layer.2.attention'],
    [{ num_hidden_layers: 1e9 }, 'num_hidden_layers: expected a whole number from 1 to 512'],
    [{ intermediate_size: 21 }, 'config.json and the weights disagree'],
    [{ max_position_embeddings: 512 }, 'position_embeddings.weight: expected [512, 12], found [48, 12]'],
    [{ vocab_size: 3 }, 'disagree about 2 shapes'],
    [{ model_type: 'deberta-v2' }, 'this is a deberta-v2 model; Engram opens bert, roberta'],
    [{ model_type: 'electra', embedding_size: 12 }, 'The weights lack'],
  ])('%j', async (changes, message) => {
    expect(await messageOf(withConfig(changes))).toMatch(message);
  });
});

describe('weights that cannot be used', () => {
  it('an encoder without a head, of every family', async () => {
    const heads = /^(cls|lm_head|vocab_|generator_|predictions)/;
    for (const name of ['no-prefix', 'roberta', 'distilbert', 'electra', 'albert']) {
      const encoder = withTensors(layout(name).files, (tensor) => (heads.test(tensor.name) ? null : tensor));
      expect(await messageOf(encoder)).toMatch(
        /it is an encoder only, and a head made up from its embeddings .* Open a model saved as \w+ForMaskedLM\./,
      );
    }
  });

  it("ELECTRA's discriminator", async () => {
    const discriminator = withTensors(layout('electra').files, (tensor) => {
      if (tensor.name.startsWith('generator_predictions.'))
        return { ...tensor, name: tensor.name.replace('generator', 'discriminator') };
      return tensor.name.startsWith('generator') ? null : tensor;
    });
    expect(await messageOf(discriminator)).toContain("This is ELECTRA's discriminator");
  });

  it('one NaN anywhere, in each type', async () => {
    for (const [name, bits] of [
      ['no-prefix', [0, 0, 0xc0, 0x7f]],
      ['float16', [0, 0x7e]],
      ['bfloat16', [0xc0, 0x7f]],
    ] as const) {
      const damaged = withTensors(layout(name).files, (tensor) => {
        if (!tensor.name.endsWith('encoder.layer.1.output.dense.weight')) return tensor;
        const bytes = tensor.bytes.slice();
        bytes.set(bits, bytes.length - bits.length);
        return { ...tensor, bytes };
      });
      expect(await messageOf(damaged)).toMatch(/layer\.1\.output\.dense\.weight" holds NaN \(its value number 239\)/);
    }
  });

  it('whole numbers instead of floats', async () => {
    const ids = withTensors(files, (tensor) =>
      tensor.name.endsWith('decoder.bias') || tensor.name.endsWith('predictions.bias')
        ? { ...tensor, dtype: 'I32' }
        : tensor,
    );
    expect(await messageOf(ids)).toContain('holds I32; weights must be F32, F16, BF16');
  });
});

describe('tokenizers', () => {
  const roberta = layout('roberta');
  const tokenizer = parse(roberta.files.get('tokenizer.json')!) as { model: Json; added_tokens: Json[] };
  const withTokenizer = (json: unknown): ModelFiles => new Map([...roberta.files, ['tokenizer.json', encode(json)]]);

  it.each<[string, () => unknown, string]>([
    ['a list', () => [], 'tokenizer.json: expected object; found []'],
    ['no model', () => ({ ...tokenizer, model: null }), 'model: expected object; found null'],
    [
      'no mask token',
      () => ({ ...tokenizer, added_tokens: tokenizer.added_tokens.filter(({ content }) => content !== '<mask>') }),
      'the vocabulary has no mask token (<mask> or [MASK])',
    ],
    [
      'ids beyond the embeddings',
      () => ({
        ...tokenizer,
        model: { ...tokenizer.model, vocab: { ...(tokenizer.model.vocab as Json), far: 9_000_000 } },
      }),
      'tokenizer.json has 9000001 tokens, but config.json gives the model 351',
    ],
    [
      'no merges',
      () => ({ ...tokenizer, model: { ...tokenizer.model, merges: 7 } }),
      'it does not describe a tokenizer that Engram can run',
    ],
    [
      'an unknown part',
      () => ({ ...tokenizer, pre_tokenizer: { type: 'Magic' } }),
      'it does not describe a tokenizer that Engram can run (Unknown PreTokenizer type: Magic)',
    ],
    [
      'special tokens that it lacks',
      () => ({ ...tokenizer, post_processor: { type: 'RobertaProcessing', cls: ['<start>', 0], sep: ['</s>', 2] } }),
      'into tokens that the model does not have',
    ],
    [
      'Unigram without an unknown token',
      () => ({ ...tokenizer, model: { type: 'Unigram', vocab: [['a', -1]], unk_id: 5 } }),
      'unk_id is 5, which is none of its 1 tokens',
    ],
  ])('%s', async (_, json, message) => {
    expect(await messageOf(withTokenizer(json()))).toContain(message);
  });

  it('a text file of gigabytes is not decoded', async () => {
    const huge = new Map([...roberta.files, ['tokenizer.json', new Uint8Array(64_000_001)]]) as ModelFiles;
    expect(await messageOf(huge)).toContain('tokenizer.json: it has 64,000,001 bytes');
  });
});

describe('property', () => {
  // The library says on the console what it makes of odd patterns.
  beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => undefined));
  afterEach(() => vi.restoreAllMocks());

  /** Paths of the values in a JSON document. */
  function* pathsIn(json: unknown, path: string[] = []): Generator<string[]> {
    if (path.length > 0) yield path;
    if (typeof json === 'object' && json !== null)
      for (const [key, value] of Object.entries(json)) yield* pathsIn(value, [...path, key]);
  }

  it.each(['roberta', 'xlm-roberta', 'albert', 'no-prefix'])(
    '%s: a tokenizer.json changed anywhere works or is refused with a message',
    async (name) => {
      const model = layout(name);
      const json = parse(model.files.get('tokenizer.json')!);
      // Of the vocabulary and the merges, which are nearly all of it, a few entries.
      const paths = [...pathsIn(json)].filter(
        (path, i) => path.length < 3 || !/^(vocab|merges)$/.test(path[1]!) || i % 40 === 0,
      );
      const change = fc.tuple(
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, 1e9, -1, '', null)),
      );
      await fc.assert(
        fc.asyncProperty(change, async ([path, value]) => {
          const changed = structuredClone(json);
          const parent = path.slice(0, -1).reduce<Json>((at, key) => at[key] as Json, changed);
          parent[path.at(-1)!] = value;
          try {
            const { tokenizer } = await loadCheckpoint(
              new Map([...model.files, ['tokenizer.json', encode(changed)]]),
              name,
            );
            const { ids } = tokenizer.encode('Oslo is [MASK], na\u00efve \u6c34.');
            expect(ids.every((id) => Number.isInteger(id))).toBe(true);
          } catch (error) {
            expect(error, `${path.join('.')} = ${JSON.stringify(value)}: ${String(error)}`).toBeInstanceOf(EngramError);
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  it('any file cut or overwritten anywhere loads as it then is, or is refused with a message', async () => {
    const all = layouts().filter(({ name }) => name !== 'big-vocabulary');
    const damage = fc.record({
      model: fc.constantFrom(...all),
      file: fc.nat(),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ maxLength: 12 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ model, file, at, bytes, cut }) => {
        const names = [...model.files.keys()];
        const name = names[file % names.length]!;
        const damaged = model.files.get(name)!.slice();
        const from = Math.floor(at * damaged.length);
        damaged.set(bytes.subarray(0, damaged.length - from), from);
        try {
          await loadCheckpoint(new Map([...model.files, [name, cut ? damaged.slice(0, from) : damaged]]), 'm');
        } catch (error) {
          expect(error, `${model.name}/${name}: ${String(error)}`).toBeInstanceOf(EngramError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
