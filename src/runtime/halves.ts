/** Float32 to IEEE 754 half precision: how weights are held where a whole copy in float32 would not fit. */

/** The largest finite half. */
const LARGEST = 65504;

/** Pairs of halves, the first in the lower 16 bits, rounded to the nearest (ties to even); null where a value is beyond the largest half. */
export function packHalves(values: Float32Array): Uint32Array | null {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const packed = new Uint32Array(Math.ceil(values.length / 2));
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]!) <= LARGEST)) return null;
    packed[i >> 1]! |= halfOf(values[i]!, bits[i]!) << (16 * (i & 1));
  }
  return packed;
}

function halfOf(value: number, bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 112;
  // Below the smallest normal half: whole multiples of 2^-24.
  if (exponent <= 0) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  // A carry out of the fraction goes on into the exponent, which is right.
  return sign | roundToEven(((exponent << 23) | (bits & 0x7fffff)) / 8192);
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
