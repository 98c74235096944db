/** Ranks rows of scores on the GPU: three small kernels, and a few kilobytes to read instead of the vocabulary. */
import { ABOVE_WORDS, aboveKernel, BLOCK, blockKernel, floorKernel, MOST_ABOVE, OF_BLOCK } from '../wgsl/ranks';
import type { Bound } from './gpu-pipelines';
import type { RankedRow, RankRequest } from './ranks';

/** Numbers of rows of a request that the kernels share. */
export interface RankSizes {
  readonly rows: number;
  readonly vocabulary: number;
  readonly blocks: number;
}

/** What the kernels leave behind, read back. */
export interface RankReadings {
  /** [B, blocks, 3]. */
  readonly blocks: Float32Array;
  /** [B, 1 + W]. */
  readonly logits: Float32Array;
  /** [B, 1 + 2 * MOST_ABOVE], words. */
  readonly above: Float32Array;
}

export function rankSizes([rows, vocabulary]: readonly number[]): RankSizes {
  return { rows: rows!, vocabulary: vocabulary!, blocks: Math.ceil(vocabulary! / BLOCK) };
}

/** Words of what the kernels leave behind. */
export function rankLengths({ rows, blocks }: RankSizes, { ids }: RankRequest) {
  return { blocks: rows * blocks * OF_BLOCK, logits: rows * (1 + ids.length), above: rows * ABOVE_WORDS };
}

/** The kernels in their order, with what they bind and for how many groups. */
export function rankSteps(
  { rows, blocks: count }: RankSizes,
  { scores, bias, ids, blocks, logits, above }: Readonly<Record<string, Bound>>,
) {
  return [
    { kernel: blockKernel, buffers: [scores!, bias!, ids!, blocks!], groups: [count, rows, 1] },
    { kernel: floorKernel, buffers: [scores!, bias!, ids!, blocks!, logits!, above!], groups: [1, rows, 1] },
    { kernel: aboveKernel, buffers: [scores!, bias!, logits!, above!], groups: [count, rows, 1] },
  ] as const;
}

/** By row; null where more logits reach the floor than have room, as when all of them are the same. */
export function rankedRows(
  { rows, blocks: count }: RankSizes,
  { ids, top }: RankRequest,
  { blocks, logits, above }: RankReadings,
): RankedRow[] | null {
  const words = new Uint32Array(above.buffer, above.byteOffset, above.length);
  const ranked: RankedRow[] = [];
  for (let row = 0; row < rows; row++) {
    const found = words[row * ABOVE_WORDS]!;
    if (found > MOST_ABOVE) return null;
    const candidates = Array.from({ length: found }, (_, i) => {
      const at = row * ABOVE_WORDS + 1 + 2 * i;
      return { id: words[at]!, logit: above[at + 1]! };
    });
    candidates.sort((a, b) => b.logit - a.logit || a.id - b.id);
    const own = blocks.subarray(row * count * OF_BLOCK, (row + 1) * count * OF_BLOCK);
    let largest = -Infinity;
    for (let b = 0; b < count; b++) largest = Math.max(largest, own[b * OF_BLOCK]!);
    let sum = 0;
    let ahead = 0;
    for (let b = 0; b < count; b++) {
      sum += own[b * OF_BLOCK + 1]! * Math.exp(own[b * OF_BLOCK]! - largest);
      ahead += own[b * OF_BLOCK + 2]!;
    }
    const first = row * (1 + ids.length) + 1;
    ranked.push({
      logNormalizer: largest + Math.log(sum),
      top: candidates.slice(0, top),
      logits: [...logits.subarray(first, first + ids.length)],
      rank: ahead + 1,
    });
  }
  return ranked;
}
