import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngramError } from '../errors';
import { assemble, float32Tensor, writeSafetensors } from '../fixtures/safetensors-writer';
import { Safetensors } from './safetensors';

const two = () => writeSafetensors({ a: float32Tensor([2, 3], [1, 2, 3, 4, 5, 6]), b: float32Tensor([2], [-1, 0.5]) });
const header = (entries: object) => JSON.stringify(entries);
const half = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);

function messageFrom(bytes: Uint8Array): string {
  try {
    Safetensors.parse(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(EngramError);
    expect((error as EngramError).code).toBe('checkpoint');
    return (error as EngramError).message;
  }
  throw new Error('The file was accepted.');
}

describe('reading', () => {
  it('decodes whole tensors and ranges of them', () => {
    const file = Safetensors.parse(two());
    expect([...file.tensors.keys()]).toEqual(['a', 'b']);
    expect(file.decode('a')).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
    expect(file.decodeRange('a', 3, 2)).toEqual(Float32Array.of(4, 5));
    expect(() => file.decodeRange('b', 1, 2)).toThrow(RangeError);
    expect(() => file.decode('c')).toThrow('model.safetensors: there is no tensor "c".');
  });

  it('reads data at any alignment, also out of a larger buffer', () => {
    for (let pad = 0; pad < 8; pad++) {
      const bytes = writeSafetensors(
        { a: float32Tensor([3], [1, 2, 3]), h: { dtype: 'F16', shape: [1], bytes: half(0x3c00) } },
        pad,
      );
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      const file = Safetensors.parse(shifted.subarray(3));
      expect(file.decode('a').data).toEqual(Float32Array.of(1, 2, 3));
      expect(file.decode('h').data).toEqual(Float32Array.of(1));
    }
  });

  it('decodes F16: zeros, subnormals, normals, infinities and NaN', () => {
    const bits = [0x0000, 0x8000, 0x0001, 0x83ff, 0x0400, 0x3555, 0x7bff, 0xfc00, 0x7c00, 0x7e00];
    const { data } = Safetensors.parse(
      writeSafetensors({ h: { dtype: 'F16', shape: [bits.length], bytes: half(...bits) } }),
    ).decode('h');
    const expected = [0, -0, 2 ** -24, -1023 * 2 ** -24, 2 ** -14, 0.333251953125, 65504, -Infinity, Infinity, NaN];
    expect([...data]).toEqual(expected);
  });

  it('decodes BF16 as the upper half of a float32', () => {
    const bits = [0x3f80, 0xc040, 0x0001, 0x7f80, 0x8000];
    const { data } = Safetensors.parse(
      writeSafetensors({ h: { dtype: 'BF16', shape: [bits.length], bytes: half(...bits) } }),
    ).decode('h');
    expect([...data]).toEqual([1, -3, Math.fround(2 ** -133), Infinity, -0]);
  });

  it('keeps tensors of other types in the list, and refuses to decode them', () => {
    const file = Safetensors.parse(writeSafetensors({ ids: { dtype: 'I64', shape: [1], bytes: new Uint8Array(8) } }));
    expect(() => file.decode('ids')).toThrow('"ids" holds I64; weights must be F32, F16, BF16');
  });

  it('accepts empty and scalar tensors', () => {
    const file = Safetensors.parse(writeSafetensors({ none: float32Tensor([0, 4], []), one: float32Tensor([], [7]) }));
    expect(file.decode('none').data.length).toBe(0);
    expect(file.decode('one').data).toEqual(Float32Array.of(7));
  });
});

describe('refusing', () => {
  const entry = (extra: object) => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...extra });
  const data = [new Uint8Array(8)];
  it.each([
    ['a file of a few bytes', new Uint8Array(5), 'expected a safetensors file, found 5 bytes'],
    [
      'a truncated file',
      two().subarray(0, two().length - 1),
      'the tensor "b" should lie at bytes 24..32 of the data, which has 31',
    ],
    [
      'an absurd header length',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123, 125),
      'announce a header of 18,446,744,073,709,551,615 bytes, but the file has 10 bytes',
    ],
    [
      'a header of gigabytes',
      Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 123, 125),
      'announce a header of 4,294,967,296 bytes',
    ],
    ['a header that is no JSON', assemble('{"a":', []), 'its header is not valid JSON'],
    ['a header that is no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xc3, 0x28), 'its header is not valid JSON'],
    ['a header that is no object', assemble('[1]', []), 'its header should be a JSON object, found [1]'],
    [
      'an entry without a shape',
      assemble(header({ a: { dtype: 'F32', data_offsets: [0, 8] } }), data),
      'entry for "a": shape: expected array; found nothing',
    ],
    [
      'a negative size',
      assemble(header({ a: entry({ shape: [-2] }) }), data),
      'shape[0]: expected a whole number from 0; found -2',
    ],
    ['an unknown type', assemble(header({ a: entry({ dtype: 'Q4' }) }), data), '"a" has the unknown type "Q4"'],
    [
      'a type from Object.prototype',
      assemble(header({ a: entry({ dtype: 'toString' }) }), data),
      'unknown type "toString"',
    ],
    [
      'offsets the wrong way round',
      assemble(header({ a: entry({ data_offsets: [8, 0] }) }), data),
      'should lie at bytes 8..0',
    ],
    [
      'offsets outside the file',
      assemble(header({ a: entry({ data_offsets: [8, 16] }) }), data),
      'should lie at bytes 8..16 of the data, which has 8',
    ],
    [
      'a shape that needs more',
      assemble(header({ a: entry({ shape: [3] }) }), data),
      'shape [3] needs 12 bytes, but its offsets 0..8 give it 8',
    ],
    [
      'an enormous shape',
      assemble(header({ a: entry({ shape: [2 ** 40, 2 ** 40] }) }), data),
      'but its offsets 0..8 give it 8',
    ],
    [
      'overlapping tensors',
      assemble(header({ a: entry({}), b: entry({ data_offsets: [4, 12] }) }), [new Uint8Array(12)]),
      '"a" and "b" overlap at byte 4',
    ],
    [
      'a gap',
      assemble(header({ a: entry({ data_offsets: [4, 12] }) }), [new Uint8Array(12)]),
      'bytes 0..4 of the data, before the tensor "a", belong to no tensor',
    ],
    [
      'bytes behind the last tensor',
      assemble(header({ a: entry({}) }), [new Uint8Array(12)]),
      '4 bytes at its end belong to no tensor',
    ],
  ])('names %s', (_, bytes, message) => {
    expect(messageFrom(bytes)).toContain(message);
  });
});

