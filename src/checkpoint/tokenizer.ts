/**
 * Prompts to token ids and back, for cloze questions: exactly one [MASK]. The splitting itself is done by Hugging Face's
 * tokenizers library; this adds what a visitor needs: what is wrong with a prompt, and which single token a word is.
 *
 * [MASK] is what people write, whatever the model's own mask token is. Tokens are called by their names for people (see
 * token-names.ts).
 */
import { Tokenizer } from '@huggingface/tokenizers';
import type { BertConfig } from '../bert/config';
import { EngramError, messageOf } from '../errors';
import { Remembered } from '../remembered';
import { quote } from '../schema';
import { nearWords, wordsFrom } from './suggestions';
import { tokenNames, unnamed } from './token-names';
import { defineTokenizer, type TokenizerDefinition, type TokenizerFiles } from './tokenizer-definition';

export interface Token {
  readonly id: number;
  /** Its name: a word, or "##" and what continues a word. */
  readonly token: string;
}

export interface Encoded {
  readonly ids: readonly number[];
  readonly tokens: readonly Token[];
  /** Index into `tokens` of each [MASK]. */
  readonly masks: readonly number[];
}

/** With what is wrong with it as a cloze prompt, for a person; null where it can be used. */
export type CheckedPrompt = Encoded & { readonly problem: string | null };

/** A prompt with one [MASK] that fits the model. */
export interface Cloze {
  readonly ids: readonly number[];
  readonly tokens: readonly Token[];
  readonly maskIndex: number;
}

export type TargetLookup =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly problem: string; readonly suggestions: readonly Token[] };

/** What every BERT's own vocabulary holds. */
const REQUIRED = ['[CLS]', '[SEP]', '[MASK]', '[UNK]'];
/** What people type for [MASK]: any case, angle brackets, or a blank to fill in. */
const MASK_AS_TYPED = /\[mask\]|<mask>|_{3,}/gi;
/** The blocks above U+FFFF that BERT splits into single characters. */
const RARE_IDEOGRAPHS = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
/** No token is longer than a few dozen characters, so a longer prompt cannot fit any BERT; stop before splitting it. */
const MAX_PROMPT = 100_000;
const MAX_WORD = 100;
/** Prompts whose tokens are remembered: one prompt is asked about in many ways, one after the other. */
const REMEMBERED = 8;

export class ClozeTokenizer {
  /** Sentences about how the files were read. */
  readonly notices: readonly string[];
  readonly maskId: number;
  readonly #tokenizer: Tokenizer;
  readonly #definition: TokenizerDefinition;
  /** Name by id; undefined for an id that no token has. */
  readonly #names: readonly (string | undefined)[];
  /** Id by name. */
  readonly #ids: ReadonlyMap<string, number>;
  readonly #special: ReadonlySet<number>;
  readonly #unknownId: number | undefined;
  readonly #checked = new Remembered<CheckedPrompt>(REMEMBERED);

