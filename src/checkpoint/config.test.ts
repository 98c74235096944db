import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARCHITECTURES, distinctLayer } from '../bert/config';
import { EngramError } from '../errors';
import { parseConfig } from './config';
import { neededTensors } from './weight-names';

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
      architecture: 'bert',
      vocabSize: 100,
      hiddenSize: 24,
      embeddingSize: 24,
      projectsEmbeddings: false,
      layers: 2,
      distinctLayers: 2,
      heads: 3,
      intermediateSize: 48,
      activation: 'gelu',
      headActivation: 'gelu',
      layerNormEps: 1e-12,
      maxPositions: 512,
      firstPosition: 0,
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
    [
      { model_type: 'gpt2' },
      'this is a gpt2 model; Engram opens bert, roberta, xlm-roberta, camembert, distilbert, electra and albert (by model_type)',
    ],
    [{ model_type: 'roberta', max_position_embeddings: 4 }, 'leaves room for 2 tokens'],
    [{ model_type: 'albert', inner_group_num: 2 }, 'inner_group_num is 2'],
    [{ model_type: 'albert', num_hidden_groups: 3 }, 'num_hidden_groups 3 is more than num_hidden_layers 2'],
    [{ model_type: 'distilbert' }, 'dim: expected a whole number from 1 to 65536; found nothing'],
    [{ model_type: 'roberta', pad_token_id: -1 }, 'pad_token_id: expected a whole number from 0 to 10000000; found -1'],
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

describe('relatives', () => {
  it('RoBERTa keeps two positions for padding and writes gelu into its head', () => {
    for (const model_type of ['roberta', 'xlm-roberta', 'camembert']) {
      const config = parseConfig({
        ...base,
        model_type,
        hidden_act: 'relu',
        max_position_embeddings: 514,
        type_vocab_size: 1,
      });
      expect(config).toMatchObject({
        architecture: model_type,
        activation: 'relu',
        headActivation: 'gelu',
        maxPositions: 512,
        firstPosition: 2,
        typeVocabSize: 1,
      });
    }
    expect(parseConfig({ ...base, model_type: 'roberta', pad_token_id: 0 })).toMatchObject({
      firstPosition: 1,
      maxPositions: 511,
    });
  });

  it('DistilBERT has names of its own and no token types', () => {
    const distil = {
      model_type: 'distilbert',
      vocab_size: 100,
      dim: 24,
      n_layers: 2,
      n_heads: 3,
      hidden_dim: 48,
      activation: 'relu',
    };
    expect(parseConfig(distil)).toMatchObject({
      hiddenSize: 24,
      layers: 2,
      heads: 3,
      intermediateSize: 48,
      activation: 'relu',
      headActivation: 'relu',
      typeVocabSize: 0,
    });
    expect(() => parseConfig({ ...distil, n_heads: 5 })).toThrow('dim 24 is not a multiple of n_heads 5');
  });

  it('ELECTRA projects its embeddings where they are narrower', () => {
    const electra = { ...base, model_type: 'electra', hidden_act: 'gelu_new' };
    expect(parseConfig({ ...electra, embedding_size: 12 })).toMatchObject({
      embeddingSize: 12,
      projectsEmbeddings: true,
      headActivation: 'gelu',
    });
    expect(parseConfig({ ...electra, embedding_size: 24 })).toMatchObject({
      embeddingSize: 24,
      projectsEmbeddings: false,
    });
    expect(parseConfig(electra)).toMatchObject({ embeddingSize: 128, projectsEmbeddings: true });
  });

  it('ALBERT shares layers in runs and always projects', () => {
    const config = parseConfig({
      ...base,
      model_type: 'albert',
      num_hidden_layers: 6,
      num_hidden_groups: 2,
      embedding_size: 24,
    });
    expect(config).toMatchObject({
      distinctLayers: 2,
      projectsEmbeddings: true,
      activation: 'gelu_new',
      headActivation: 'gelu_new',
    });
    expect([0, 1, 2, 3, 4, 5].map((layer) => distinctLayer(config, layer))).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

it('property: a config is read or refused with a message, whatever is in it', () => {
  const names = [
    'model_type',
    ...Object.keys(base),
    'embedding_size',
    'pad_token_id',
    'num_hidden_groups',
    'hidden_act',
    'architectures',
    'dim',
    'n_layers',
    'layer_norm_eps',
  ];
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(...ARCHITECTURES, 2 ** 31, 1e300, -0, NaN, Infinity));
  const changed = fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 3 });
  fc.assert(
    fc.property(changed, (changes) => {
      try {
        const config = parseConfig({ ...base, ...changes });
        expect(config.hiddenSize % config.heads).toBe(0);
        expect(config.distinctLayers).toBeLessThanOrEqual(config.layers);
        for (const shape of neededTensors(config).values())
          expect(shape.every((size) => Number.isSafeInteger(size) && size > 0)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(EngramError);
        expect((error as EngramError).message).toMatch(/^config\.json: /);
      }
    }),
    { numRuns: 1000 },
  );
});
