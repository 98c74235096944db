/**
 * BERT in jax-js: plain functions on trees of arrays, without a word about gradients. Arrays are reference counted, and every function here
 * takes ownership of its arguments.
 *
 * In two styles. `plain` is what one writes who knows JAX; `tuned` computes the same, worded so that jax-js 0.1's compiler makes fast code of it.
 *
 * Dims as in src/bert/programs.ts: B samples, T tokens, R of them computed; D, H, F, V from the config.
 */
import { nn, numpy as np, tree } from '@jax-js/jax';
import type { Activation, BertConfig } from '../../src/bert/config';

/** weight [out, in], bias [out]. */
export type Linear = { weight: np.Array; bias: np.Array };

export type Style = 'plain' | 'tuned';

export interface JaxConfig extends BertConfig {
  readonly style: Style;
}

/** [D] each. */
export type Norm = { weight: np.Array; bias: np.Array };

export type Layer = {
  query: Linear;
  key: Linear;
  value: Linear;
  /** Of the attention. */
  output: Linear;
  attentionNorm: Norm;
  /** D to F. */
  up: Linear;
  /** F to D: neuron i's value vector is column i. */
  down: Linear;
  norm: Norm;
};

/** The masked-LM head; its decoder may have more rows than V (see weights.ts). */
export type Head = { transform: Linear; norm: Norm; decoder: Linear };

export type Bert = { layers: Layer[]; head: Head };

/** What a layer computes of one row or of all. */
export type LayerResults = {
  /** h = LN(x + Attn(x)), [B, R, D]. */
  attended: np.Array;
  /** a = act(h K^T + b_K), [B, R, F]. */
  activation: np.Array;
  /** a V, without b_V, [B, R, D]. */
  written: np.Array;
  /** LN(h + a V + b_V), [B, R, D]. */
  y: np.Array;
};

/** What ends a layer. */
export type LayerEnd = Pick<Linear, 'bias'> & { norm: Norm };

/** A layer's end, with references of its own. */
export function endOf({ down, norm }: Layer): LayerEnd {
  return { bias: down.bias.ref, norm: tree.ref(norm) };
}

/** One encoder layer on x [B, T, D], for all rows, or for one only: its position. */
export function runLayer(config: JaxConfig, layer: Layer, x: np.Array, row: number | 'all'): LayerResults {
  const { query, key, value, output, attentionNorm, up, down, norm } = layer;
  const { style } = config;
  const residual = row === 'all' ? x.ref : x.ref.slice([], [row, row + 1]);
  const attention = linear(
    style,
    output,
    attend(config, linear(style, query, residual.ref), linear(style, key, x.ref), linear(style, value, x)),
  );
  const attended = normalise(config.layerNormEps, attentionNorm, residual.add(attention));
  const activation = activate(config.activation, linear(style, up, attended.ref));
  const written = settleGradient(style, product(style, activation.ref, down.weight));
  const y = endLayer(config, { bias: down.bias, norm }, attended.ref, written.ref);
  return { attended, activation, written, y };
}

/** LN(attended + written + b_V): the end of a layer, and of the path that attribution integrates. */
export function endLayer(
  config: BertConfig,
  { bias, norm }: LayerEnd,
  attended: np.Array,
  written: np.Array,
): np.Array {
  return normalise(config.layerNormEps, norm, attended.add(written).add(bias));
}

/** The probability of one token: x [B, 1, D], the last layer at [MASK], to [B]. */
export function runHead(config: JaxConfig, { transform, norm, decoder }: Head, x: np.Array, token: number): np.Array {
  const [samples] = x.shape as [number];
  const row = x.reshape([samples, config.hiddenSize]);
  const { style } = config;
  const logits = linear(
    style,
    decoder,
    normalise(config.layerNormEps, norm, activate(config.activation, linear(style, transform, row))),
  );
  return nn.softmax(logits).slice([], token);
}

/** q [B, R, D], k and v [B, T, D] to [B, R, D]. */
function attend({ heads, style }: JaxConfig, q: np.Array, k: np.Array, v: np.Array): np.Array {
  const [samples, rows, width] = q.shape as [number, number, number];
  const perHead = width / heads;
  const split = (x: np.Array) => x.reshape([samples, x.shape[1]!, heads, perHead]).transpose([0, 2, 1, 3]);
  const scores = settleGradient(
    style,
    np.matmul(split(q), split(k).transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(perHead)),
  );
  return settle(style, np.matmul(nn.softmax(scores), split(v)).transpose([0, 2, 1, 3]).reshape([samples, rows, width]));
}

function linear(style: Style, { weight, bias }: Linear, x: np.Array): np.Array {
  return settleGradient(style, product(style, x, weight).add(bias));
}

/** x W^T, with weight [out, in]. Tuned as dot products of rows, which unlike `np.matmul` reads the weights where they lie. */
function product(style: Style, x: np.Array, weight: np.Array): np.Array {
  if (style === 'plain') return np.matmul(x, weight.transpose([1, 0]));
  return np.vecdot(x.reshape([...x.shape.slice(0, -1), 1, x.shape.at(-1)!]), weight);
}

/**
 * x itself, computed once and kept. Without this `jit` fuses its computation into the matrix product that follows,
 * which then repeats it for each of its outputs, or reads its input in leaps. What does it: sums are not fused onwards.
 */
function settle(style: Style, x: np.Array): np.Array {
  return style === 'plain' ? x : x.reshape([1, ...x.shape]).sum(0);
}

/** The same for the gradient of x, on its way into a matrix product: the gradient of a broadcast is a sum. */
function settleGradient(style: Style, x: np.Array): np.Array {
  if (style === 'plain') return x;
  const { shape } = x;
  return np.broadcastTo(x, [1, ...shape]).reshape(shape);
}

/** Over the last axis; the variance of the centred values, which float32 needs. */
export function normalise(epsilon: number, { weight, bias }: Norm, x: np.Array): np.Array {
  const centred = x.ref.sub(x.mean(-1, { keepdims: true }));
  const variance = np.square(centred.ref).mean(-1, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(epsilon)))
    .mul(weight)
    .add(bias);
}

function activate(activation: Activation, x: np.Array): np.Array {
  switch (activation) {
    case 'gelu':
      return nn.gelu(x, { approximate: false });
    case 'gelu_new':
      return nn.gelu(x, { approximate: true });
    case 'relu':
      return nn.relu(x);
  }
}
