/**
 * The decoder's matrix in parts. [V, E] is by far the largest: half a gigabyte and more for multilingual vocabularies. A GPU need not
 * bind more than 128 MiB as one buffer (WebGPU's default limit), and onnxruntime holds several copies of a matrix while it takes it over; so a
 * larger one is cut by rows, and each part is a parameter of its own.
 */
import type { BertConfig } from './config';

/** Bytes of float32 that a part may have, where nothing else is asked for. */
export const MOST_PART_BYTES = 128 * 2 ** 20;

export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The rows of each part: one part where all of them fit. */
export function decoderParts(
  { vocabSize: V, embeddingSize: E }: Pick<BertConfig, 'vocabSize' | 'embeddingSize'>,
  most = MOST_PART_BYTES,
): readonly RowRange[] {
  const count = Math.ceil(V / Math.max(1, Math.floor(most / (4 * E))));
  const even = Math.ceil(V / count);
  return Array.from({ length: count }, (_, part) => ({ from: part * even, to: Math.min(V, (part + 1) * even) }));
}

/** Rows of a matrix as a name that checkpoints understand: "decoder.weight[0:40000]". */
export function rowsOf(name: string, { from, to }: RowRange): string {
  return `${name}[${from}:${to}]`;
}

/** The matrix and the rows that a name of `rowsOf` stands for; null for any other. */
export function parseRows(name: string): (RowRange & { readonly name: string }) | null {
  const match = /^(.+)\[(\d+):(\d+)\]$/.exec(name);
  return match && { name: match[1]!, from: Number(match[2]), to: Number(match[3]) };
}
