/**
 * From the files of a tokenizer to the tokenizer.json object that Hugging Face's library runs, and to what else Engram has
 * to know about it.
 * @throws EngramError('checkpoint') where the files describe none that it can run.
 */
import { z } from 'zod';
import { EngramError } from '../errors';
import { parseWith, quote } from '../schema';
import type { Spelling } from './token-names';
import { byteLevelJson } from './byte-pairs';
import { charsmap } from './charsmap';
import { looksUncased, parseVocab, tokenizerJson } from './vocab';

/** Contents of the files, as far as they are there; one of the first three must be. */
export interface TokenizerFiles {
  /** tokenizer.json, parsed. */
  readonly tokenizer?: unknown;
  /** vocab.txt. */
  readonly vocab?: string;
  /** vocab.json, parsed, and merges.txt. */
  readonly bytePairs?: { readonly vocab: unknown; readonly merges: string };
  /** tokenizer_config.json, parsed. */
  readonly config?: unknown;
}

export interface TokenizerDefinition {
  /** The file that it comes from. */
  readonly source: string;
  readonly json: object;
  readonly spelling: Spelling;
  /** The mask token that tokenizer_config.json names. */
  readonly mask: string | null;
  /** Stands for text that the vocabulary cannot write. */
  readonly unknown: string | null;
  /** What the text goes through before `json` gets it. */
  readonly normalize: (text: string) => string;
  readonly lowercases: boolean;
  readonly splitsIdeographs: boolean;
  readonly notices: readonly string[];
}

const settingsSchema = z.looseObject({
  do_lower_case: z.boolean().nullish(),
  strip_accents: z.boolean().nullish(),
  tokenize_chinese_chars: z.boolean().nullish(),
  add_prefix_space: z.boolean().nullish(),
  mask_token: z.union([z.string(), z.looseObject({ content: z.string() })]).nullish(),
});
type Settings = z.infer<typeof settingsSchema>;

/** Far above any vocabulary, and low enough that a table by id stays small. */
const tokenId = z.int().min(0).max(10_000_000);
const part = z.looseObject({ type: z.string() }).nullish();
const fileSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: tokenId, content: z.string() })),
  normalizer: part,
  pre_tokenizer: part,
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.union([z.record(z.string(), tokenId), z.array(z.tuple([z.string(), z.number()])).max(10_000_000)]),
    unk_token: z.string().nullish(),
    unk_id: z.int().min(0).nullish(),
  }),
});
type TokenizerFile = z.infer<typeof fileSchema>;
type Part = Readonly<Record<string, unknown>>;

/** XLM-R and ALBERT put a space in front of a prompt, RoBERTa does not. */
const AT_THE_START =
  'Here a word has one token inside a sentence and another, without the space, at the very start. A target is the word inside ' +
  'a sentence; write ##Paris for the one without the space.';
const MODELS = ['WordPiece', 'BPE', 'Unigram'];

export function defineTokenizer({ tokenizer, vocab, bytePairs, config }: TokenizerFiles): TokenizerDefinition {
  const settings = parseWith(settingsSchema, config ?? {}, 'checkpoint', 'tokenizer_config.json');
  if (tokenizer !== undefined) return fromFile(tokenizer, settings);
  if (!bytePairs) return fromVocabulary(parseVocab(vocab ?? ''), settings);
  const json = byteLevelJson(bytePairs.vocab, bytePairs.merges, settings.add_prefix_space ?? false);
  return { ...fromFile(json, settings), source: 'vocab.json' };
}

function fromVocabulary(tokens: readonly string[], settings: Settings): TokenizerDefinition {
  const lowercases = settings.do_lower_case ?? looksUncased(tokens);
  const splitsIdeographs = settings.tokenize_chinese_chars ?? true;
  const guess =
    'vocab.txt alone does not say whether the model tells capitals from small letters; ' +
    `its words say that it ${lowercases ? 'does not' : 'does'}.`;
  return {
    source: 'vocab.txt',
    json: tokenizerJson(tokens, {
      lowercase: lowercases,
      stripAccents: settings.strip_accents ?? null,
      chineseCharacters: splitsIdeographs,
    }),
    spelling: 'wordpiece',
    mask: maskIn(settings),
    unknown: '[UNK]',
    normalize: (text) => text,
    lowercases,
    splitsIdeographs,
    notices: settings.do_lower_case == null ? [guess] : [],
  };
}

