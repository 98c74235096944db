/**
 * Little-endian bytes to float32, for the three types that published BERTs come in. Bytes may begin at any address: old
 * writers did not pad their headers, so an aligned copy is made where a typed array could not look at them.
 */
export const FLOAT_TYPES = ['F32', 'F16', 'BF16'] as const;
export type FloatType = (typeof FLOAT_TYPES)[number];

export function isFloatType(dtype: string): dtype is FloatType {
  return (FLOAT_TYPES as readonly string[]).includes(dtype);
}

/** Only to be read: where the bytes are float32 already, it is a view of them, so that a large matrix is not held twice. */
export function decodeFloats(bytes: Uint8Array, dtype: FloatType): Float32Array {
  if (dtype === 'F32') {
    const isAligned = bytes.byteOffset % 4 === 0;
    return isAligned
      ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
      : new Float32Array(copyOf(bytes));
  }
  const halves =
    bytes.byteOffset % 2 === 0
      ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
      : new Uint16Array(copyOf(bytes));
  return dtype === 'F16' ? fromFloat16(halves) : fromBfloat16(halves);
}

/** Bits of the exponent, all of which are set in infinities and NaN and in nothing else. */
const EXPONENT: Readonly<Record<FloatType, number>> = { F32: 0x7f800000, F16: 0x7c00, BF16: 0x7f80 };

/** Index of the first value that is an infinity or NaN, -1 where all are finite. Looks at the bits, without decoding. */
export function firstNonFinite(bytes: Uint8Array, dtype: FloatType): number {
  const width = dtype === 'F32' ? 4 : 2;
  const { buffer, byteOffset, length } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(copyOf(bytes));
  const bits =
    dtype === 'F32' ? new Uint32Array(buffer, byteOffset, length / 4) : new Uint16Array(buffer, byteOffset, length / 2);
  const exponent = EXPONENT[dtype];
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & exponent) === exponent) return i;
  return -1;
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

function fromFloat16(halves: Uint16Array): Float32Array {
  table ??= float16Table();
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i] ?? 0] ?? 0;
  return out;
}

/** All 65,536 halves as float32 (256 KB), made at the first use: one look-up a weight. */
let table: Float32Array | undefined;

/** Sign, 5 exponent bits (bias 15), 10 fraction bits; exponent 0 is subnormal, 31 is infinity or not-a-number. */
function float16Table(): Float32Array {
  const values = new Float32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) values[half] = sign * fraction * 2 ** -24;
    else if (exponent === 31) values[half] = fraction ? NaN : sign * Infinity;
    else values[half] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return values;
}
