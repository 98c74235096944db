/**
 * BERT, written once (Devlin et al. 2019, post-LayerNorm). From these programs come the forward graphs with the edits
 * as inputs, and by `linearize` every gradient.
 *
 * Dims: B samples, T tokens, R edit profiles, K rewritten value vectors; D, E, H, F, V from the config. Parameters are
 * named as in a Hugging Face checkpoint, relative to the layer. Its relatives differ in the embeddings and the head alone.
 */
import {
  add,
  concatLast,
  expand,
  gelu,
  gemm,
  layerNorm,
  linear,
  matMul,
  mul,
  product,
  relu,
  reshape,
  softmax,
  sub,
  swapLast,
  transpose,
} from '../graph/build';
import type { Graph, Value } from '../graph/graph';
import { program, type Program } from '../graph/program';
import type { Shape } from '../graph/shape';
import type { Activation, BertConfig } from './config';
import { rowsOf, type RowRange } from './decoder-parts';

/** Which rows a layer computes: every token's, or only those that `at` selects (one a sample). */
export type Rows = 'all' | 'selected';

/** Whether a layer's program has operands for edits; without, it computes what it would with those that change nothing. */
export type Edits = 'edited' | 'unedited';

/**
 * Sum of the word, position and token type embeddings, normalised, and projected where E is not D.
 * word, position, type [B, T, E], gathered by the caller (no type where the model has none); y [B, T, D].
 */
export function embeddingProgram(config: BertConfig): Program {
  const { hiddenSize: D, embeddingSize: E, projectsEmbeddings, typeVocabSize, layerNormEps } = config;
  return program('embedding', (graph) => {
    const gathered = (name: string) => graph.input(name, ['B', 'T', E]);
    const word = gathered('word');
    const typed = typeVocabSize > 0 ? add(word, gathered('type')) : word;
    const y = normalise(add(typed, gathered('position')), 'LayerNorm', layerNormEps);
    return {
      y: projectsEmbeddings ? linear(y, graph.param('project.weight', [D, E]), graph.param('project.bias', [D])) : y,
    };
  });
}

/**
 * One encoder layer: `h = LN(x + Attn(x))`, `a = act(h K^T + b_K)`, `y = LN(h + a V + b_V)`, with edits or without.
 *
 * Inputs:
 * - x [B, T, D], the residual stream; bias [B, 1, 1, T], added to the attention scores (0, or very negative for padding)
 * - at [B, 1, T], one-hot: the position of [MASK] in each sample
 *
 * and where it takes edits:
 * - profile [B * T or B, R] one-hot, gain [R, F], offset [R, F]: each row's edits, `a' = gain * a + offset`
 * - pick [K, F] one-hot and delta [K, D]: the rewritten value vectors, `y += (a' pick^T) delta`
 *
 * Results: y [B, T, D] (all) or [B, 1, D] (selected), and at the selected position: activation a' [B, F],
 * attended h [B, D], written a' V + (a' pick^T) delta [B, D] (without b_V).
 */
export function layerProgram(config: BertConfig, rows: Rows, edits: Edits): Program {
  const { hiddenSize: D, intermediateSize: F } = config;
  return program(`layer.${rows}.${edits}`, (graph) => {
    const x = graph.input('x', ['B', 'T', D]);
    const at = graph.input('at', ['B', 1, 'T']);
    const select = (value: Value) => matMul(at, value);
    const residual = rows === 'all' ? x : select(x);
    const attention = attend(graph, config, x, residual);
    const { attended, activation, written, y } = feedForward(graph, config, add(residual, attention), edits);

    const atMask = (value: Value, width: number) => reshape(rows === 'all' ? select(value) : value, ['B', width]);
    return { y, activation: atMask(activation, F), attended: atMask(attended, D), written: atMask(written, D) };
  });
}

/**
 * The end of a layer along the path that attribution integrates: y_p(alpha) = LN(h_p + alpha w + b_V) at [MASK], with w
 * what all F neurons write together; the other rows are those of the unscaled layer.
 *
 * B samples of P prompts: scaled [B, D], the vectors alpha w; owner [B, P], one-hot, each sample's prompt; attended h_p
 * [P, D]; for rows 'all' also base [P, T, D], the unscaled layer's y, and at [B, 1, T], one-hot, the position of [MASK].
 * y [B, T, D] (all) or [B, 1, D] (selected).
 */
