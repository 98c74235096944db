/**
 * Which tensors a model needs, by their names in Hugging Face's BertForMaskedLM and with their shapes, and where a file
 * may keep them under a relative's name or an older one.
 */
import { distinctLayer, type BertConfig } from '../bert/config';
import { encoderPrefix, familyName } from './family-names';

export const WORD_EMBEDDINGS = 'bert.embeddings.word_embeddings.weight';
export const DECODER_WEIGHT = 'cls.predictions.decoder.weight';
export const OUTPUT_BIAS = 'cls.predictions.bias';
const DECODER_BIAS = 'cls.predictions.decoder.bias';
/** [D, E]: from the word embeddings into the residual stream, where the two differ. */
export const EMBEDDING_PROJECTION = 'bert.embeddings.project.weight';

/** Value vector i of layer l is column i of this matrix, [D, F]. */
export const valueMatrix = (layer: number): string => `bert.encoder.layer.${layer}.output.dense.weight`;

/** b_V of layer l, [D]. */
export const valueBias = (layer: number): string => `bert.encoder.layer.${layer}.output.dense.bias`;

/** Key i of layer l is row i of this matrix, [F, D]. */
export const keyMatrix = (layer: number): string => `bert.encoder.layer.${layer}.intermediate.dense.weight`;

/** Canonical name to shape, for every tensor that Engram reads; the decoder only where it is not tied, shared layers once. */
export function neededTensors(config: BertConfig): Map<string, readonly number[]> {
  const {
    vocabSize: V,
    hiddenSize: D,
    embeddingSize: E,
    intermediateSize: F,
    maxPositions,
    firstPosition,
    typeVocabSize,
  } = config;
  const needed = new Map<string, readonly number[]>();
  const dense = (name: string, out: number, into: number) =>
    needed.set(`${name}.weight`, [out, into]).set(`${name}.bias`, [out]);
  const norm = (name: string, width: number) => needed.set(`${name}.weight`, [width]).set(`${name}.bias`, [width]);

  needed.set(WORD_EMBEDDINGS, [V, E]);
  needed.set('bert.embeddings.position_embeddings.weight', [firstPosition + maxPositions, E]);
  if (typeVocabSize > 0) needed.set('bert.embeddings.token_type_embeddings.weight', [typeVocabSize, E]);
  norm('bert.embeddings.LayerNorm', E);
  if (config.projectsEmbeddings) needed.set(EMBEDDING_PROJECTION, [D, E]).set('bert.embeddings.project.bias', [D]);
  for (let l = 0; l < config.distinctLayers; l++) {
    const layer = `bert.encoder.layer.${l}`;
    for (const part of ['query', 'key', 'value']) dense(`${layer}.attention.self.${part}`, D, D);
    dense(`${layer}.attention.output.dense`, D, D);
    norm(`${layer}.attention.output.LayerNorm`, D);
    dense(`${layer}.intermediate.dense`, F, D);
    dense(`${layer}.output.dense`, D, F);
    norm(`${layer}.output.LayerNorm`, D);
  }
  dense('cls.predictions.transform.dense', E, D);
  norm('cls.predictions.transform.LayerNorm', E);
  if (!config.tied) needed.set(DECODER_WEIGHT, [V, E]);
  needed.set(OUTPUT_BIAS, [V]);
  return needed;
}

/**
 * The names under which files keep a tensor, best first: the family's own, without the encoder's prefix, and LayerNorms in
 * TensorFlow's words. An untied head adds the decoder's own bias; where it is tied both names mean the same tensor.
 */
export function candidateNames(
  { architecture, tied }: Pick<BertConfig, 'architecture' | 'tied'>,
  name: string,
): string[] {
  const biases = tied ? [OUTPUT_BIAS, DECODER_BIAS] : [DECODER_BIAS, OUTPUT_BIAS];
  const prefix = encoderPrefix(architecture);
  const names = (name === OUTPUT_BIAS ? biases : [name]).map((canonical) => familyName(architecture, canonical));
  const bare = names.flatMap((own) => (own.startsWith(prefix) ? [own, own.slice(prefix.length)] : [own]));
  if (!name.includes('LayerNorm')) return bare;
  return bare.flatMap((own) => [own, own.replace(/weight$/, 'gamma').replace(/bias$/, 'beta')]);
}

/** The name under which layer l's tensor is kept: that of the distinct layer that serves it. */
export function distinctName(config: Pick<BertConfig, 'layers' | 'distinctLayers'>, name: string): string {
  if (config.layers === config.distinctLayers) return name;
  return name.replace(
    /^(bert\.encoder\.layer\.)(\d+)\./,
    (_, prefix: string, layer: string) => `${prefix}${distinctLayer(config, Number(layer))}.`,
  );
}
