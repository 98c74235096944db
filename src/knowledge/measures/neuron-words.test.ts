import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceModels } from '../../fixtures/reference';
import { createNodeRuntime } from '../../runtime/node';
import { BertModel } from '../bert-model';
import { NO_EDITS } from '../edits/edits';
import { wordsOfNeurons } from './neuron-words';
import { whatNeuronSays } from './says';

describe.each(referenceModels())('$name', ({ load }) => {
  let bert: BertModel;
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
  });
  afterAll(() => bert.close());

  it('names every neuron by the first tokens that it says, without those that are no text', async () => {
    const { layers, intermediateSize: F, vocabSize } = bert.checkpoint.config;
    const neurons = Array.from({ length: layers * F }, (_, index) => ({
      layer: Math.floor(index / F),
      neuron: index % F,
    }));
    const words = await wordsOfNeurons(bert, { neurons, count: 3 });
    expect(words).toHaveLength(neurons.length);
    let passedOver = 0;
    for (const index of [0, 31, 32, neurons.length - 1]) {
      const { before } = await whatNeuronSays(bert, { ...neurons[index]!, edits: NO_EDITS, count: vocabSize });
      const tokens = before.top.map(({ token }) => token);
      const text = tokens.filter((token) => !token.startsWith('[') || token.length === 1);
      passedOver += tokens.length - text.length;
      expect(words[index]).toEqual(text.slice(0, 3));
    }
    expect(passedOver).toBeGreaterThan(0);
    expect(await wordsOfNeurons(bert, { neurons: [neurons[40]!], count: 3 })).toEqual([words[40]]);
  });
});