it('does not parse a header over the limit, even where the file is as long', () => {
  const bytes = new Uint8Array(11_000_008).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, 11_000_000n, true);
  expect(messageFrom(bytes)).toContain(
    'announce a header of 11,000,000 bytes, but the file has 11,000,008 bytes (and a header at most 10,000,000)',
  );
});

describe('property', () => {
  const tensors = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
    fc.array(fc.float({ noNaN: true }), { maxLength: 12 }).map((values) => float32Tensor([values.length], values)),
    { maxKeys: 5 },
  );

  it('what was written is read', () => {
    fc.assert(
      fc.property(tensors, fc.nat(9), (written, pad) => {
        const file = Safetensors.parse(writeSafetensors(written, pad));
        for (const [name, { bytes }] of Object.entries(written)) {
          expect(new Uint8Array(file.decode(name).data.slice().buffer)).toEqual(bytes);
        }
      }),
    );
  });

  it('a damaged file is read as what it now says, or refused with a message; nothing else', () => {
    const mutations = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(tensors, mutations, fc.option(fc.nat(400)), (written, changes, cut) => {
        const bytes = writeSafetensors(written);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          const file = Safetensors.parse(cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1)));
          for (const [name, { shape }] of file.tensors) {
            expect(file.decode(name).data.length).toBe(shape.reduce((a, b) => a * b, 1));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(EngramError);
          expect((error as EngramError).code).toBe('checkpoint');
        }
      }),
      { numRuns: 500 },
    );
  });
});
