/** Models of a given shape with random weights, made in memory: what a real one of that shape costs, without a download. */
import { parseConfig } from '../src/checkpoint/config';
import { neededTensors } from '../src/checkpoint/weight-names';

/** By file name. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * As Hugging Face's config.json says it: `bert-base-uncased`, `bert-large-uncased`, and one as deep as the built-in model with
 * hardly any arithmetic but for the vocabulary's: what it takes is mostly the cost of asking.
 */
export const SHAPES = {
  tiny: { hidden_size: 64, num_hidden_layers: 6, num_attention_heads: 4, intermediate_size: 256 },
  base: { hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, intermediate_size: 3072 },
  large: { hidden_size: 1024, num_hidden_layers: 24, num_attention_heads: 16, intermediate_size: 4096 },
} as const;

export type ShapeName = keyof typeof SHAPES;

/** The tokenizer's files, which are the built-in model's: the same 30,522 word pieces. */
export const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json'];

/**
 * Standard deviation of the weights, over 1 / sqrt(D). BERT's own start (0.02, which is 0.55 here) leaves every activation small, and so an
 * attribution path nearly straight, which three points integrate. With this the paths bend as those of a trained model do.
 */
const SPREAD = 1;

/** A checkpoint in Hugging Face layout, the same bytes for the same shape. */
export function randomModel(shape: ShapeName, tokenizer: Files): Files {
  const json = { model_type: 'bert', vocab_size: 30_522, max_position_embeddings: 512, ...SHAPES[shape] };
  const config = parseConfig(json);
  const needed = [...neededTensors(config)];
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, dims] of needed) {
    const begin = end;
    end += 4 * dims.reduce((n, dim) => n * dim, 1);
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  const values = new Float32Array(bytes.buffer, start);
  const spread = SPREAD / Math.sqrt(config.hiddenSize);
  let at = 0;
  let seed = 1;
  for (const [name, dims] of needed) {
    const count = dims.reduce((n, dim) => n * dim, 1);
    if (name.endsWith('LayerNorm.weight')) values.fill(1, at, at + count);
    // Uniform, of that standard deviation; a linear congruential generator (Numerical Recipes) is random enough.
    else if (name.endsWith('.weight')) {
      for (let i = at; i < at + count; i++) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        values[i] = (seed / 2 ** 32 - 0.5) * Math.sqrt(12) * spread;
      }
    }
    at += count;
  }
  return new Map([
    ['config.json', new TextEncoder().encode(JSON.stringify(json))],
    ['model.safetensors', bytes],
    ...tokenizer,
  ]);
}
