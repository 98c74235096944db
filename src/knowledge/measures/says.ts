/**
 * What a neuron says: the tokens whose embeddings its value vector meets most, E . v (Geva et al. 2022, "Transformer
 * Feed-Forward Layers Build Predictions by Promoting Concepts in the Vocabulary Space"). And what it hears: those whose
 * embeddings its key meets most, E . k, at which it would fire if the residual stream held nothing but the embedding.
 */
import type { Token } from '../../checkpoint/tokenizer';
import { keyMatrix } from '../../checkpoint/weight-names';
import type { BertModel } from '../bert-model';
import type { EditsDocument, NeuronRef } from '../edits/edits';
import type { RunOptions } from '../passes/forward';
import { disposing } from '../passes/tensors';

export interface HearsRequest extends NeuronRef {
  /** How many tokens to name at each end. */
  readonly count: number;
}

export interface SaysRequest extends HearsRequest {
  readonly edits: EditsDocument;
}

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

/** The tokens that a neuron's value vector pushes most up and down, before and after the edits. */
export async function whatNeuronSays(
  bert: BertModel,
  { layer, neuron, edits, count }: SaysRequest,
  options: RunOptions = {},
): Promise<NeuronSays> {
  const vector = bert.valueVector(layer, neuron);
  const delta = bert
    .resolve(edits)
    .get(layer)
    ?.valueDeltas.find((rewritten) => rewritten.neuron === neuron)?.delta;
  const vectors = delta ? [vector, vector.map((value, d) => value + delta[d]!)] : [vector];
  const said = await wordsOf(bert, vectors, count, options);
  return { before: said[0]!, after: said.at(-1)! };
}

/** The tokens whose embeddings a neuron's key meets most and least. */
export async function whatNeuronHears(
  bert: BertModel,
  { layer, neuron, count }: HearsRequest,
  options: RunOptions = {},
): Promise<VectorSays> {
  const heard = await wordsOf(bert, [bert.checkpoint.rows(keyMatrix(layer), [neuron])], count, options);
  return heard[0]!;
}

/** By vector [D], the `count` tokens of highest and lowest E . v. */
async function wordsOf(
  { kernels, tokenizer }: BertModel,
  vectors: readonly Float32Array[],
  count: number,
  { lane = 'background' }: RunOptions,
): Promise<VectorSays[]> {
  const { embeddingSize: E, vocabSize: V } = kernels.config;
  const h = new Float32Array(vectors.length * E);
  vectors.forEach((v, i) => h.set(kernels.weights.towardsEmbeddings(v), i * E));
  const kernel = await kernels.decoder().forward();
  const all = await disposing(async (owned) => {
    const { scores } = await kernel.run({ h: { data: h, shape: [vectors.length, E] } }, { fetch: ['scores'], lane });
    return owned.own(scores!).read();
  });
  const token = (id: number) => tokenizer.token(id);
  return vectors.map((v, i) => describe(v, all.subarray(i * V, (i + 1) * V), count, token));
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
