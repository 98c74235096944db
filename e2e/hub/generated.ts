/**
 * Checkpoints with random weights for the local Hub, in Hugging Face's layout. Their weights are made as they are read,
 * from any byte on, so that a file of BERT-base's size is neither committed nor held.
 */
import { createHash } from 'node:crypto';
import { parseConfig } from '../../src/checkpoint/config';
import { neededTensors } from '../../src/checkpoint/weight-names';

/** A file that can be read from any byte on. */
export interface ServedFile {
  readonly name: string;
  readonly size: number;
  /** Bytes `from` (included) to `to` (excluded), piece by piece. */
  read(from: number, to: number): Iterable<Uint8Array>;
}

export interface Shape {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly vocabSize: number;
}

export const TINY: Shape = { hiddenSize: 32, layers: 2, heads: 2, intermediateSize: 64, vocabSize: 600 };
export const BASE: Shape = { hiddenSize: 768, layers: 12, heads: 12, intermediateSize: 3072, vocabSize: 30522 };

/** The files of a BERT of this shape with random float32 weights: config.json, vocab.txt, tokenizer_config.json, model.safetensors. */
export function randomBert(shape: Shape): ServedFile[] {
  const config = {
    model_type: 'bert',
    architectures: ['BertForMaskedLM'],
    hidden_size: shape.hiddenSize,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    intermediate_size: shape.intermediateSize,
    vocab_size: shape.vocabSize,
    max_position_embeddings: 512,
    type_vocab_size: 2,
    hidden_act: 'gelu',
  };
  return [
    textFile('config.json', JSON.stringify(config, null, 2)),
    textFile('vocab.txt', vocabulary(shape.vocabSize)),
    textFile('tokenizer_config.json', JSON.stringify({ do_lower_case: true })),
    weights(config),
  ];
}

export function textFile(name: string, text: string): ServedFile {
  const bytes = new TextEncoder().encode(text);
  return { name, size: bytes.length, read: (from, to) => [bytes.subarray(from, to)] };
}

export function sha256(file: ServedFile): string {
  const hash = createHash('sha256');
  for (const part of file.read(0, file.size)) hash.update(part);
  return hash.digest('hex');
}

/** Git's id of a file's content. */
export function gitId(file: ServedFile): string {
  const hash = createHash('sha1').update(`blob ${file.size}\0`);
  for (const part of file.read(0, file.size)) hash.update(part);
  return hash.digest('hex');
}

function vocabulary(size: number): string {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '.', ','];
  const letters = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) => [letter, `##${letter}`]);
  const words = Array.from({ length: size }, (_, i) => `word${i}`);
  return `${[...special, ...letters, ...words].slice(0, size).join('\n')}\n`;
}

/** Bytes of random weights that repeat, a prime number so that no two rows of a matrix are alike. */
const PERIOD = 4 * 262_139;
const PIECE = 1 << 16;

function weights(config: Record<string, unknown>): ServedFile {
  const header: Record<string, { dtype: 'F32'; shape: readonly number[]; data_offsets: [number, number] }> = {};
  const norms: [from: number, to: number][] = [];
  let offset = 0;
  for (const [name, shape] of neededTensors(parseConfig(config))) {
    const end = offset + 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    if (name.endsWith('LayerNorm.weight')) norms.push([offset, end]);
    offset = end;
  }
  const text = JSON.stringify(header);
  const head = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  head.writeBigUInt64LE(BigInt(head.length - 8));
  head.write(text, 8);
  const random = randomWeights();
  const ones = Buffer.from(new Float32Array(PIECE / 4).fill(1).buffer);
  return {
    name: 'model.safetensors',
    size: head.length + offset,
    *read(from, to) {
      if (from < head.length) yield head.subarray(from, Math.min(to, head.length));
      for (let at = Math.max(from, head.length) - head.length; at < to - head.length;) {
        const norm = norms.find(([, end]) => at < end);
        const inside = norm !== undefined && at >= norm[0];
        const until = Math.min(to - head.length, (inside ? norm[1] : norm?.[0]) ?? Infinity, at + PIECE);
        const start = inside ? at % 4 : at % PERIOD;
        yield (inside ? ones : random).subarray(start, start + until - at);
        at = until;
      }
    },
  };
}

/** Two periods and a piece of them, so that any piece is one slice: uniform in +-0.035, which has BERT's deviation of 0.02. */
function randomWeights(): Buffer {
  let state = 1;
  const period = Float32Array.from({ length: PERIOD / 4 }, () => {
    // Marsaglia's xorshift, 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 2 ** 31) * 0.035;
  });
  const bytes = Buffer.from(period.buffer);
  return Buffer.concat([bytes, bytes.subarray(0, PIECE)]);
}
