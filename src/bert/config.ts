/** The numbers that fix a BERT's architecture, by the field's names (d_model = D, d_mlp = F). */
export type Activation = 'gelu' | 'gelu_new' | 'relu';

export interface BertConfig {
  /** V: rows of the word embeddings. */
  readonly vocabSize: number;
  /** D: width of the residual stream. */
  readonly hiddenSize: number;
  /** L: number of layers. */
  readonly layers: number;
  /** H: attention heads a layer; D must be a multiple of it. */
  readonly heads: number;
  /** F: feed-forward neurons a layer. */
  readonly intermediateSize: number;
  readonly activation: Activation;
  readonly layerNormEps: number;
  /** Longest input in tokens, [CLS] and [SEP] included. */
  readonly maxPositions: number;
  readonly typeVocabSize: number;
  /** True where the decoder shares the word embeddings' matrix. */
  readonly tied: boolean;
}
