/**
 * Engram's attribution in jax-js: the same samples, the same sharing of work (see src/knowledge/paths/wave.ts), with the
 * gradients by jax-js's own `grad` and everything compiled by its `jit`.
 *
 * A sample of layer l starts as that layer's output, with the [MASK] row at LN(h_p + alpha w + b_V), and joins the
 * batch there; so at layer k one batch holds the samples of all layers below it. The last layer and the head compute
 * the [MASK] row only.
 */
import { grad, jit, numpy as np, tree } from '@jax-js/jax';
import { endLayer, endOf, runHead, runLayer, type Bert, type JaxConfig } from './bert';

/** What a path starts from in one layer. */
export type PathStart = {
  /** h_p, [D]. */
  attended: np.Array;
  /** w = a V, [D]. */
  written: np.Array;
  /** a, [F]. */
  activation: np.Array;
  /** The unscaled layer's y, [T, D]; of the last layer only the [MASK] row, [1, D]. */
  y: np.Array;
};

export interface Question {
  readonly config: JaxConfig;
  readonly maskIndex: number;
  readonly targetId: number;
}

/** The prompt's own pass: x [1, T, D] to the start of every path, and the target's probability [1]. */
export function predictor({ config, maskIndex, targetId }: Question) {
  return jit((bert: Bert, x: np.Array): { starts: PathStart[]; probability: np.Array } => {
    const starts: PathStart[] = [];
    for (const [l, layer] of bert.layers.entries()) {
      const last = l === config.layers - 1;
      const { attended, activation, written, y } = runLayer(config, layer, x, last ? maskIndex : 'all');
      const atMask = (rows: np.Array) => rows.slice(0, last ? 0 : maskIndex);
      starts.push({
        attended: atMask(attended),
        activation: atMask(activation),
        written: atMask(written),
        y: y.ref.slice(0),
      });
      x = y;
    }
    return { starts, probability: runHead(config, bert.head, x, targetId) };
  });
}

/**
 * The paths' gradients for m alphas [m] with their quadrature weights [m]: sum_j weight_j dP/dw (alpha_j) of every
 * layer, [L, D], a direction in the residual stream.
 */
export function pathGradients(question: Question) {
  return jit((bert: Bert, starts: PathStart[], alphas: np.Array, weights: np.Array): np.Array => {
    const column = alphas.reshape([alphas.size, 1]);
    const scaled = starts.map(({ written }) => column.ref.mul(written.ref));
    column.dispose();
    // The weights are captured rather than passed, so that nothing asks for their gradients.
    const differentiate = grad((moved: np.Array[]) => weightedProbability(question, moved, bert, starts, weights));
    return np.stack(differentiate(scaled).map((gradients) => gradients.sum(0)));
  });
}

/** `IG_i = a_i (v_i . direction)` of every neuron: directions [L, D] to scores [L, F]. */
export const neuronScores = jit((bert: Bert, starts: PathStart[], directions: np.Array): np.Array => {
  const scores = bert.layers.map(({ down }, l) =>
    np.dot(directions.ref.slice(l), down.weight.ref).mul(starts[l]!.activation.ref),
  );
  tree.dispose([bert, starts, directions]);
  return np.stack(scores);
});

/** sum_l sum_j weight_j P, with `scaled` the vectors alpha_j w of each layer, [m, D]; starts as a path's. */
function weightedProbability(
  { config, maskIndex, targetId }: Question,
  scaled: np.Array[],
  bert: Bert,
  starts: PathStart[],
  weights: np.Array,
): np.Array {
  const { layers, head } = bert;
  const last = config.layers - 1;
  let batch: np.Array | null = null;
  for (const [l, layer] of layers.entries()) {
    const { attended, written, activation, y } = starts[l]!;
    tree.dispose([written, activation]);
    const row = endLayer(config, endOf(layer), attended, scaled[l]!);
    const joining = l === last ? row.reshape([row.shape[0]!, 1, config.hiddenSize]) : replaceRow(y.ref, maskIndex, row);
    y.dispose();
    if (batch) {
      const results = runLayer(config, layer, batch, l === last ? maskIndex : 'all');
      tree.dispose([results.attended, results.activation, results.written]);
      batch = np.concatenate([results.y, joining]);
    } else {
      tree.dispose(layer);
      batch = joining;
    }
  }
  const probabilities = runHead(config, head, batch!, targetId);
  return probabilities.reshape([layers.length, weights.size]).sum(0).mul(weights).sum();
}

/** base [T, D] with row `index` as in each of rows [m, D]: [m, T, D]. */
function replaceRow(base: np.Array, index: number, rows: np.Array): np.Array {
  const [tokens, width] = base.shape as [number, number];
  const here = np.arange(tokens).equal(index).reshape([tokens, 1]);
  return np.where(here, rows.reshape([rows.shape[0]!, 1, width]), base);
}