export function pathProgram({ hiddenSize: D, layerNormEps }: BertConfig, rows: Rows): Program {
  return program(`path.${rows}`, (graph) => {
    const owner = graph.input('owner', ['B', 'P']);
    const attended = matMul(owner, graph.input('attended', ['P', D]));
    const sum = add(add(graph.input('scaled', ['B', D]), attended), graph.param('output.dense.bias', [D]));
    const row = reshape(normalise(sum, 'output.LayerNorm', layerNormEps), ['B', 1, D]);
    if (rows === 'selected') return { y: row };
    const place = swapLast(graph.input('at', ['B', 1, 'T']));
    const width = product(['T', D]);
    const base = reshape(matMul(owner, reshape(graph.input('base', ['P', 'T', D]), ['P', width])), ['B', 'T', D]);
    return { y: add(mul(place, row), mul(base, sub(mul(place, -1), -1))) };
  });
}

/** What some directions in the residual stream, [P, D], have in common with each neuron's value vector: their products, [P, F]. */
export function valueProductsProgram({ hiddenSize: D, intermediateSize: F }: BertConfig): Program {
  return program('valueProducts', (graph) => ({
    products: gemm(graph.input('directions', ['P', D]), graph.param('output.dense.weight', [D, F])),
  }));
}

/** The masked-LM head before its decoder: x [B, 1, D], the last layer at [MASK], to h [B, E]. */
export function transformProgram({
  hiddenSize: D,
  embeddingSize: E,
  headActivation,
  layerNormEps,
}: BertConfig): Program {
  return program('transform', (graph) => {
    const x = reshape(graph.input('x', ['B', 1, D]), ['B', D]);
    const dense = linear(x, graph.param('transform.dense.weight', [E, D]), graph.param('transform.dense.bias', [E]));
    return { h: normalise(activate(dense, headActivation), 'transform.LayerNorm', layerNormEps) };
  });
}

/**
 * The decoder without its bias: vectors h [B, E] to their products with the V embeddings, scores [B, V]. It makes logits
 * of the transformed last layer, and tells what a value vector says.
 */
export function decoderProgram(config: BertConfig, parts: readonly RowRange[]): Program {
  const { embeddingSize: E } = config;
  return program('decoder', (graph) => {
    const h = graph.input('h', ['B', E]);
    const names = parts.map((rows) => (parts.length === 1 ? 'decoder.weight' : rowsOf('decoder.weight', rows)));
    const scores = parts.map(({ from, to }, part) =>
      gemm(h, graph.param(names[part]!, [to - from, E]), { transB: true }),
    );
    return { scores: concatLast(scores) };
  });
}

/**
 * Softmax probability of each sample's target: scores [B, V] without bias, targets [P, V], one-hot, a prompt each, and
 * owner [B, P], one-hot, to probability [B, 1].
 *
 * Softmax in float32 adds up a large vocabulary one by one and so loses its tail to rounding: P comes out too high by some 1e-5. A
 * matrix product with ones adds in blocks, which keeps it. It gives Z = 1 + e, by which the shares are divided: 2 - Z is 1 / Z but for e^2.
 */
export function probabilityProgram({ vocabSize: V }: BertConfig): Program {
  return program('probability', (graph) => {
    const shares = softmax(add(graph.input('scores', ['B', V]), graph.param('bias', [V])));
    const ofEachTarget = gemm(shares, graph.input('targets', ['P', V]), { transB: true });
    const own = matMul(reshape(ofEachTarget, ['B', 1, 'P']), reshape(graph.input('owner', ['B', 'P']), ['B', 'P', 1]));
    const sum = gemm(shares, expand(reshape(graph.constant(1), [1, 1]), [V, 1]));
    return { probability: mul(reshape(own, ['B', 1]), mul(sub(sum, 2), -1)) };
  });
}

