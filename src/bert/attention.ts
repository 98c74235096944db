/**
 * Programs for attributing a prediction to attention (Hao et al. 2021): a layer's attention maps, and the layer as a
 * function of them, so that they can be scaled and differentiated like any other input.
 */
import { add, matMul } from '../graph/build';
import { program, type Program } from '../graph/program';
import type { BertConfig } from './config';
import { attentionWeights, feedForward, mixValues, type Edits, type Rows } from './programs';

/** x [B, T, D] and bias [B, 1, 1, T] (as in the layer program) to weights [B, H, T, T]: query row, then key token. */
export function attentionMapProgram(config: BertConfig): Program {
  return program('attentionMap', (graph) => {
    const x = graph.input('x', ['B', 'T', config.hiddenSize]);
    return { weights: attentionWeights(graph, config, x, x) };
  });
}

/**
 * A layer whose attention maps are given. weights [B, H, T, T] ([B, H, 1, T] for rows 'selected', with at [B, 1, T]
 * one-hot), x [B, T, D] and the layer program's edits where it takes any, to y [B, T, D] or [B, 1, D].
 *
 * x + Attn(x) is a result too, for onnxruntime's sake: it fuses a sum that is used once with the LayerNormalization behind
 * it, and on WebGPU the fused operator lacks the mean and deviation that the gradient needs.
 */
export function attentionPathProgram(config: BertConfig, rows: Rows, edits: Edits): Program {
  const { hiddenSize: D, heads: H } = config;
  return program(`attentionPath.${rows}.${edits}`, (graph) => {
    const x = graph.input('x', ['B', 'T', D]);
    const weights = graph.input('weights', ['B', H, rows === 'all' ? 'T' : 1, 'T']);
    const residual = rows === 'all' ? x : matMul(graph.input('at', ['B', 1, 'T']), x);
    const attention = mixValues(graph, config, { weights, x, shape: residual.shape });
    const sum = add(residual, attention);
    return { y: feedForward(graph, config, sum, edits).y, sum };
  });
}
