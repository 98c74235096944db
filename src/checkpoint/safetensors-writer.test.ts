import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Safetensors } from './safetensors';
import { assembleSafetensors, rewriteTensors } from './safetensors-writer';

const tensors = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 12 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
  fc.record({
    half: fc.boolean(),
    values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 9 }),
  }),
);

/** Widths of elements, in bytes. */
const WIDTH: Readonly<Record<string, number>> = { F16: 2, F32: 4 };

describe('a written file', () => {
  it('reads back, and keeps what is not replaced to the last bit', () => {
    fc.assert(
      fc.property(tensors, fc.nat(), (wanted, pick) => {
        const names = Object.keys(wanted);
        // As writers lay files out: wide elements first.
        const ordered = names.toSorted((a, b) => Number(wanted[a]!.half) - Number(wanted[b]!.half));
        const parts = ordered.map((name) => {
          const { half, values } = wanted[name]!;
          const numbers = half ? Uint16Array.from(values, (_, i) => 0x3c00 + i) : Float32Array.from(values);
          return { name, dtype: half ? 'F16' : 'F32', shape: [values.length], bytes: new Uint8Array(numbers.buffer) };
        });
        const file = Safetensors.parse(assembleSafetensors(parts));
        const replaced = new Map(
          names
            .filter((_, i) => (pick >> i) & 1)
            .map((name) => [name, Float32Array.from(wanted[name]!.values, (x) => x + 1)]),
        );
        const again = Safetensors.parse(rewriteTensors(file, replaced));
        for (const name of names) {
          const { dtype, begin } = again.info(name);
          expect(begin % WIDTH[dtype]!).toBe(0);
          expect(again.decode(name).data).toEqual(replaced.get(name) ?? file.decode(name).data);
        }
      }),
    );
  });

  it('takes only as many values as a tensor has', () => {
    const file = Safetensors.parse(
      assembleSafetensors([{ name: 'a', dtype: 'F32', shape: [1], bytes: new Uint8Array(4) }]),
    );
    expect(() => rewriteTensors(file, new Map([['a', Float32Array.of(1, 2)]]))).toThrow(/holds 1 values; 2 were given/);
  });
});
