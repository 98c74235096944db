/**
 * Prompts to token ids and back, for cloze questions: exactly one [MASK]. The splitting itself is done by Hugging Face's
 * tokenizers library; this adds what a visitor needs: what is wrong with a prompt, and which single token a word is.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import type { BertConfig } from '../bert/config';
import { EngramError, messageOf } from '../errors';
import { parseWith, quote } from '../schema';
import { nearWords } from './suggestions';
import { looksUncased, parseVocab, tokenizerJson } from './vocab';

export interface Token {
  readonly id: number;
  /** As in the vocabulary, "##" included. */
  readonly token: string;
}

export interface Encoded {
  readonly ids: readonly number[];
  readonly tokens: readonly Token[];
  /** Index into `tokens` of each [MASK]. */
  readonly masks: readonly number[];
}

/** A prompt with one [MASK] that fits the model. */
export interface Cloze {
  readonly ids: readonly number[];
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
}

export type TargetLookup =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly problem: string; readonly suggestions: readonly Token[] };

/** Contents of the files, as far as they are there; one of the first two must be. */
export interface TokenizerFiles {
  /** tokenizer.json, parsed. */
  readonly tokenizer?: unknown;
  /** vocab.txt. */
  readonly vocab?: string;
  /** tokenizer_config.json, parsed. */
  readonly config?: unknown;
}

const REQUIRED = ['[CLS]', '[SEP]', '[MASK]', '[UNK]'];
/** What people type for [MASK]: any case, angle brackets, or a blank to fill in. */
const MASK_AS_TYPED = /\[mask\]|<mask>|_{3,}/gi;
const MASK = '[MASK]';
/** The blocks above U+FFFF that BERT splits into single characters. */
const RARE_IDEOGRAPHS = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
/** No token is longer than a few dozen characters, so a longer prompt cannot fit any BERT; stop before splitting it. */
const MAX_PROMPT = 100_000;
const MAX_WORD = 100;

const settingsSchema = z.looseObject({
  do_lower_case: z.boolean().nullish(),
  strip_accents: z.boolean().nullish(),
  tokenize_chinese_chars: z.boolean().nullish(),
});
/** Far above any vocabulary, and low enough that a table by id stays small. */
const tokenId = z.int().min(0).max(10_000_000);
const fileSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: tokenId, content: z.string() })),
  normalizer: z.looseObject({ type: z.string() }).nullable(),
  model: z.looseObject({ type: z.string().optional(), vocab: z.record(z.string(), tokenId) }),
});

export class ClozeTokenizer {
  readonly notices: readonly string[] = [];
  private readonly tokenizer: Tokenizer;
  private readonly normalizer: Readonly<Record<string, unknown>>;
  /** Token by id; undefined for an id that no token has. */
  private readonly vocabulary: readonly (string | undefined)[];
  private readonly maskId: number;

  /** Throws EngramError('checkpoint') where the files do not make a BERT's tokenizer for `config`. */
  constructor(
    files: TokenizerFiles,
    private readonly config: Pick<BertConfig, 'maxPositions' | 'vocabSize'>,
  ) {
    const source = files.tokenizer === undefined ? 'vocab.txt' : 'tokenizer.json';
    try {
      const json = definition(files);
      this.tokenizer = new Tokenizer(json, {});
      this.normalizer = json.normalizer ?? {};
    } catch (error) {
      if (error instanceof EngramError) throw error;
      throw new EngramError(
        'checkpoint',
        `${source}: it does not describe a tokenizer that Engram can run (${messageOf(error)}).`,
        { cause: error },
      );
    }
    const known = [...this.tokenizer.get_vocab(true)];
    const size = known.reduce((largest, [, id]) => Math.max(largest, id), -1) + 1;
    const vocabulary = new Array<string | undefined>(size).fill(undefined);
    for (const [token, id] of known) vocabulary[id] = token;
    this.vocabulary = vocabulary;
    const absent = REQUIRED.filter((token) => this.tokenizer.token_to_id(token) === undefined);
    if (absent.length > 0) {
      throw new EngramError(
        'checkpoint',
        `${source}: the vocabulary lacks ${absent.join(', ')}, which every BERT needs. Is it this model's own?`,
      );
    }
    if (size > config.vocabSize) {
      throw new EngramError(
        'checkpoint',
        `${source} has ${size} tokens, but config.json gives the model ${config.vocabSize} word embeddings. Are they from the same model?`,
      );
    }
    this.maskId = this.tokenizer.token_to_id(MASK) ?? -1;
  }

  /** The prompt as the model sees it, [CLS] and [SEP] included. */
  encode(prompt: string): Encoded {
    const { ids } = this.tokenizer.encode(this.prepare(prompt.replace(MASK_AS_TYPED, MASK)));
    const tokens = ids.map((id) => ({ id, token: this.token(id) }));
    return { ids, tokens, masks: ids.flatMap((id, i) => (id === this.maskId ? [i] : [])) };
  }

  /** The prompt's tokens, with what is wrong with it as a cloze prompt, for a person; null where it can be used. */
  tokenize(prompt: string): Encoded & { readonly problem: string | null } {
    const { maxPositions } = this.config;
    if (prompt.length > MAX_PROMPT) {
      return {
        ids: [],
        tokens: [],
        masks: [],
        problem: `The prompt has ${prompt.length} characters; this model reads ${maxPositions} tokens at most.`,
      };
    }
    const encoded = this.encode(prompt);
    return { ...encoded, problem: this.problemOf(prompt, encoded) };
  }

