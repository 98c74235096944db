/**
 * Which tensors a BERT needs, by their names in Hugging Face's BertForMaskedLM and with their shapes, and where a file
 * may keep them under an older name.
 */
import type { BertConfig } from '../bert/config';

export const WORD_EMBEDDINGS = 'bert.embeddings.word_embeddings.weight';
export const DECODER_WEIGHT = 'cls.predictions.decoder.weight';
export const OUTPUT_BIAS = 'cls.predictions.bias';
const DECODER_BIAS = 'cls.predictions.decoder.bias';

/** Value vector i of layer l is column i of this matrix, [D, F]. */
export const valueMatrix = (layer: number): string => `bert.encoder.layer.${layer}.output.dense.weight`;

/** b_V of layer l, [D]. */
export const valueBias = (layer: number): string => `bert.encoder.layer.${layer}.output.dense.bias`;

/** Key i of layer l is row i of this matrix, [F, D]. */
export const keyMatrix = (layer: number): string => `bert.encoder.layer.${layer}.intermediate.dense.weight`;

/** Canonical name to shape, for every tensor that Engram reads; the decoder only where it is not tied. */
export function neededTensors(config: BertConfig): Map<string, readonly number[]> {
  const { vocabSize: V, hiddenSize: D, intermediateSize: F, maxPositions, typeVocabSize } = config;
  const needed = new Map<string, readonly number[]>();
  const dense = (name: string, out: number, into: number) =>
    needed.set(`${name}.weight`, [out, into]).set(`${name}.bias`, [out]);
  const norm = (name: string) => needed.set(`${name}.weight`, [D]).set(`${name}.bias`, [D]);

  needed.set(WORD_EMBEDDINGS, [V, D]);
  needed.set('bert.embeddings.position_embeddings.weight', [maxPositions, D]);
  needed.set('bert.embeddings.token_type_embeddings.weight', [typeVocabSize, D]);
  norm('bert.embeddings.LayerNorm');
  for (let l = 0; l < config.layers; l++) {
    const layer = `bert.encoder.layer.${l}`;
    for (const part of ['query', 'key', 'value']) dense(`${layer}.attention.self.${part}`, D, D);
    dense(`${layer}.attention.output.dense`, D, D);
    norm(`${layer}.attention.output.LayerNorm`);
    dense(`${layer}.intermediate.dense`, F, D);
    dense(`${layer}.output.dense`, D, F);
    norm(`${layer}.output.LayerNorm`);
  }
  dense('cls.predictions.transform.dense', D, D);
  norm('cls.predictions.transform.LayerNorm');
  if (!config.tied) needed.set(DECODER_WEIGHT, [V, D]);
  needed.set(OUTPUT_BIAS, [V]);
  return needed;
}

/**
 * The names under which files keep a tensor, best first: with and without the prefix `bert.`, and LayerNorms in
 * TensorFlow's words. An untied head adds the decoder's own bias; where it is tied both names mean the same tensor.
 */
export function candidateNames(name: string, tied: boolean): string[] {
  let names = [name];
  if (name === OUTPUT_BIAS) names = tied ? [name, DECODER_BIAS] : [DECODER_BIAS, name];
  if (name.startsWith('bert.')) names = [name, name.slice('bert.'.length)];
  if (!name.includes('LayerNorm')) return names;
  return names.flatMap((n) => [n, n.replace(/weight$/, 'gamma').replace(/bias$/, 'beta')]);
}
