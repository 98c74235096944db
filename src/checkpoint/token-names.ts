/**
 * How tokens are called for people. BERT's vocabularies write a word's beginning plainly and mark what continues a word with
 * "##". Other vocabularies mark the space before a word instead, as a byte ("Ġ") or as "▁". All are shown in BERT's way, so
 * that a token reads alike in every model; punctuation, which BERT never joins to a word, stays plain where it
 * follows without a space, and shows the space where there is one.
 */
export type Spelling = 'wordpiece' | 'bytes' | 'metaspace';

const SPACE_MARK = '\u2581';
const STARTS_WORD = /^[\p{L}\p{N}\p{M}]/u;

/**
 * @param vocabulary tokens by id, as the tokenizer spells them.
 * @param added ids whose tokens are written as they are: "<s>", and words that someone added.
 * @returns a name by id, each of another token.
 */
export function tokenNames(
  vocabulary: readonly (string | undefined)[],
  spelling: Spelling,
  added: ReadonlySet<number>,
): readonly (string | undefined)[] {
  if (spelling === 'wordpiece') return vocabulary;
  const taken = new Set<string>();
  const claim = (...names: string[]) => {
    const name = names.find((candidate) => !taken.has(candidate))!;
    taken.add(name);
    return name;
  };
  return vocabulary.map((token, id) => {
    if (token === undefined) return undefined;
    return added.has(id) ? claim(token, unnamed(id)) : claim(nameOf(textOf(token, spelling)), token, unnamed(id));
  });
}

/** What an id is called that no token has, or whose names other tokens have. */
export function unnamed(id: number): string {
  return `[id ${id}]`;
}

function nameOf(text: string): string {
  const spaced = text.startsWith(' ');
  const rest = (spaced ? text.slice(1) : text)
    .replaceAll(' ', SPACE_MARK)
    .replace(/\p{Cc}/gu, (c) => hex(c.charCodeAt(0)));
  if (STARTS_WORD.test(rest)) return spaced ? rest : `##${rest}`;
  return spaced ? `${SPACE_MARK}${rest}` : rest;
}

function textOf(token: string, spelling: Exclude<Spelling, 'wordpiece'>): string {
  if (spelling === 'metaspace') return token.replaceAll(SPACE_MARK, ' ');
  const bytes = Array.from(token, (letter) => BYTES.get(letter));
  if (bytes.some((byte) => byte === undefined)) return token;
  const raw = Uint8Array.from(bytes as number[]);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    // Part of a character: other tokens hold the rest of it.
    return Array.from(raw, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : hex(byte))).join('');
  }
}

function hex(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/**
 * GPT-2's alphabet for bytes (Radford et al. 2019): those that print stand for themselves, the others for the letters from
 * U+0100 on, in order.
 */
const BYTES: ReadonlyMap<string, number> = byteAlphabet();

function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const prints = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    alphabet.set(String.fromCharCode(prints ? byte : next++), byte);
  }
  return alphabet;
}
