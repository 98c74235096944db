/**
 * config.json of a Hugging Face BERT, read into BertConfig. Whatever would make the numbers differ from what the
 * programs compute is refused here, by name, before a weight is read.
 */
import { z } from 'zod';
import type { Activation, BertConfig } from '../bert/config';
import { EngramError } from '../errors';
import { parseWith, quote } from '../schema';

/** Names that transformers gives to the same three functions (`gelu_fast` differs in the tenth digit of a constant). */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu_new',
  gelu_fast: 'gelu_new',
  gelu_accurate: 'gelu_new',
  gelu_pytorch_tanh: 'gelu_new',
  gelu_python_tanh: 'gelu_new',
  relu: 'relu',
};

const count = (max: number) =>
  z
    .int(`expected a whole number from 1 to ${max}`)
    .min(1, `expected a whole number from 1 to ${max}`)
    .max(max, `expected a whole number from 1 to ${max}`);

const schema = z.looseObject({
  model_type: z.string().optional(),
  architectures: z.array(z.string()).nullish(),
  vocab_size: count(10_000_000),
  hidden_size: count(65_536),
  num_hidden_layers: count(512),
  num_attention_heads: count(1024),
  intermediate_size: count(1_048_576),
  hidden_act: z.string().default('gelu'),
  layer_norm_eps: z.number().positive('expected a number above 0').max(1, 'expected a number up to 1').default(1e-12),
  max_position_embeddings: count(1_000_000).default(512),
  type_vocab_size: count(1024).default(2),
  tie_word_embeddings: z.boolean().default(true),
  is_decoder: z.boolean().nullish(),
  add_cross_attention: z.boolean().nullish(),
  position_embedding_type: z.string().nullish(),
});

/** `json` is the parsed content of config.json. Throws EngramError('checkpoint'). */
export function parseConfig(json: unknown): BertConfig {
  refuseOtherModels(json);
  const c = parseWith(schema, json, 'checkpoint', 'config.json');
  const activation = Object.hasOwn(ACTIVATIONS, c.hidden_act) ? ACTIVATIONS[c.hidden_act] : undefined;
  if (!activation) refuse(`hidden_act is ${quote(c.hidden_act)}; Engram computes gelu, gelu_new and relu`);
  if (c.is_decoder) refuse('is_decoder is true: this BERT reads left to right only, so it cannot fill in a [MASK]');
  if (c.add_cross_attention) refuse('add_cross_attention is true; Engram opens encoders, without cross-attention');
  if (c.position_embedding_type && c.position_embedding_type !== 'absolute') {
    refuse(`position_embedding_type is ${quote(c.position_embedding_type)}; Engram computes "absolute" only`);
  }
  if (c.hidden_size % c.num_attention_heads !== 0) {
    refuse(`hidden_size ${c.hidden_size} is not a multiple of num_attention_heads ${c.num_attention_heads}`);
  }
  return {
    vocabSize: c.vocab_size,
    hiddenSize: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    intermediateSize: c.intermediate_size,
    activation,
    layerNormEps: c.layer_norm_eps,
    maxPositions: c.max_position_embeddings,
    typeVocabSize: c.type_vocab_size,
    tied: c.tie_word_embeddings,
  };
}

/** Before anything else, so that a RoBERTa is not told that it lacks a field which it never has. */
function refuseOtherModels(json: unknown): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    refuse(`expected a JSON object, found ${quote(json)}`);
  }
  const { model_type: type, architectures } = json as Record<string, unknown>;
  if (type === 'bert') return;
  if (typeof type === 'string') refuse(`this is a ${type} model; Engram opens BERT checkpoints (model_type bert)`);
  const names: unknown[] = Array.isArray(architectures) ? architectures : [];
  if (!names.some((name) => typeof name === 'string' && /^Bert[A-Z]/.test(name))) {
    refuse(
      `it does not say which model this is (no model_type); Engram opens BERT checkpoints (add "model_type": "bert" if it is one)`,
    );
  }
}

function refuse(message: string): never {
  throw new EngramError('checkpoint', `config.json: ${message}.`);
}
