import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloats } from './floats';
import { gridLevels, gridScale, gridValues } from './grid';

/** Float16 bits; all of the 63,488 finite ones are told by their sign, exponent and fraction. */
const finite = fc
  .tuple(fc.boolean(), fc.nat(30), fc.nat(1023))
  .map(([minus, exponent, fraction]) => (minus ? 0x8000 : 0) | (exponent << 10) | fraction);

const BITS = new Uint16Array(65536).map((_, i) => i);
const VALUES = decodeFloats(new Uint8Array(BITS.buffer), 'F16');
/** The bits of a value that a float16 holds; undefined for others. */
const bitsOf = new Map(Array.from(VALUES, (value, bits) => [Object.is(value, -0) ? '-0' : String(value), bits]));
const halfOf = (value: number) => bitsOf.get(Object.is(value, -0) ? '-0' : String(value));

const row = (...values: number[]) => Uint16Array.from(values, (value) => halfOf(value)!);

/** A row on a grid as an export makes it: a scale of 4 significant bits, levels up to 127; zeros of either sign among them. */
const onGrid = fc
  .record({
    significand: fc.integer({ min: 8, max: 15 }),
    // From subnormals to where 127 scales of 15 still are a float16.
    exponent: fc.integer({ min: -24, max: 5 }),
    levels: fc.array(fc.oneof(fc.integer({ min: -127, max: 127 }), fc.constantFrom(0, -0)), { maxLength: 40 }),
  })
  .map(({ significand, exponent, levels }) => row(...levels.map((level) => level * significand * 2 ** exponent)));

function again(values: Uint16Array): Uint16Array | null {
  const scale = gridScale(values);
  if (scale === null) return null;
  const table = gridValues(scale);
  return Uint16Array.from(gridLevels(values, scale), (level) => table[level & 255]!);
}

describe('rows of float16 on a grid', () => {
  it('come back to the bit from their scale and levels', () => {
    fc.assert(
      fc.property(onGrid, (values) => {
        expect(again(values)).toEqual(values);
      }),
    );
  });

  it('come back to the bit, or are said to lie on no grid, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 6 }), (bits) => {
        const values = Uint16Array.from(bits);
        const found = again(values);
        if (found) expect(found).toEqual(values);
      }),
    );
  });

  it('have the largest scale that serves', () => {
    expect(gridScale(row(0.75, -1.5, 0))).toBe(halfOf(0.75));
    expect(gridScale(row(127, 1))).toBe(halfOf(1));
    expect(gridScale(row(254, 4))).toBe(halfOf(2));
    expect(Array.from(gridLevels(row(254, -4), halfOf(2)!))).toEqual([127, -2]);
  });

  it('keep the sign of a zero, in a row of zeros too', () => {
    expect(gridScale(row(0, -0))).toBe(0);
    expect(again(row(0, -0, 0))).toEqual(row(0, -0, 0));
    expect(again(row(-0, 3))).toEqual(row(-0, 3));
  });

  it('reach from the smallest subnormal to the largest number', () => {
    expect(again(row(2 ** -24, -127 * 2 ** -24))).toEqual(row(2 ** -24, -127 * 2 ** -24));
    expect(again(row(65504, -65504))).toEqual(row(65504, -65504));
    expect(gridScale(row(65504, 2 ** -24))).toBeNull();
  });

  it('need no more than 127 levels, and finite values', () => {
    expect(gridScale(row(128, 1))).toBeNull();
    expect(gridScale(row(1, 1 + 2 ** -10))).toBeNull();
    for (const value of [Infinity, -Infinity, NaN]) expect(gridScale(row(1, value))).toBeNull();
  });

  it('has NaN where a level times the scale is no float16', () => {
    const values = gridValues(halfOf(1 + 2 ** -10)!);
    expect(VALUES[values[1]!]).toBe(1 + 2 ** -10);
    expect(VALUES[values[2]!]).toBe(2 + 2 ** -9);
    expect(VALUES[values[3]!]).toBeNaN();
    expect(VALUES[gridValues(halfOf(65504)!)[2]!]).toBeNaN();
  });
});
