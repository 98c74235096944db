import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { packWeights, unpackWeights } from './compact';
import { assembleSafetensors, type TensorBytes } from './safetensors-writer';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** Compressed the quick way: how much is no matter here. */
const compactOf = (file: Uint8Array) => new Uint8Array(gzipSync(packWeights(file), { level: 1 }));

/** Bytes as they arrive: in pieces of that length. */
async function* arriving(bytes: Uint8Array<ArrayBuffer>, piece = 1000): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.slice(at, at + piece);
}

const half = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);
/** 1, 2 and -3 and a negative zero; then 0.25, 0.5, 0.75 and 0. */
const matrix = half(0x3c00, 0x4000, 0xc200, 0x8000, 0x3400, 0x3800, 0x3a00, 0);
const small = assembleSafetensors([
  { name: 'm', dtype: 'F16', shape: [2, 4], bytes: matrix },
  { name: 'b', dtype: 'F16', shape: [3], bytes: half(0x3c01, 0x1234, 0x8000) },
]);

describe('a compact file', () => {
  it.each([
    ['the built-in model', join(MODELS, 'builtin')],
    ['a small model of float32', join(MODELS, 'reference', 'small-uncased-tied')],
  ])('unpacks to the same file: %s', async (_, folder) => {
    const file = new Uint8Array(readFileSync(join(folder, 'model.safetensors')));
    expect(sha256(await unpackWeights(arriving(compactOf(file), 65_536)))).toBe(sha256(file));
  });

  it('holds a matrix on a grid in a byte a value and a scale a row, all else as it is', async () => {
    const packed = packWeights(small);
    const content = new Uint8Array(packed.buffer, packed.length - 2 * 2 - 8 - 6);
    expect(content).toEqual(
      new Uint8Array([...half(0x3c00, 0x3400), 1, 2, 253, 128, 1, 2, 3, 0, ...half(0x3c01, 0x1234, 0x8000)]),
    );
    expect(await unpackWeights(arriving(compactOf(small), 7))).toEqual(small);
  });

  it('holds a matrix on no grid as it is', async () => {
    const file = assembleSafetensors([{ name: 'm', dtype: 'F16', shape: [1, 2], bytes: half(0x3c00, 0x3c01) }]);
    const packed = packWeights(file);
    expect(packed.subarray(packed.length - 4)).toEqual(half(0x3c00, 0x3c01));
    expect(await unpackWeights(arriving(compactOf(file)))).toEqual(file);
  });

  it('gives back any file of any tensors, in any pieces', async () => {
    const tensor = fc
      .record({
        dtype: fc.constantFrom('F16', 'F16', 'BF16', 'F32', 'U8'),
        shape: fc.array(fc.nat(4), { maxLength: 3 }),
        few: fc.boolean(),
        seed: fc.infiniteStream(fc.nat(255)),
      })
      .map(({ dtype, shape, few, seed }): Omit<TensorBytes, 'name'> => {
        const width = dtype === 'F32' ? 4 : dtype === 'U8' ? 1 : 2;
        const length = shape.reduce((a, b) => a * b, 1) * width;
        // Of few significant bits, so that a row may well lie on a grid, or of any.
        const bytes = Uint8Array.from(seed.take(length), (byte, i) => (few && i % 2 === 0 ? 0 : byte));
        return { dtype, shape, bytes };
      });
    await fc.assert(
      fc.asyncProperty(fc.array(tensor, { maxLength: 5 }), fc.integer({ min: 1, max: 300 }), async (tensors, piece) => {
        const file = assembleSafetensors(tensors.map((one, i) => ({ name: `t${i}`, ...one })));
        expect(await unpackWeights(arriving(compactOf(file), piece))).toEqual(file);
      }),
    );
  });
});