/** Multi-head self-attention of the query rows over all tokens, with its output projection. */
function attend(graph: Graph, config: BertConfig, x: Value, queryRows: Value): Value {
  return mixValues(graph, config, {
    weights: attentionWeights(graph, config, x, queryRows),
    x,
    shape: queryRows.shape,
  });
}

/** How much each query row attends to each token, by head: [B, H, rows, T]. */
export function attentionWeights(graph: Graph, config: BertConfig, x: Value, queryRows: Value): Value {
  const query = mul(project(graph, config, queryRows, 'query'), 1 / Math.sqrt(config.hiddenSize / config.heads));
  const scores = add(matMul(query, swapLast(project(graph, config, x, 'key'))), graph.input('bias', ['B', 1, 1, 'T']));
  return softmax(scores);
}

/** Attention weights [B, H, rows, T], the tokens x [B, T, D] that they weigh, and the shape [B, rows, D] of the query rows. */
interface Attended {
  readonly weights: Value;
  readonly x: Value;
  readonly shape: Shape;
}

/** What the heads' attention weights bring from the tokens to the query rows, projected: [B, rows, D]. */
export function mixValues(graph: Graph, config: BertConfig, { weights, x, shape }: Attended): Value {
  const D = config.hiddenSize;
  const mixed = matMul(weights, project(graph, config, x, 'value'));
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), shape);
  return linear(
    joined,
    graph.param('attention.output.dense.weight', [D, D]),
    graph.param('attention.output.dense.bias', [D]),
  );
}

/** Queries, keys or values of each head: [B, H, rows, D / H]. */
function project(
  graph: Graph,
  { hiddenSize: D, heads: H }: BertConfig,
  of: Value,
  name: 'query' | 'key' | 'value',
): Value {
  const y = linear(
    of,
    graph.param(`attention.self.${name}.weight`, [D, D]),
    graph.param(`attention.self.${name}.bias`, [D]),
  );
  return transpose(reshape(y, [...of.shape.slice(0, 2), H, D / H]), [0, 2, 1, 3]);
}

/** The layer behind its attention: `sum` is x + Attn(x). */
export function feedForward(
  graph: Graph,
  config: BertConfig,
  sum: Value,
  edits: Edits,
): Readonly<Record<'attended' | 'activation' | 'written' | 'y', Value>> {
  const { hiddenSize: D, intermediateSize: F, layerNormEps } = config;
  const attended = normalise(sum, 'attention.output.LayerNorm', layerNormEps);
  const preactivation = linear(
    attended,
    graph.param('intermediate.dense.weight', [F, D]),
    graph.param('intermediate.dense.bias', [F]),
  );
  const unedited = activate(preactivation, config.activation);
  const activation = edits === 'edited' ? editActivation(graph, unedited) : unedited;
  const base = linear(activation, graph.param('output.dense.weight', [D, F]));
  const written = edits === 'edited' ? add(base, rewritten(graph, activation, config)) : base;
  const y = normalise(
    add(add(attended, written), graph.param('output.dense.bias', [D])),
    'output.LayerNorm',
    layerNormEps,
  );
  return { attended, activation, written, y };
}

function activate(x: Value, activation: Activation): Value {
  return { gelu: () => gelu(x), gelu_new: () => gelu(x, 'tanh'), relu: () => relu(x) }[activation]();
}

function editActivation(graph: Graph, a: Value): Value {
  const F = a.shape.at(-1)!;
  const profile = graph.input('profile', [product(a.shape.slice(0, -1)), 'R']);
  const spread = (name: string) => reshape(matMul(profile, graph.input(name, ['R', F])), a.shape);
  return add(mul(a, spread('gain')), spread('offset'));
}

/** What the rewritten value vectors add to what the neurons write. */
function rewritten(graph: Graph, a: Value, { hiddenSize: D, intermediateSize: F }: BertConfig): Value {
  return matMul(linear(a, graph.input('pick', ['K', F])), graph.input('delta', ['K', D]));
}

function normalise(x: Value, name: string, epsilon: number): Value {
  const width = x.shape.at(-1)!;
  const { graph } = x;
  return layerNorm(x, graph.param(`${name}.weight`, [width]), graph.param(`${name}.bias`, [width]), epsilon);
}