function fromFile(content: unknown, settings: Settings): TokenizerDefinition {
  const json = withSettings(parseWith(fileSchema, content, 'checkpoint', 'tokenizer.json'), settings);
  const { type, vocab, unk_token, unk_id } = json.model;
  if (type !== undefined && !MODELS.includes(type)) {
    throw new EngramError(
      'checkpoint',
      `tokenizer.json: this is a ${quote(type).slice(1, -1)} tokenizer; Engram runs ${MODELS.join(', ')}. Is it this model's own?`,
    );
  }
  if (Array.isArray(vocab) && vocab[unk_id ?? -1] === undefined) {
    throw new EngramError(
      'checkpoint',
      `tokenizer.json: unk_id is ${quote(unk_id)}, which is none of its ${vocab.length} tokens. The file is damaged.`,
    );
  }
  const normalizers = [...partsOf(json.normalizer)];
  const preTokenizers = [...partsOf(json.pre_tokenizer)];
  const has = (parts: readonly Part[], kind: string) => parts.some((found) => found.type === kind);
  const spelling = has(preTokenizers, 'ByteLevel')
    ? 'bytes'
    : has(preTokenizers, 'Metaspace')
      ? 'metaspace'
      : 'wordpiece';
  const inner: unknown = json.normalizer?.normalizers;
  const first: unknown = Array.isArray(inner) ? inner[0] : json.normalizer;
  return {
    source: 'tokenizer.json',
    json: { ...json, normalizer: withoutCharsmap(json.normalizer) },
    normalize: isCharsmap(first) ? charsmap(first.precompiled_charsmap) : (text) => text,
    spelling,
    mask: maskIn(settings),
    unknown: (Array.isArray(vocab) && unk_id != null ? vocab[unk_id]?.[0] : unk_token) ?? null,
    lowercases:
      has(normalizers, 'Lowercase') ||
      normalizers.some((found) => found.type === 'BertNormalizer' && found.lowercase === true),
    splitsIdeographs: normalizers.some(
      (found) => found.type === 'BertNormalizer' && found.handle_chinese_chars === true,
    ),
    notices: spelling === 'bytes' ? [AT_THE_START] : [],
  };
}

/** As transformers does: what tokenizer_config.json says about letters overrules the normalizer's own settings. */
function withSettings(file: TokenizerFile, settings: Settings): TokenizerFile {
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

/** The normalizer less a map of characters at its beginning, which charsmap.ts runs; elsewhere the library's stand-in does. */
function withoutCharsmap(normalizer: TokenizerFile['normalizer']): unknown {
  if (isCharsmap(normalizer)) return null;
  const inner: unknown = normalizer?.normalizers;
  return Array.isArray(inner) && isCharsmap(inner[0])
    ? { ...normalizer, normalizers: inner.slice(1) }
    : (normalizer ?? null);
}

function isCharsmap(found: unknown): found is Part & { readonly precompiled_charsmap: string } {
  if (typeof found !== 'object' || found === null || !('type' in found) || found.type !== 'Precompiled') return false;
  return 'precompiled_charsmap' in found && typeof found.precompiled_charsmap === 'string';
}

/** A normalizer or pre-tokenizer, or those of a sequence, however deep. */
function* partsOf(found: unknown): Generator<Part> {
  if (typeof found !== 'object' || found === null) return;
  const inner = 'normalizers' in found ? found.normalizers : 'pretokenizers' in found ? found.pretokenizers : undefined;
  if (!Array.isArray(inner)) yield found as Part;
  else for (const one of inner) yield* partsOf(one);
}

function maskIn({ mask_token: mask }: Settings): string | null {
  return (typeof mask === 'object' ? mask?.content : mask) ?? null;
}