describe('a file that is no compact file, or a damaged one', () => {
  const good = packWeights(small);
  const fails = async (bytes: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<EngramError> => {
    const error: unknown = await unpackWeights(bytes).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(EngramError);
    return error as EngramError;
  };
  const zipped = (content: Uint8Array) => arriving(new Uint8Array(gzipSync(content)));
  const changed = (change: (bytes: Uint8Array, view: DataView) => void) => {
    const bytes = good.slice();
    change(bytes, new DataView(bytes.buffer));
    return zipped(bytes);
  };
  /** The same with another head. */
  const withHead = (head: unknown) => {
    const text = new TextEncoder().encode(typeof head === 'string' ? head : JSON.stringify(head));
    const rest = good.subarray(16 + new DataView(good.buffer).getUint32(12, true));
    const bytes = new Uint8Array([...good.subarray(0, 16), ...text, ...rest]);
    new DataView(bytes.buffer).setUint32(12, text.length, true);
    return zipped(bytes);
  };
  const whole = small.length;
  const afterHead = 16 + new DataView(good.buffer).getUint32(12, true);

  it.each<[string, () => AsyncIterable<Uint8Array<ArrayBuffer>>, string | RegExp]>([
    ['nothing', () => arriving(new Uint8Array()), /cannot be unpacked as gzip|expected 16 bytes/],
    ['a text', () => arriving(new TextEncoder().encode('<!doctype html>')), 'it cannot be unpacked as gzip'],
    [
      'another gzip file',
      () => zipped(new TextEncoder().encode('{"some": "other file"}')),
      'expected it to begin with "engram-w", found',
    ],
    ['too short for a beginning', () => zipped(good.subarray(0, 10)), 'expected 16 bytes of its first bytes, found 10'],
    [
      'a later version',
      () => changed((_, view) => view.setUint32(8, 2, true)),
      'expected version 1 of the format, found 2',
    ],
    [
      'a huge head',
      () => changed((_, view) => view.setUint32(12, 4e9, true)),
      'expected a head of at most 1000000 bytes, found one of 4000000000',
    ],
    ['a head that is no JSON', () => withHead('{'), 'its head is not valid JSON'],
    ['a head without sizes', () => withHead({ grid: [] }), 'its head: bytes: '],
    ['absurd sizes', () => withHead({ bytes: 1e15, grid: [] }), 'found 1000000000000000'],
    [
      'a file too small for its header',
      () => withHead({ bytes: 40, grid: [] }),
      /header should have \d+ bytes, but their file has 40/,
    ],
    [
      'a file larger than its tensors',
      () => withHead({ bytes: whole + 9, grid: ['m'] }),
      '9 bytes at its end belong to no tensor',
    ],
    ['a grid of no tensor', () => withHead({ bytes: whole, grid: ['m', 'x'] }), 'it says that "x" lies on a grid'],
    ['a grid of a vector', () => withHead({ bytes: whole, grid: ['b'] }), 'it says that "b" lies on a grid'],
    [
      'a header cut short',
      () => changed((_, view) => view.setBigUint64(afterHead, 2n ** 60n, true)),
      'header should have',
    ],
    [
      'a tensor cut short',
      () => zipped(good.subarray(0, good.length - 1)),
      'expected 6 bytes of the tensor "b", found 5',
    ],
    [
      'levels cut short',
      () => zipped(good.subarray(0, good.length - 8)),
      'expected 8 bytes of the levels of "m", found 6',
    ],
    [
      'more behind its end',
      () => zipped(new Uint8Array([...good, 0])),
      'expected its end behind the last tensor, found more',
    ],
  ])('%s', async (_, bytes, message) => {
    const error = await fails(bytes());
    expect(error.code).toBe('checkpoint');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^model\.compact: /);
  });

  it('is known by its checksum where a bit is another', async () => {
    const bytes = new Uint8Array(gzipSync(good, { level: 0 }));
    bytes[bytes.length - 9]! ^= 1;
    expect((await fails(arriving(bytes))).message).toContain('it cannot be unpacked as gzip');
  });

  it('is known where the gzip stream breaks off, wherever', async () => {
    const bytes = new Uint8Array(gzipSync(good));
    expect(new Uint8Array(gunzipSync(bytes))).toEqual(good);
    for (let length = 0; length < bytes.length; length += 5) {
      expect((await fails(arriving(bytes.slice(0, length)))).code).toBe('checkpoint');
    }
  });

  it('ends in what the download says where that breaks off', async () => {
    const broken = new EngramError('download', 'The line is dead.');
    const bytes = async function* () {
      yield new Uint8Array(gzipSync(good)).slice(0, 50);
      throw broken;
    };
    expect(await fails(bytes())).toBe(broken);
  });

  it('asks for no more bytes than there is room for', async () => {
    vi.stubGlobal(
      'Uint8Array',
      new Proxy(Uint8Array, {
        construct(target, parameters: [number], ...rest) {
          if (parameters[0] === 3e9) throw new RangeError('Array buffer allocation failed');
          return Reflect.construct(target, parameters, ...rest) as object;
        },
      }),
    );
    const error = await fails(withHead({ bytes: 3e9, grid: [] }));
    expect([error.code, error.message]).toEqual([
      'memory',
      expect.stringContaining('needs 3,000,000,000 bytes in one piece'),
    ]);
  });

  it('is not begun with where the browser cannot inflate', async () => {
    vi.stubGlobal('DecompressionStream', undefined);
    const error = await fails(zipped(good));
    expect([error.code, error.message]).toEqual(['runtime', expect.stringContaining('Update the browser')]);
  });

  afterEach(() => void vi.unstubAllGlobals());
});
