/**
 * Neurons by their words: the first few tokens that each one's value vector says, E . v (see says.ts), of many neurons in
 * one matrix product. They name a neuron where there is no room for more, so what is no text is passed over.
 */
import { throwIfCancelled } from '../../errors';
import type { BertModel } from '../bert-model';
import type { NeuronRef } from '../edits/edits';
import type { RunOptions } from '../passes/forward';
import { disposing } from '../passes/tensors';

export interface NeuronWordsRequest {
  readonly neurons: readonly NeuronRef[];
  /** How many tokens of each. */
  readonly count: number;
}

/** By neuron, in the order asked: its tokens, the one that it says most first. */
export type NeuronWords = readonly (readonly string[])[];

/** "[CLS]", "[unused7]", "<s>", "<0xE2>": names of what nobody writes. */
const NO_TEXT = /^(\[.+\]|<.+>)$/;
/** Below every E . v, and finite, as kernels want it. */
const LAST = -1e30;

/** The words of neurons, by their value vectors as they were trained. */
export async function wordsOfNeurons(
  bert: BertModel,
  { neurons, count }: NeuronWordsRequest,
  { signal, lane = 'background' }: RunOptions = {},
): Promise<NeuronWords> {
  const { kernels, tokenizer } = bert;
  const { embeddingSize: E, vocabSize: V } = kernels.config;
  const kernel = await kernels.decoder().forward();
  const bias = Float32Array.from({ length: V }, (_, id) => (NO_TEXT.test(tokenizer.token(id)) ? LAST : 0));
  const words: string[][] = [];
  for (let from = 0; from < neurons.length; from += kernels.together.words) {
    throwIfCancelled(signal);
    const batch = neurons.slice(from, from + kernels.together.words);
    const h = new Float32Array(batch.length * E);
    batch.forEach(({ layer, neuron }, row) =>
      h.set(kernels.weights.towardsEmbeddings(bert.valueVector(layer, neuron)), row * E),
    );
    const ranked = await disposing(async (owned) => {
      const { scores } = await kernel.run({ h: { data: h, shape: [batch.length, E] } }, { fetch: ['scores'], lane });
      // An id to ask for besides: without one, a GPU would have to hand over every score.
      return kernels.runtime.rank(owned.own(scores!), { bias, top: count, ids: [0] });
    });
    for (const { top } of ranked)
      words.push(top.filter(({ logit }) => logit > LAST / 2).map(({ id }) => tokenizer.token(id)));
  }
  return words;
}
