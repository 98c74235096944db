import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFloats } from '../checkpoint/floats';
import { packHalves } from './halves';

const unpack = (packed: Uint32Array, length: number) =>
  decodeFloats(new Uint8Array(packed.buffer, 0, 2 * length), 'F16');

test('every finite half comes through as it is', () => {
  const halves = Uint16Array.from({ length: 65_536 }, (_, i) => i).filter((half) => (half & 0x7c00) !== 0x7c00);
  const values = decodeFloats(new Uint8Array(halves.buffer), 'F16');
  expect(unpack(packHalves(values)!, values.length)).toEqual(values);
});

test('other values go to the nearest half', () => {
  fc.assert(
    fc.property(fc.float({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
      const [half] = unpack(packHalves(Float32Array.of(value))!, 1);
      // Half a unit in the last place: 11 bits of precision, and 2^-24 below the normal ones.
      expect(Math.abs(half! - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
    }),
    { numRuns: 2000 },
  );
});

test('ties go to the even one', () => {
  expect([...unpack(packHalves(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11))!, 2)]).toEqual([1, 1 + 2 * 2 ** -10]);
});

test('what no half can hold is not packed', () => {
  expect(packHalves(Float32Array.of(1, 70_000))).toBeNull();
  expect(packHalves(Float32Array.of(NaN))).toBeNull();
});
