/**
 * A reader for the safetensors format: eight bytes with the header's length, a JSON header that says where each tensor
 * lies, then the tensors' bytes. Nothing is decoded until it is asked for, so a model stays in memory once, as it came.
 *
 * The whole header is checked at the start, as the format demands: tensors cover the data without gaps or overlaps.
 * Every fault throws an EngramError('checkpoint') that names the file and the tensor.
 */
import { z } from 'zod';
import { EngramError } from '../errors';
import { parseWith, quote } from '../schema';
import { decodeFloats, firstNonFinite, FLOAT_TYPES, isFloatType, type FloatType } from './floats';

/** Bits of one element, for every type of the format; only F32, F16 and BF16 can be decoded here. */
export const BITS: Readonly<Record<string, number>> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
  C64: 64,
};

/** Bytes of a header. The format allows 100 million; that of the largest BERT takes some 100,000. */
const MAX_HEADER = 10_000_000;
const MAX_RANK = 16;

export interface TensorInfo {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes begin and end in the file. */
  readonly begin: number;
  readonly end: number;
}

const size = z.int('expected a whole number from 0').nonnegative('expected a whole number from 0');
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size).max(MAX_RANK),
  data_offsets: z.tuple([size, size]),
});

/** Tensors of one file or of several. */
export interface Tensors {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  info(name: string): TensorInfo;
  bytesOf(name: string): Uint8Array;
  decode(name: string): { data: Float32Array; shape: readonly number[] };
  decodeRange(name: string, start: number, count: number): Float32Array;
  checkWeights(name: string): void;
}

export class Safetensors implements Tensors {
  readonly #bytes: Uint8Array;

  private constructor(
    bytes: Uint8Array,
    /** Tensors by name, in the order in which they lie in the file. */
    readonly tensors: ReadonlyMap<string, TensorInfo>,
    readonly file: string,
  ) {
    this.#bytes = bytes;
  }

  /** Reads the header of `source` and checks all of it; `file` is the name used in messages. */
  static parse(source: Uint8Array | ArrayBuffer, file = 'model.safetensors'): Safetensors {
    const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
    const { header, dataStart } = readHeader(bytes, file);
    const place = { file, dataStart, length: bytes.length };
    const tensors = new Map<string, TensorInfo>();
    for (const [name, value] of Object.entries(header)) {
      if (name !== '__metadata__') tensors.set(name, checkEntry(name, value, place));
    }
    const ordered = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
    checkCover(ordered, place);
    return new Safetensors(bytes, new Map(ordered), file);
  }

  /** The tensor's bytes as they lie in the file, not copied. */
  bytesOf(name: string): Uint8Array {
    const { begin, end } = this.info(name);
    return this.#bytes.subarray(begin, end);
  }

  /** The tensor's whole content as float32, row-major. */
  decode(name: string): { data: Float32Array; shape: readonly number[] } {
    const { shape } = this.info(name);
    return {
      data: this.decodeRange(
        name,
        0,
        shape.reduce((a, b) => a * b, 1),
      ),
      shape,
    };
  }

