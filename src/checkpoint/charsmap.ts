/**
 * The normalizer of SentencePiece's models (XLM-R, CamemBERT): a map from characters to text, kept as a double-array trie
 * (Aoe 1989; the layout of darts-clone) and a pool of strings that end in 0. Hugging Face's JavaScript library takes
 * NFKC instead, which differs where writing systems need it: it would put a space for the joiners of Persian or Sinhala.
 */
import { EngramError } from '../errors';

/** Longest cluster that is looked up as a whole, in bytes; longer ones go character by character. */
const LONGEST = 5;

/** @param encoded `precompiled_charsmap` of tokenizer.json: base64 of the trie's size (4 bytes), the trie and the pool. */
export function charsmap(encoded: string): (text: string) => string {
  const { trie, pool } = partsOf(encoded);
  const encoder = new TextEncoder();
  const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  /** What the shortest mapped beginning of these bytes stands for; null where nothing is mapped. */
  const lookUp = (bytes: Uint8Array): string | null => {
    const at = shortestMatch(trie, bytes);
    if (at === null) return null;
    const end = pool.indexOf(0, at);
    return new TextDecoder().decode(pool.subarray(at, end < 0 ? pool.length : end));
  };
  const normalize = (cluster: string): string => {
    const bytes = encoder.encode(cluster);
    const whole = bytes.length <= LONGEST ? lookUp(bytes) : null;
    return whole ?? Array.from(cluster, (character) => lookUp(encoder.encode(character)) ?? character).join('');
  };
  return (text) => Array.from(clusters.segment(text), ({ segment }) => normalize(segment)).join('');
}

/**
 * A unit of the trie holds, from the lowest bit: the label (8 bits), whether a key ends here (1), and the offset to the
 * children (1 bit of scale, 22 bits); the highest bit marks a leaf, whose lower 31 bits are the value.
 */
function shortestMatch(trie: Uint32Array, bytes: Uint8Array): number | null {
  const offset = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);
  let node = offset(trie[0] ?? 0);
  for (const byte of bytes) {
    node ^= byte;
    const unit = trie[node] ?? 0;
    if (byte === 0 || (unit & 0x8000_00ff) !== byte) return null;
    node ^= offset(unit);
    if (unit & 0x100) return (trie[node] ?? 0) & 0x7fff_ffff;
  }
  return null;
}

function partsOf(encoded: string): { readonly trie: Uint32Array; readonly pool: Uint8Array } {
  const bytes = decodeBase64(encoded);
  const size = bytes.length < 4 ? NaN : new DataView(bytes.buffer).getUint32(0, true);
  if (!(size % 4 === 0 && size <= bytes.length - 4)) throw damaged();
  return { trie: new Uint32Array(bytes.buffer.slice(4, 4 + size)), pool: bytes.subarray(4 + size) };
}

function decodeBase64(encoded: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): EngramError {
  return new EngramError('checkpoint', 'tokenizer.json: its precompiled_charsmap is damaged. Fetch the file again.', {
    cause,
  });
}
