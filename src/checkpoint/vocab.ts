/**
 * The tokenizer of a BERT that comes with a vocab.txt alone: the tokenizer.json object that transformers would have
 * saved for it (one token a line, its id the line's number from 0).
 */

/** The tokens by id. */
export function parseVocab(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * Whether a vocabulary was made from lowercased text: no token outside brackets ("[CLS]", "[unused7]") has a capital
 * letter. Google's uncased vocabularies have none among 30,522 tokens, its cased ones thousands.
 */
export function looksUncased(tokens: readonly string[]): boolean {
  return tokens.every((token) => /^\[.*\]$/.test(token) || token === token.toLowerCase());
}

export interface BertTokenizerOptions {
  readonly lowercase: boolean;
  /** null: as `lowercase`. */
  readonly stripAccents: boolean | null;
  readonly chineseCharacters: boolean;
}

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

export function tokenizerJson(tokens: readonly string[], options: BertTokenizerOptions) {
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const special = (id: string) => ({ id, ids: [vocab[id]], tokens: [id] });
  const piece = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  const single = [piece('[CLS]', 0), sequence('A', 0), piece('[SEP]', 0)];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.filter((token) => token in vocab).map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: options.chineseCharacters,
      strip_accents: options.stripAccents,
      lowercase: options.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, sequence('B', 1), piece('[SEP]', 1)],
      special_tokens: { '[CLS]': special('[CLS]'), '[SEP]': special('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