  /** `count` elements from element `start` on, as float32. */
  decodeRange(name: string, start: number, count: number): Float32Array {
    const { begin, end } = this.info(name);
    const dtype = this.#floatType(name);
    const width = (BITS[dtype] ?? 0) / 8;
    const from = begin + start * width;
    const to = from + count * width;
    if (start < 0 || count < 0 || to > end) {
      throw new RangeError(
        `Elements ${start}..${start + count} of "${name}" were asked for; it has ${(end - begin) / width}.`,
      );
    }
    return decodeFloats(this.#bytes.subarray(from, to), dtype);
  }

  /** @throws EngramError('checkpoint') where the tensor is missing, is not of floats, or holds infinities or NaN, which would spread silently to every number. */
  checkWeights(name: string): void {
    const bad = firstNonFinite(this.bytesOf(name), this.#floatType(name));
    if (bad < 0) return;
    const [value] = this.decodeRange(name, bad, 1);
    throw fault(
      this.file,
      `the tensor "${name}" holds ${value} (its value number ${bad}); every weight must be finite. The model is damaged.`,
    );
  }

  #floatType(name: string): FloatType {
    const { dtype } = this.info(name);
    if (isFloatType(dtype)) return dtype;
    throw fault(
      this.file,
      `the tensor "${name}" holds ${dtype}; weights must be ${FLOAT_TYPES.join(', ')}. Convert the model to float32 and save it again.`,
    );
  }

  info(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (!info) throw fault(this.file, `there is no tensor "${name}".`);
    return info;
  }
}

function fault(file: string, message: string, options?: ErrorOptions): EngramError {
  return new EngramError('checkpoint', `${file}: ${message}`, options);
}

function readHeader(bytes: Uint8Array, file: string): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) {
    throw fault(file, `expected a safetensors file, found ${bytes.length} bytes. Was the download interrupted?`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8) || length > BigInt(MAX_HEADER)) {
    throw fault(
      file,
      `its first 8 bytes announce a header of ${length.toLocaleString('en')} bytes, but the file has ` +
        `${bytes.length.toLocaleString('en')} bytes (and a header at most ${MAX_HEADER.toLocaleString('en')}). It is cut short, or not a safetensors file; fetch it again.`,
    );
  }
  const dataStart = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(8, dataStart)));
  } catch (cause) {
    throw fault(file, 'its header is not valid JSON. The file is damaged, or not a safetensors file; fetch it again.', {
      cause,
    });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw fault(file, `its header should be a JSON object, found ${quote(header)}.`);
  }
  return { header: header as Record<string, unknown>, dataStart };
}

/** Where the tensors lie: in a file of that many bytes, from `dataStart` on. */
interface DataPlace {
  readonly file: string;
  readonly dataStart: number;
  readonly length: number;
}

function checkEntry(name: string, value: unknown, { file, dataStart, length }: DataPlace): TensorInfo {
  const entry = parseWith(entrySchema, value, 'checkpoint', `${file}: the header's entry for "${name}"`);
  const bits = Object.hasOwn(BITS, entry.dtype) ? BITS[entry.dtype] : undefined;
  if (bits === undefined) {
    throw fault(
      file,
      `the tensor "${name}" has the unknown type ${quote(entry.dtype)}; Engram reads ${FLOAT_TYPES.join(', ')}.`,
    );
  }
  const [begin, end] = entry.data_offsets;
  if (begin > end || dataStart + end > length) {
    throw fault(
      file,
      `the tensor "${name}" should lie at bytes ${begin}..${end} of the data, which has ${length - dataStart}. ` +
        'The file is cut short or damaged; fetch it again.',
    );
  }
  const expected = (entry.shape.reduce((a, b) => a * b, 1) * bits) / 8;
  if (expected !== end - begin) {
    throw fault(
      file,
      `the tensor "${name}" of type ${entry.dtype} and shape [${entry.shape.join(', ')}] needs ${expected} bytes, ` +
        `but its offsets ${begin}..${end} give it ${end - begin}.`,
    );
  }
  return { dtype: entry.dtype, shape: entry.shape, begin: dataStart + begin, end: dataStart + end };
}

/** The format allows no bytes that belong to no tensor, or to two: a file could otherwise hide something else in itself. */
function checkCover(ordered: readonly (readonly [string, TensorInfo])[], { file, dataStart, length }: DataPlace): void {
  let position = dataStart;
  let previous = '';
  for (const [name, { begin, end }] of ordered) {
    if (begin < position) {
      throw fault(file, `the tensors "${previous}" and "${name}" overlap at byte ${begin - dataStart} of the data.`);
    }
    if (begin > position) {
      throw fault(
        file,
        `bytes ${position - dataStart}..${begin - dataStart} of the data, before the tensor "${name}", belong to no tensor.`,
      );
    }
    position = end;
    previous = name;
  }
  if (position !== length) {
    throw fault(
      file,
      `${length - position} bytes at its end belong to no tensor. The file is damaged; fetch it again.`,
    );
  }
}
