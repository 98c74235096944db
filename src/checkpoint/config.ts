/**
 * config.json of a Hugging Face BERT or of a close relative, read into BertConfig. Whatever would make the numbers differ
 * from what the programs compute is refused here, by name, before a weight is read.
 */
import { z } from 'zod';
import { ARCHITECTURES, type Activation, type Architecture, type BertConfig } from '../bert/config';
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

const count = (max: number, min = 1) => {
  const message = `expected a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
};
const epsilon = z.number().positive('expected a number above 0').max(1, 'expected a number up to 1').default(1e-12);
/** What all families write alike. */
const common = {
  vocab_size: count(10_000_000),
  max_position_embeddings: count(1_000_000).default(512),
  tie_word_embeddings: z.boolean().default(true),
  is_decoder: z.boolean().nullish(),
  add_cross_attention: z.boolean().nullish(),
  position_embedding_type: z.string().nullish(),
};
const width = count(65_536);
const layers = count(512);
const heads = count(1024);
const neurons = count(1_048_576);

const bertSchema = z.looseObject({
  ...common,
  hidden_size: width,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  intermediate_size: neurons,
  hidden_act: z.string().optional(),
  layer_norm_eps: epsilon,
  type_vocab_size: count(1024).default(2),
  pad_token_id: count(10_000_000, 0).nullish(),
  embedding_size: width.optional(),
  num_hidden_groups: count(512).default(1),
  inner_group_num: count(512).default(1),
});
const distilSchema = z.looseObject({
  ...common,
  dim: width,
  n_layers: layers,
  n_heads: heads,
  hidden_dim: neurons,
  activation: z.string().default('gelu'),
});

type Common = Pick<z.infer<typeof bertSchema>, keyof typeof common>;

/**
 * `json` is the parsed content of config.json.
 * @throws EngramError('checkpoint').
 */
export function parseConfig(json: unknown): BertConfig {
  const architecture = architectureOf(json);
  const config = architecture === 'distilbert' ? distilConfig(json) : bertConfig(json, architecture);
  if (config.hiddenSize % config.heads !== 0) {
    const [size, parts] = architecture === 'distilbert' ? ['dim', 'n_heads'] : ['hidden_size', 'num_attention_heads'];
    refuse(`${size} ${config.hiddenSize} is not a multiple of ${parts} ${config.heads}`);
  }
  if (config.maxPositions < 3)
    refuse(`max_position_embeddings leaves room for ${config.maxPositions} tokens; a prompt needs 3 or more`);
  return config;
}

function bertConfig(json: unknown, architecture: Exclude<Architecture, 'distilbert'>): BertConfig {
  const c = parseWith(bertSchema, json, 'checkpoint', 'config.json');
  refuseOtherKinds(c);
  const isRoberta = architecture === 'roberta' || architecture === 'xlm-roberta' || architecture === 'camembert';
  const isAlbert = architecture === 'albert';
  const isFactorised = isAlbert || architecture === 'electra';
  const embeddingSize = isFactorised ? (c.embedding_size ?? 128) : c.hidden_size;
  const activation = activationOf('hidden_act', c.hidden_act ?? (isAlbert ? 'gelu_new' : 'gelu'));
  // Fairseq counted positions from behind the padding token's id, and RoBERTa kept its table.
  const firstPosition = isRoberta ? (c.pad_token_id ?? 1) + 1 : 0;
  if (isAlbert && c.inner_group_num !== 1)
    refuse(`inner_group_num is ${c.inner_group_num}; Engram opens ALBERTs with one layer in a group`);
  if (isAlbert && c.num_hidden_groups > c.num_hidden_layers) {
    refuse(`num_hidden_groups ${c.num_hidden_groups} is more than num_hidden_layers ${c.num_hidden_layers}`);
  }
  return {
    architecture,
    vocabSize: c.vocab_size,
    hiddenSize: c.hidden_size,
    embeddingSize,
    projectsEmbeddings: isAlbert || embeddingSize !== c.hidden_size,
    layers: c.num_hidden_layers,
    distinctLayers: isAlbert ? c.num_hidden_groups : c.num_hidden_layers,
    heads: c.num_attention_heads,
    intermediateSize: c.intermediate_size,
    activation,
    // RoBERTa and ELECTRA write gelu into their heads, whatever the layers use.
    headActivation: isRoberta || architecture === 'electra' ? 'gelu' : activation,
    layerNormEps: c.layer_norm_eps,
    maxPositions: c.max_position_embeddings - firstPosition,
    firstPosition,
    typeVocabSize: c.type_vocab_size,
    tied: c.tie_word_embeddings,
  };
}

function distilConfig(json: unknown): BertConfig {
  const c = parseWith(distilSchema, json, 'checkpoint', 'config.json');
  refuseOtherKinds(c);
  const activation = activationOf('activation', c.activation);
  return {
    architecture: 'distilbert',
    vocabSize: c.vocab_size,
    hiddenSize: c.dim,
    embeddingSize: c.dim,
    projectsEmbeddings: false,
    layers: c.n_layers,
    distinctLayers: c.n_layers,
    heads: c.n_heads,
    intermediateSize: c.hidden_dim,
    activation,
    headActivation: activation,
    // Written into transformers' DistilBERT itself.
    layerNormEps: 1e-12,
    maxPositions: c.max_position_embeddings,
    firstPosition: 0,
    typeVocabSize: 0,
    tied: c.tie_word_embeddings,
  };
}

function activationOf(field: string, name: string): Activation {
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  return activation ?? refuse(`${field} is ${quote(name)}; Engram computes gelu, gelu_new and relu`);
}

function refuseOtherKinds({ is_decoder, add_cross_attention, position_embedding_type }: Common): void {
  if (is_decoder) refuse('is_decoder is true: this BERT reads left to right only, so it cannot fill in a [MASK]');
  if (add_cross_attention) refuse('add_cross_attention is true; Engram opens encoders, without cross-attention');
  if (position_embedding_type && position_embedding_type !== 'absolute') {
    refuse(`position_embedding_type is ${quote(position_embedding_type)}; Engram computes "absolute" only`);
  }
}

/** Before anything else, so that another kind of model is not told that it lacks a field which it never has. */
function architectureOf(json: unknown): Architecture {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    refuse(`expected a JSON object, found ${quote(json)}`);
  const { model_type: type, architectures } = json as Record<string, unknown>;
  const known = ARCHITECTURES.find((name) => name === type);
  if (known) return known;
  const opened = `Engram opens ${ARCHITECTURES.slice(0, -1).join(', ')} and ${ARCHITECTURES.at(-1)}`;
  if (typeof type === 'string') refuse(`this is a ${quote(type).slice(1, -1)} model; ${opened} (by model_type)`);
  const names: unknown[] = Array.isArray(architectures) ? architectures : [];
  if (names.some((name) => typeof name === 'string' && /^Bert[A-Z]/.test(name))) return 'bert';
  return refuse(
    `it does not say which model this is (no model_type); ${opened} (add "model_type": "bert" if it is one)`,
  );
}

function refuse(message: string): never {
  throw new EngramError('checkpoint', `config.json: ${message}.`);
}
