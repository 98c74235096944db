/** A checkpoint's weights as jax-js arrays on the default device. */
import { numpy as np } from '@jax-js/jax';
import type { BertConfig } from '../../src/bert/config';
import { embeddingWeight, headWeight, layerWeight } from '../../src/bert/suite';
import type { WeightSource } from '../../src/runtime/runtime';
import { normalise, type Bert, type Head, type Layer, type Linear } from './bert';

export function loadBert({ layers, vocabSize }: BertConfig, weights: WeightSource): Bert {
  const load = (name: string): np.Array => {
    const { data, shape } = weights.weight(name);
    return np.array(data, { shape: [...shape] });
  };
  const pair = (name: string): Linear => ({ weight: load(`${name}.weight`), bias: load(`${name}.bias`) });
  const layer = (_: unknown, l: number): Layer => {
    const of = (part: string) => pair(layerWeight(l)(part));
    return {
      query: of('attention.self.query'),
      key: of('attention.self.key'),
      value: of('attention.self.value'),
      output: of('attention.output.dense'),
      attentionNorm: of('attention.output.LayerNorm'),
      up: of('intermediate.dense'),
      down: of('output.dense'),
      norm: of('output.LayerNorm'),
    };
  };
  const head: Head = {
    transform: pair(headWeight('transform.dense')),
    norm: pair(headWeight('transform.LayerNorm')),
    decoder: loadDecoder(vocabSize, weights),
  };
  return { layers: Array.from({ length: layers }, layer), head };
}

/**
 * Rows of the decoder are a multiple of this: jax-js on WASM multiplies by 30,592 rows five times faster than by
 * BERT's 30,522, which do not fill its tiles.
 */
const DECODER_ROWS = 128;

/** The logit of a row beyond the vocabulary: its probability is 0. */
const NO_TOKEN = -1e9;

function loadDecoder(vocabSize: number, weights: WeightSource): Linear {
  const rows = Math.ceil(vocabSize / DECODER_ROWS) * DECODER_ROWS;
  const { data, shape } = weights.weight(headWeight('decoder.weight'));
  const width = shape[1]!;
  const weight = new Float32Array(rows * width);
  weight.set(data);
  const bias = new Float32Array(rows).fill(NO_TOKEN);
  bias.set(weights.weight(headWeight('bias')).data);
  return { weight: np.array(weight, { shape: [rows, width] }), bias: np.array(bias) };
}

/** The embeddings of a prompt, summed and normalised: x [1, T, D], the first layer's input. */
export function embed(
  { hiddenSize: D, layerNormEps }: BertConfig,
  weights: WeightSource,
  ids: readonly number[],
): np.Array {
  const load = (name: string) => weights.weight(embeddingWeight(name)).data;
  const word = load('word_embeddings.weight');
  const position = load('position_embeddings.weight');
  const type = load('token_type_embeddings.weight');
  const sum = Float32Array.from({ length: ids.length * D }, (_, i) => {
    const d = i % D;
    return word[ids[(i - d) / D]! * D + d]! + position[i]! + type[d]!;
  });
  const norm = { weight: np.array(load('LayerNorm.weight')), bias: np.array(load('LayerNorm.bias')) };
  return normalise(layerNormEps, norm, np.array(sum, { shape: [1, ids.length, D] }));
}
