/**
 * Bytes as letters and digits alone, as nothing else survives chat and mail: they strip a `_` or `-` at the end of an
 * address, escape them in the middle, and take them for markup. Eight bytes are eleven characters; what is left over at
 * the end takes as many as it needs.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = 62n;
/** Characters by number of bytes, 0 to 8. */
const LENGTHS = [0, 2, 3, 5, 6, 7, 9, 10, 11];
const [BYTES, CHARACTERS] = [8, 11];
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, BigInt(value)]));

export function toBase62(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += BYTES) {
    const block = bytes.subarray(at, at + BYTES);
    let number = 0n;
    for (const byte of block) number = (number << 8n) | BigInt(byte);
    let digits = '';
    for (let i = LENGTHS[block.length] ?? 0; i > 0; i--) {
      digits = DIGITS.charAt(Number(number % BASE)) + digits;
      number /= BASE;
    }
    text += digits;
  }
  return text;
}

/** null where the text holds anything but letters and digits, or a block that no bytes give. */
export function fromBase62(text: string): Uint8Array | null {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += CHARACTERS) {
    const block = blockOf(text.slice(at, at + CHARACTERS));
    if (block === null) return null;
    bytes.push(...block);
  }
  return Uint8Array.from(bytes);
}

/** Characters that so many bytes take. */
export function base62Length(bytes: number): number {
  return Math.floor(bytes / BYTES) * CHARACTERS + (LENGTHS[bytes % BYTES] ?? 0);
}

function blockOf(digits: string): number[] | null {
  const length = LENGTHS.indexOf(digits.length);
  if (length < 0) return null;
  let number = 0n;
  for (const digit of digits) {
    const value = VALUES.get(digit);
    if (value === undefined) return null;
    number = number * BASE + value;
  }
  if (number >> BigInt(8 * length) !== 0n) return null;
  return Array.from({ length }, (_, i) => Number((number >> BigInt(8 * (length - 1 - i))) & 255n));
}