  /** Throws EngramError('prompt') where there is not exactly one [MASK], or more than the model's longest input. */
  encodeCloze(prompt: string): Cloze {
    const { ids, tokens, masks, problem } = this.tokenize(prompt);
    const [maskIndex] = masks;
    if (problem !== null || maskIndex === undefined)
      throw new EngramError('prompt', problem ?? 'The prompt has no [MASK].');
    return { ids, tokens, maskIndex };
  }

  /** The single token that a word is for this model, treated as the model's text is (lowercased where it is uncased). */
  lookUp(word: string): TargetLookup {
    const text = word.trim();
    const id = this.tokenizer.token_to_id(text);
    if (text !== '' && id !== undefined) return { ok: true, token: { id, token: text } };
    if (text === '') return { ok: false, problem: 'Type the word that should stand at [MASK].', suggestions: [] };
    if (text.length > MAX_WORD)
      return { ok: false, problem: `${quote(text)} is too long for a single token.`, suggestions: [] };
    const { ids } = this.tokenizer.encode(this.prepare(text), { add_special_tokens: false });
    const pieces = ids.map((piece) => ({ id: piece, token: this.token(piece) }));
    const [only] = pieces;
    if (only && pieces.length === 1 && only.token !== '[UNK]') return { ok: true, token: only };
    const near = nearWords(text, this.vocabulary, 5);
    return {
      ok: false,
      problem: lookUpProblem(text, pieces),
      suggestions: near.map((i) => ({ id: i, token: this.token(i) })),
    };
  }

  /** The token with this id, "##" included; ids that only pad the embeddings get a name that no word has. */
  token(id: number): string {
    return this.vocabulary[id] ?? `[id ${id}]`;
  }

  /** The id of exactly this token, undefined where the vocabulary has none. */
  id(token: string): number | undefined {
    return this.tokenizer.token_to_id(token);
  }

  /**
   * Two cases in which the library's normalizer differs from the one that BERTs are trained with: it takes ideographs
   * outside the basic plane for halves of one word, and it lowercases a word's last sigma by its place in the word.
   */
  private prepare(text: string): string {
    const spaced = this.normalizer.handle_chinese_chars ? text.replace(RARE_IDEOGRAPHS, ' $& ') : text;
    return this.normalizer.lowercase ? spaced.replaceAll('\u03a3', '\u03c3') : spaced;
  }

  private problemOf(prompt: string, { ids, masks }: Encoded): string | null {
    const { maxPositions } = this.config;
    if (prompt.trim() === '') return 'Type a sentence with [MASK] where the model should fill in a word.';
    if (masks.length === 0) return 'The prompt has no [MASK]. Put one where the model should fill in a word.';
    if (masks.length > 1)
      return `The prompt has ${masks.length} [MASK]s. Leave one: Engram looks at one missing word at a time.`;
    if (ids.length > maxPositions)
      return `The prompt is ${ids.length} tokens long; this model reads ${maxPositions} at most. Shorten it.`;
    return null;
  }
}

function lookUpProblem(text: string, pieces: readonly Token[]): string {
  if (pieces.length === 0)
    return `${quote(text)} has nothing in it that this model reads. A target must be a single token.`;
  if (pieces.some(({ token }) => token === '[UNK]'))
    return `${quote(text)} cannot be written with this model's vocabulary. A target must be one of its tokens.`;
  const split = pieces.map(({ token }) => token).join(' · ');
  return `${quote(text)} is ${pieces.length} tokens for this model: ${split}. A target must be a single token.`;
}

/** The tokenizer.json object to run: the file's own, with the settings of tokenizer_config.json, or one made from vocab.txt. */
function definition({ tokenizer, vocab, config }: TokenizerFiles): {
  normalizer: Readonly<Record<string, unknown>> | null;
} {
  const settings = parseWith(settingsSchema, config ?? {}, 'checkpoint', 'tokenizer_config.json');
  if (tokenizer === undefined) {
    const tokens = parseVocab(vocab ?? '');
    return tokenizerJson(tokens, {
      lowercase: settings.do_lower_case ?? looksUncased(tokens),
      stripAccents: settings.strip_accents ?? null,
      chineseCharacters: settings.tokenize_chinese_chars ?? true,
    });
  }
  const file = parseWith(fileSchema, tokenizer, 'checkpoint', 'tokenizer.json');
  if (file.model.type !== undefined && file.model.type !== 'WordPiece') {
    throw new EngramError(
      'checkpoint',
      `tokenizer.json: this is a ${file.model.type} tokenizer; a BERT's is WordPiece. Is it this model's own?`,
    );
  }
  // As transformers does: what tokenizer_config.json says about letters overrules the normalizer's own settings.
  if (file.normalizer?.type !== 'BertNormalizer') return file;
  return {
    ...file,
    normalizer: {
      ...file.normalizer,
      lowercase: settings.do_lower_case ?? file.normalizer.lowercase,
      strip_accents: settings.strip_accents ?? file.normalizer.strip_accents,
      handle_chinese_chars: settings.tokenize_chinese_chars ?? file.normalizer.handle_chinese_chars,
    },
  };
}
