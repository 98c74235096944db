/**
 * Rows of float16 on a grid: each value is k * s, k whole with |k| <= 127, and one scale s > 0 for the row. Whole multiples of
 * a scale are what 8 bits hold, and where the scales are such that every k * s is a float16, nothing is lost by it.
 *
 * Float16 is told here by its bits. Each finite value is a whole number of units of 2^-24, the smallest subnormal, so the
 * largest scale of a row is the greatest common divisor of its units. It divides a float16's units, so it is a float16 itself.
 * Zero has a sign of its own: -0 is the byte -128, which no k takes.
 */

const MAX_LEVEL = 127;
const NEGATIVE_ZERO = -128;
const SIGN = 0x8000;
const EXPONENT = 0x7c00;
/** What stands where a level times its scale is no float16; whoever reads weights refuses it, as every NaN. */
const NOT_A_NUMBER = 0x7e00;

/** Units of a significand's last bit, by the exponent's bits. */
const LAST_BIT = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** Math.max(0, exponent - 1));

/** The magnitude of a finite float16 in units of 2^-24; below 2^40, so exact. */
function unitsOf(half: number): number {
  const exponent = (half & EXPONENT) >> 10;
  const fraction = half & 1023;
  return exponent === 0 ? fraction : (1024 + fraction) * LAST_BIT[exponent]!;
}

/** The bits of so many units; NaN where no float16 has that magnitude. */
function halfOf(units: number): number {
  if (units < 1024) return units;
  let exponent = 1;
  let significand = units;
  for (; significand >= 2048; exponent++) significand /= 2;
  return Number.isInteger(significand) && exponent < 31 ? (exponent << 10) | (significand - 1024) : NOT_A_NUMBER;
}

/**
 * The largest scale that gives all of a row, as float16 bits; 0 for a row of zeros. Null where there is none: where the
 * largest value is more than 127 times what all are multiples of, or a value is not finite.
 */
export function gridScale(row: Uint16Array): number | null {
  let scale = 0;
  let largest = 0;
  for (const half of row) {
    if ((half & EXPONENT) === EXPONENT) return null;
    const units = unitsOf(half);
    if (units > largest) largest = units;
    // Mostly it divides them, and a division is sooner done than a remainder.
    if (Math.floor(units / scale) * scale !== units) scale = commonDivisor(units, scale);
    if (largest > MAX_LEVEL * scale) return null;
  }
  return halfOf(scale);
}

/** The greatest; of 0 and another it is the other. */
function commonDivisor(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Each value of a row as a byte: how often its scale it is. */
export function gridLevels(row: Uint16Array, scale: number): Int8Array {
  const unit = unitsOf(scale) || 1;
  const levels = new Int8Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const half = row[i]!;
    const level = unitsOf(half) / unit;
    levels[i] = (half & SIGN) === 0 ? level : level === 0 ? NEGATIVE_ZERO : -level;
  }
  return levels;
}

/** The float16 bits of every level of a scale, by the level's byte: [256]. */
export function gridValues(scale: number): Uint16Array {
  const unit = unitsOf(scale);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    const level = byte < 128 ? byte : byte - 256;
    if (level === NEGATIVE_ZERO) return SIGN;
    return halfOf(Math.abs(level) * unit) | (level < 0 ? SIGN : 0);
  });
}
