/**
 * The tokenizer of a RoBERTa that comes as vocab.json and merges.txt, as they were saved before tokenizer.json: the
 * tokenizer.json object that transformers would have saved for it.
 */
import { z } from 'zod';
import { parseWith } from '../schema';

const vocabSchema = z.record(z.string(), z.int().min(0).max(10_000_000));
/** The space in front of <mask> belongs to it. */
const SPECIAL = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'];

/**
 * @param vocab content of vocab.json, parsed: id by token.
 * @param merges content of merges.txt: a pair a line, the first the most frequent; a line that begins with #version is none.
 */
export function byteLevelJson(vocab: unknown, merges: string, addPrefixSpace: boolean) {
  const ids = parseWith(vocabSchema, vocab, 'checkpoint', 'vocab.json');
  const pairs = merges.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version'));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.filter((token) => token in ids).map((content) => ({
      id: ids[content],
      content,
      single_word: false,
      lstrip: content === '<mask>',
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['</s>', ids['</s>']],
      cls: ['<s>', ids['<s>']],
      trim_offsets: true,
      add_prefix_space: addPrefixSpace,
    },
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', unk_token: '<unk>', vocab: ids, merges: pairs.map((line) => line.split(' ')) },
  };
}
