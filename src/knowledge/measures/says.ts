/**
 * What a neuron says: the tokens whose embeddings its value vector meets most, E . v (Geva et al. 2022, "Transformer
 * Feed-Forward Layers Build Predictions by Promoting Concepts in the Vocabulary Space").
 */
import type { Token } from '../../checkpoint/tokenizer';
import type { RunOptions } from '../passes/forward';
import type { BertKernels } from '../passes/kernels';

export interface ScoredToken extends Token {
  /** E_t . v: a logit, before the head's transform. */
  readonly score: number;
}

export interface VectorSays {
  /** Highest scores, descending. */
  readonly top: readonly ScoredToken[];
  /** Lowest scores, ascending. */
  readonly bottom: readonly ScoredToken[];
  /** |v|. */
  readonly norm: number;
}

export interface NeuronSays {
  readonly before: VectorSays;
  readonly after: VectorSays;
}

/**
 * @param vector the unedited value vector, [D].
 * @param delta what the edits add to it; undefined for none.
 */
export async function whatNeuronSays(
  kernels: BertKernels,
  vector: Float32Array,
  delta: Float32Array | undefined,
  count: number,
  token: (id: number) => string,
  { lane = 'background' }: RunOptions,
): Promise<NeuronSays> {
  const { embeddingSize: E, vocabSize: V } = kernels.config;
  const vectors = delta ? [vector, vector.map((value, d) => value + delta[d]!)] : [vector];
  const h = new Float32Array(vectors.length * E);
  vectors.forEach((v, i) => h.set(kernels.weights.towardsEmbeddings(v), i * E));
  const kernel = await kernels.decoder().forward();
  const { scores } = await kernel.run({ h: { data: h, shape: [vectors.length, E] } }, { fetch: ['scores'], lane });
  const all = await scores!.read();
  const said = vectors.map((v, i) => describe(v, all.subarray(i * V, (i + 1) * V), count, token));
  scores!.dispose();
  return { before: said[0]!, after: said.at(-1)! };
}

function describe(
  vector: Float32Array,
  scores: Float32Array,
  count: number,
  token: (id: number) => string,
): VectorSays {
  const order = Uint32Array.from(scores, (_, id) => id).sort((a, b) => scores[b]! - scores[a]!);
  const named = (ids: Uint32Array) => Array.from(ids, (id) => ({ id, token: token(id), score: scores[id]! }));
  return {
    top: named(order.slice(0, count)),
    bottom: named(order.slice(-count).reverse()),
    norm: Math.hypot(...vector),
  };
}
