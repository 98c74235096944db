/**
 * Self-attention attribution (Hao, Dong, Wei & Xu, AAAI 2021): how much of the target's probability is due to each
 * token's attention to each other one, by head, one layer at a time. This is what is asked and answered;
 * paths/attention-path.ts has the path.
 */
import type { Token } from '../../checkpoint/tokenizer';
import { throwIfCancelled } from '../../errors';
import type { BertModel } from '../bert-model';
import { NO_EDITS, type EditsDocument } from '../edits/edits';
import type { WorkOptions } from '../passes/work';
import { attentionMaps, AttentionPath, type AttentionScores } from '../paths/attention-path';

export interface AttentionRequest {
  readonly prompt: string;
  /** Token id. */
  readonly target: number;
  /** Largest completeness residual to accept, as a share of P(A). */
  readonly tolerance: number;
  readonly edits?: EditsDocument;
}

export interface AttentionAttribution {
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
  readonly layers: number;
  readonly heads: number;
  /** [L, H, T, T] row-major: how much a token (third axis) attends to another (last). */
  readonly weights: Float32Array;
  /** [L, H, T, T], in probability. In the last layer only the row of [MASK] can matter; the others are 0. */
  readonly scores: Float32Array;
  /** [L] P(A) - P(0), and the sum of the layer's scores. */
  readonly expected: readonly number[];
  readonly sum: readonly number[];
  /** Largest |sum - expected|. */
  readonly residual: number;
  readonly converged: boolean;
}

export async function attributeAttention(
  bert: BertModel,
  { prompt, target, tolerance, edits = NO_EDITS }: AttentionRequest,
  { signal, lane = 'background', onProgress }: WorkOptions = {},
): Promise<AttentionAttribution> {
  const cloze = bert.tokenizer.encodeCloze(prompt);
  const { layers, heads } = bert.checkpoint.config;
  const T = cloze.ids.length;
  const options = { lane, ...(signal ? { signal } : {}) };
  return bert.withPasses(cloze, edits, options, async (_, base, resolved) => {
    const maps = await attentionMaps(bert.kernels, base, options);
    const weights = new Float32Array(layers * heads * T * T);
    const scores = new Float32Array(weights.length);
    const results: AttentionScores[] = [];
    for (let layer = 0; layer < layers; layer++) {
      throwIfCancelled(signal);
      const subject = { kernels: bert.kernels, base, edits: resolved, layer, target, maps: maps[layer]! };
      const result = await bert.kernels.withAttention(layer, [resolved.get(layer)], (_map, path) =>
        new AttentionPath({ ...subject, path }, options).integrate(tolerance),
      );
      weights.set(maps[layer]!, layer * heads * T * T);
      scores.set(result.scores, layer * heads * T * T);
      results.push(result);
      onProgress?.({ done: layer + 1, total: layers });
    }
    return {
      tokens: cloze.tokens,
      maskIndex: cloze.maskIndex,
      layers,
      heads,
      weights,
      scores,
      expected: results.map(({ expected }) => expected),
      sum: results.map(({ sum }) => sum),
      residual: Math.max(...results.map(({ sum, expected }) => Math.abs(sum - expected))),
      converged: results.every(({ converged }) => converged),
    };
  });
}
