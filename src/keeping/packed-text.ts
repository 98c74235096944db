/**
 * JSON packed into the fragment of an address: deflated, with a checksum and its length before it, in letters and digits
 * alone. The length tells a text that was cut short from one that was damaged, and where to stop reading whatever a
 * program appended. Reading trusts nothing: sizes are bounded before anything is unpacked and while it is.
 */
import { Inflate, deflateSync } from 'fflate';
import { base62Length, fromBase62, toBase62 } from './base62';

/** Characters of packed text, and bytes of JSON in it: far more than thousands of edits need. */
export const MAX_PACKED = 65_536;
export const MAX_JSON = 262_144;
/** Deflate grows at most 1,032-fold, so one slice gives at most as much as the whole limit before it is counted. */
const SLICE = 128;
/** Bytes before what is deflated: its checksum, and its length. */
const [SUM, HEAD] = [4, 6];

export type Unpacked =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: 'truncated' | 'garbage' };

/** Letters and digits; null where the JSON, or what comes of it, is too large. */
export function pack(json: Uint8Array): string | null {
  if (json.length > MAX_JSON) return null;
  const deflated = deflateSync(json, { level: 9 });
  if (deflated.length > 0xffff) return null;
  const bytes = new Uint8Array(HEAD + deflated.length);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, checksum(json));
  head.setUint16(SUM, deflated.length);
  bytes.set(deflated, HEAD);
  const text = toBase62(bytes);
  return text.length > MAX_PACKED ? null : text;
}

/** Reads what `pack` gave, as mail and chat leave it: with anything appended, broken into lines, or escaped. */
export function unpack(text: string): Unpacked {
  return firstGood(text, readingsOf(text, /^[0-9A-Za-z]*/), unpackWhole);
}

/**
 * Reads the form of earlier links: base64url of a checksum and what is deflated. A `-` or `_` may have been stripped from
 * its end, or escaped within.
 */
export function unpackBase64(text: string): Unpacked {
  return firstGood(text, readingsOf(text, /^[0-9A-Za-z_-]*/), (reading) => {
    const plain = unpackBase64Whole(reading);
    if (plain.ok || plain.reason === 'garbage') return plain;
    const completed = STRIPPED.map((end) => unpackBase64Whole(reading + end));
    return completed.find(({ ok }) => ok) ?? plain;
  });
}

/** What may have been taken from the end of base64url. */
const STRIPPED = ['-', '_', '--', '-_', '_-', '__'];

/** What the text may have been before it travelled, the likeliest first. */
function readingsOf(text: string, own: RegExp): readonly string[] {
  const bounded = text.slice(0, 4 * MAX_PACKED);
  const plain = unescaped(bounded);
  // Quoted-printable writes = as =3D, and ends its lines with it.
  const forms = [bounded, plain, plain.replace(/=\r?\n/g, '').replace(/[\s\p{Cf}]/gu, '')];
  const readings = forms.flatMap((form) => [form, form.replace(/^3D/i, '')]).map((form) => own.exec(form)?.[0] ?? '');
  return [...new Set(readings)];
}

/** `%2D` and `\_` as what they stand for. */
function unescaped(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      try {
        return decodeURIComponent(escapes);
      } catch {
        return escapes;
      }
    })
    .replace(/\\(?=[^0-9A-Za-z])/g, '');
}

/** What comes behind a link in a sentence, or stands for what was cut off. */
const BEHIND = /^(?:[\s.…,:;!?'"“”‘’»)\]}>*|<]|&.*)*$/s;

function firstGood(text: string, readings: readonly string[], unpackOne: (reading: string) => Unpacked): Unpacked {
  if (text.length > 2 * MAX_PACKED) return { ok: false, reason: 'garbage' };
  let wasCut = false;
  for (const reading of readings) {
    const unpacked = unpackOne(reading);
    if (unpacked.ok) return unpacked;
    wasCut ||= unpacked.reason === 'truncated';
  }
  const behind = unescaped(text).replace(/^[0-9A-Za-z_-]*/, '');
  return { ok: false, reason: wasCut && BEHIND.test(behind) ? 'truncated' : 'garbage' };
}

function unpackWhole(text: string): Unpacked {
  // The head stands in the first eight bytes, which are eleven characters.
  if (text.length < base62Length(8)) return { ok: false, reason: 'truncated' };
  const head = fromBase62(text.slice(0, base62Length(8)));
  if (head === null) return { ok: false, reason: 'garbage' };
  // Only as much as it announces is read; the rest is somebody else's.
  const characters = base62Length(HEAD + (((head[SUM] ?? 0) << 8) | (head[SUM + 1] ?? 0)));
  if (characters > MAX_PACKED) return { ok: false, reason: 'garbage' };
  if (text.length < characters) return { ok: false, reason: 'truncated' };
  const bytes = fromBase62(text.slice(0, characters));
  return bytes === null ? { ok: false, reason: 'garbage' } : inflated(bytes, HEAD);
}

function unpackBase64Whole(text: string): Unpacked {
  if (text.length > MAX_PACKED) return { ok: false, reason: 'garbage' };
  // A length of 4k + 1 can only come from cutting; the odd character is dropped.
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text;
  const binary = atob(whole.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return bytes.length <= SUM ? { ok: false, reason: 'truncated' } : inflated(bytes, SUM);
}

function inflated(bytes: Uint8Array, head: number): Unpacked {
  const json = inflate(bytes.subarray(head));
  if (json === 'truncated') return { ok: false, reason: 'truncated' };
  if (json === 'garbage' || checksum(json) !== new DataView(bytes.buffer).getUint32(0))
    return { ok: false, reason: 'garbage' };
  return { ok: true, bytes: json };
}

/** Unpacks slice by slice and stops at the limit, so that a small text cannot fill the memory. */
function inflate(packed: Uint8Array): Uint8Array | 'truncated' | 'garbage' {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Inflate((part, final) => {
    length += part.length;
    if (length > MAX_JSON) throw new RangeError('too long');
    parts.push(part);
    ended ||= final;
  });
  try {
    for (let at = 0; at < packed.length; at += SLICE)
      stream.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
  } catch (error) {
    return error instanceof Error && error.message === 'unexpected EOF' ? 'truncated' : 'garbage';
  }
  if (!ended) return 'truncated';
  const whole = new Uint8Array(length);
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

/** FNV-1a, 32 bits: enough to notice a character that changed on the way. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