  /** @throws EngramError('checkpoint') where the files do not make a tokenizer for `config`. */
  constructor(
    files: TokenizerFiles,
    readonly config: Pick<BertConfig, 'maxPositions' | 'vocabSize'>,
  ) {
    this.#definition = defineTokenizer(files);
    this.notices = this.#definition.notices;
    this.#tokenizer = run(this.#definition);
    const vocabulary = this.#vocabulary();
    const maskToken = this.#maskToken();
    this.maskId = this.#tokenizer.token_to_id(maskToken)!;
    this.#unknownId =
      this.#definition.unknown === null ? undefined : this.#tokenizer.token_to_id(this.#definition.unknown);
    const added = [...this.#tokenizer.get_added_tokens_decoder()];
    this.#special = new Set(added.flatMap(([id, token]) => (token.special ? [id] : [])));
    this.#names = tokenNames(vocabulary, this.#definition.spelling, new Set(added.map(([id]) => id)));
    this.#ids = new Map(this.#names.flatMap((name, id) => (name === undefined ? [] : [[name, id] as const])));
    const { masks } = this.encode('[MASK].');
    if (masks.length !== 1)
      throw new EngramError(
        'checkpoint',
        `${this.#definition.source}: its tokenizer does not leave ${maskToken} whole. Is it this model's own?`,
      );
  }

  /**
   * The prompt as the model sees it, the special tokens at its ends included. Its first word continues nothing, even where it has
   * the token of a word without a space.
   */
  encode(prompt: string): Encoded {
    const mask = this.#tokenizer.id_to_token(this.maskId)!;
    const ids = this.#split(this.#prepare(prompt.replace(MASK_AS_TYPED, () => mask)), true);
    const tokens = ids.map((id, i) => ({
      id,
      token: i === 1 && this.#special.has(ids[0]!) ? this.token(id).replace(/^##/, '') : this.token(id),
    }));
    return { ids, tokens, masks: ids.flatMap((id, i) => (id === this.maskId ? [i] : [])) };
  }

  /** The prompt's tokens, with what is wrong with it as a cloze prompt, for a person; null where it can be used. */
  tokenize(prompt: string): CheckedPrompt {
    const known = this.#checked.get(prompt);
    if (known) return known;
    const checked = this.#tokenize(prompt);
    this.#checked.set(prompt, checked);
    return checked;
  }

  #tokenize(prompt: string): CheckedPrompt {
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
    return { ...encoded, problem: this.#problemOf(prompt, encoded) };
  }

  /** @throws EngramError('prompt') where there is not exactly one [MASK], or more than the model's longest input. */
  encodeCloze(prompt: string): Cloze {
    const { ids, tokens, masks, problem } = this.tokenize(prompt);
    const [maskIndex] = masks;
    if (problem !== null || maskIndex === undefined)
      throw new EngramError('prompt', problem ?? 'The prompt has no [MASK].');
    return { ids, tokens, maskIndex };
  }

  /**
   * The single token that a word is for this model in the middle of a sentence, treated as the model's text is (lowercased
   * where it is uncased); or the token of that name.
   */
  lookUp(word: string): TargetLookup {
    const text = word.trim();
    const id = this.id(text);
    if (text !== '' && id !== undefined) return { ok: true, token: { id, token: this.token(id) } };
    if (text === '') return { ok: false, problem: 'Type the word that should stand at [MASK].', suggestions: [] };
    if (text.length > MAX_WORD)
      return { ok: false, problem: `${quote(text)} is too long for a single token.`, suggestions: [] };
    const ids = this.#split(this.#prepare(` ${text}`), false);
    const pieces = ids.map((piece) => ({ id: piece, token: this.token(piece) }));
    const [only] = pieces;
    if (only && pieces.length === 1 && only.id !== this.#unknownId) return { ok: true, token: only };
    const near = nearWords(text, this.#names, 5);
    return {
      ok: false,
      problem: this.#lookUpProblem(text, pieces),
      suggestions: near.map((i) => ({ id: i, token: this.token(i) })),
    };
  }

  /** Words of the vocabulary that begin with what is typed; none where nothing is. */
  complete(beginning: string, limit: number): readonly Token[] {
    const text = beginning.trim();
    return text === '' ? [] : wordsFrom(text, this.#names, limit).map((id) => ({ id, token: this.token(id) }));
  }

  /** The name of the token with this id; ids that only pad the embeddings get one that no word has. */
  token(id: number): string {
    return this.#names[id] ?? unnamed(id);
  }

  /** The id of the token with this name, or with this spelling in the vocabulary; undefined where there is none. */
  id(token: string): number | undefined {
    return this.#ids.get(token) ?? this.#tokenizer.token_to_id(token);
  }

  /** Runs the tokenizer, which the files may have described wrongly. */
  #split(text: string, withEnds: boolean): number[] {
    const { source } = this.#definition;
    const { vocabSize } = this.config;
    try {
      const { ids } = this.#tokenizer.encode(text, { add_special_tokens: withEnds });
      if (ids.every((id) => Number.isInteger(id) && id >= 0 && id < vocabSize)) return ids;
    } catch (cause) {
      throw new EngramError(
        'checkpoint',
        `${source}: its tokenizer fails on ${quote(text)} (${messageOf(cause)}). The file is damaged.`,
        {
          cause,
        },
      );
    }
    throw new EngramError(
      'checkpoint',
      `${source}: its tokenizer splits ${quote(text)} into tokens that the model does not have. The file is damaged.`,
    );
  }

  /**
   * Two cases in which the library's normalizer differs from the one that BERTs are trained with: it takes ideographs
   * outside the basic plane for halves of one word, and it lowercases a word's last sigma by its place in the word.
   */
  #prepare(text: string): string {
    const normal = this.#definition.normalize(text);
    const spaced = this.#definition.splitsIdeographs ? normal.replace(RARE_IDEOGRAPHS, ' $& ') : normal;
    return this.#definition.lowercases ? spaced.replaceAll('\u03a3', '\u03c3') : spaced;
  }

  #problemOf(prompt: string, { ids, masks }: Encoded): string | null {
    const { maxPositions } = this.config;
    if (prompt.trim() === '') return 'Type a sentence with [MASK] where the model should fill in a word.';
    if (masks.length === 0) return 'The prompt has no [MASK]. Put one where the model should fill in a word.';
    if (masks.length > 1)
      return `The prompt has ${masks.length} [MASK]s. Leave one: Engram looks at one missing word at a time.`;
    if (ids.length > maxPositions)
      return `The prompt is ${ids.length} tokens long; this model reads ${maxPositions} at most. Shorten it.`;
    return null;
  }

  #lookUpProblem(text: string, pieces: readonly Token[]): string {
    if (pieces.length === 0)
      return `${quote(text)} has nothing in it that this model reads. A target must be a single token.`;
    if (pieces.some(({ id }) => id === this.#unknownId))
      return `${quote(text)} cannot be written with this model's vocabulary. A target must be one of its tokens.`;
    const split = pieces.map(({ token }) => token).join(' \u00b7 ');
    return `${quote(text)} is ${pieces.length} tokens for this model: ${split}. A target must be a single token.`;
  }

  /**
   * Token by id.
   * @throws EngramError('checkpoint') where ids go beyond the model's embeddings, or BERT's own special tokens are missing.
   */
  #vocabulary(): readonly (string | undefined)[] {
    const { source, spelling } = this.#definition;
    const known = [...this.#tokenizer.get_vocab(true)];
    const size = known.reduce((largest, [, id]) => Math.max(largest, id), -1) + 1;
    const absent =
      spelling === 'wordpiece' ? REQUIRED.filter((token) => this.#tokenizer.token_to_id(token) === undefined) : [];
    if (absent.length > 0) {
      throw new EngramError(
        'checkpoint',
        `${source}: the vocabulary lacks ${absent.join(', ')}, which every BERT needs. Is it this model's own?`,
      );
    }
    if (size > this.config.vocabSize) {
      throw new EngramError(
        'checkpoint',
        `${source} has ${size} tokens, but config.json gives the model ${this.config.vocabSize} word embeddings. ` +
          'Are they from the same model?',
      );
    }
    const vocabulary = new Array<string | undefined>(size).fill(undefined);
    for (const [token, id] of known) vocabulary[id] = token;
    return vocabulary;
  }

  #maskToken(): string {
    const names = [...new Set([this.#definition.mask ?? '[MASK]', '[MASK]', '<mask>'])];
    const found = names.find((name) => this.#tokenizer.token_to_id(name) !== undefined);
    if (found !== undefined) return found;
    throw new EngramError(
      'checkpoint',
      `${this.#definition.source}: the vocabulary has no mask token (${names.join(' or ')}), so there is nothing to fill in. ` +
        "Is it this model's own?",
    );
  }
}

function run({ source, json }: TokenizerDefinition): Tokenizer {
  try {
    return new Tokenizer(json, {});
  } catch (error) {
    throw new EngramError(
      'checkpoint',
      `${source}: it does not describe a tokenizer that Engram can run (${messageOf(error)}).`,
      {
        cause: error,
      },
    );
  }
}
