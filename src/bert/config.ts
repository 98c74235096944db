/** The numbers that fix a BERT's architecture, by the field's names (d_model = D, d_mlp = F). */
export type Activation = 'gelu' | 'gelu_new' | 'relu';

/** The relatives that the same programs compute, by their `model_type` in config.json. */
export const ARCHITECTURES = [
  'bert',
  'roberta',
  'xlm-roberta',
  'camembert',
  'distilbert',
  'electra',
  'albert',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

export interface BertConfig {
  readonly architecture: Architecture;
  /** V: rows of the word embeddings. */
  readonly vocabSize: number;
  /** D: width of the residual stream. */
  readonly hiddenSize: number;
  /** E: width of the embeddings; D unless a projection leads from them into the residual stream (ELECTRA, ALBERT). */
  readonly embeddingSize: number;
  /** Whether there is that projection, E to D. */
  readonly projectsEmbeddings: boolean;
  /** L: number of layers. */
  readonly layers: number;
  /** Layers that have weights of their own: L, or fewer where layers share them (ALBERT). */
  readonly distinctLayers: number;
  /** H: attention heads a layer; D must be a multiple of it. */
  readonly heads: number;
  /** F: feed-forward neurons a layer. */
  readonly intermediateSize: number;
  readonly activation: Activation;
  /** Of the masked-LM head's transform. */
  readonly headActivation: Activation;
  readonly layerNormEps: number;
  /** Longest input in tokens, the special ones at both ends included. */
  readonly maxPositions: number;
  /** Row of the position embeddings that the first token takes: 0, or the padding token's id + 1 (RoBERTa). */
  readonly firstPosition: number;
  /** 0 where the model has no token types (DistilBERT). */
  readonly typeVocabSize: number;
  /** True where the decoder shares the word embeddings' matrix. */
  readonly tied: boolean;
}

/** Which of the distinct layers serves layer l: ALBERT gives each of G groups a run of layers. */
export function distinctLayer(
  { layers, distinctLayers }: Pick<BertConfig, 'layers' | 'distinctLayers'>,
  layer: number,
): number {
  return Math.floor(layer / (layers / distinctLayers));
}

/** The first of the layers that share layer l's weights: l itself where they are its own. */
export function firstSharing(config: Pick<BertConfig, 'layers' | 'distinctLayers'>, layer: number): number {
  const shared = distinctLayer(config, layer);
  let first = layer;
  while (first > 0 && distinctLayer(config, first - 1) === shared) first--;
  return first;
}
