import { describe, expect, it } from 'vitest';
import { parseConfig } from './config';

const base = {
  model_type: 'bert',
  vocab_size: 100,
  hidden_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 3,
  intermediate_size: 48,
};

describe('parseConfig', () => {
  it('reads a config, with the defaults of BERT', () => {
    expect(parseConfig({ ...base, anything: 'else' })).toEqual({
      vocabSize: 100,
      hiddenSize: 24,
      layers: 2,
      heads: 3,
      intermediateSize: 48,
      activation: 'gelu',
      layerNormEps: 1e-12,
      maxPositions: 512,
      typeVocabSize: 2,
      tied: true,
    });
  });

  it.each([
    ['gelu', 'gelu'],
    ['gelu_python', 'gelu'],
    ['gelu_new', 'gelu_new'],
    ['gelu_pytorch_tanh', 'gelu_new'],
    ['relu', 'relu'],
  ])('knows the activation %s', (name, activation) => {
    expect(parseConfig({ ...base, hidden_act: name }).activation).toBe(activation);
  });

  it('knows an old BERT by its architecture', () => {
    const { model_type: _, ...old } = base;
    expect(parseConfig({ ...old, architectures: ['BertForMaskedLM'] }).layers).toBe(2);
  });

  it.each([
    [{ model_type: 'roberta' }, 'this is a roberta model; Engram opens BERT checkpoints (model_type bert)'],
    [{ model_type: undefined }, 'it does not say which model this is'],
    [{ hidden_act: 'silu' }, 'hidden_act is "silu"; Engram computes gelu, gelu_new and relu'],
    [{ hidden_act: 'constructor' }, 'hidden_act is "constructor"'],
    [{ is_decoder: true }, 'is_decoder is true'],
    [{ add_cross_attention: true }, 'add_cross_attention is true'],
    [{ position_embedding_type: 'relative_key' }, 'position_embedding_type is "relative_key"'],
    [{ num_attention_heads: 5 }, 'hidden_size 24 is not a multiple of num_attention_heads 5'],
    [{ num_hidden_layers: 1e9 }, 'num_hidden_layers: expected a whole number from 1 to 512; found 1000000000'],
    [{ vocab_size: undefined }, 'vocab_size: expected a whole number from 1 to 10000000; found nothing'],
    [{ layer_norm_eps: 0 }, 'layer_norm_eps: expected a number above 0; found 0'],
    [{ tie_word_embeddings: 'no' }, 'tie_word_embeddings: expected boolean; found "no"'],
  ])('refuses %j', (change, message) => {
    expect(() => parseConfig({ ...base, ...change })).toThrow(message);
  });

  it('refuses what is no object', () => {
    expect(() => parseConfig([1])).toThrow('config.json: expected a JSON object, found [1].');
  });
});
