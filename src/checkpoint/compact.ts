/**
 * Weights in half the bytes: a safetensors file of float16 whose matrices lie on a grid, row by row (see grid.ts), as 8-bit
 * levels and a scale a row. What is unpacked is the very same file to the last bit, and so has the same hash; nothing is ever
 * computed in 8 bits. A matrix that lies on no grid, and whatever is no matrix of float16, travels as it is.
 *
 * A compact file is one gzip stream, which a browser inflates while it arrives. In it, little-endian:
 *
 *     8 bytes   "engram-w"
 *     u32       version, 1
 *     u32       bytes of the head
 *     head      JSON: { bytes: of the safetensors file, grid: [names of the tensors on a grid] }
 *     start     of the safetensors file, its own header's length and its header
 *     tensors   in the order in which they lie in the file; on a grid: [rows] float16 scales, then [rows, columns] int8 levels
 */
import { z } from 'zod';
import { EngramError } from '../errors';
import { parseWith, quote } from '../schema';
import { gridLevels, gridScale, gridValues } from './grid';
import { Inflated } from './inflated';
import { joinedBytes } from './joined-bytes';
import { Safetensors, type TensorInfo } from './safetensors';

/** What the page's own model travels as. */
export const COMPACT_FILE = 'model.compact';

const MAGIC = 'engram-w';
const VERSION = 1;
const PREFIX = 16;
/** Bytes; names of some hundred tensors take 10,000. */
const MAX_HEAD = 1_000_000;
/** Bytes of the safetensors file: more than a browser's WebAssembly could hold. */
const MAX_FILE = 4e9;

const headSchema = z.object({
  bytes: z.int().min(8).max(MAX_FILE),
  grid: z.array(z.string()),
});

/**
 * The content of a compact file, still to be compressed as gzip.
 * @param source a safetensors file.
 * @throws EngramError('checkpoint') where it is none.
 */
export function packWeights(source: Uint8Array): Uint8Array<ArrayBuffer> {
  const parsed = Safetensors.parse(source);
  const grid: string[] = [];
  const tensors: Uint8Array[] = [];
  for (const [name, info] of parsed.tensors) {
    const packed = packMatrix(parsed.bytesOf(name), info);
    if (packed) grid.push(name);
    tensors.push(packed ?? parsed.bytesOf(name));
  }
  const head = new TextEncoder().encode(JSON.stringify({ bytes: source.length, grid }));
  const prefix = new Uint8Array(PREFIX);
  prefix.set(new TextEncoder().encode(MAGIC));
  const numbers = new DataView(prefix.buffer);
  numbers.setUint32(8, VERSION, true);
  numbers.setUint32(12, head.length, true);
  return joinedBytes([prefix, head, source.subarray(0, startOf(source)), ...tensors]);
}

/** Bytes of a safetensors file before its tensors. */
function startOf(file: Uint8Array): number {
  return 8 + Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
}

/** Steps and levels; null where the tensor is no matrix of float16, or lies on no grid. */
function packMatrix(bytes: Uint8Array, info: TensorInfo): Uint8Array | null {
  if (!isMatrix(info)) return null;
  const { rows, columns } = matrixOf(info);
  const halves = new Uint16Array(rows * columns);
  for (let i = 0; i < halves.length; i++) halves[i] = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
  const packed = new Uint8Array(rows * (2 + columns));
  for (let row = 0; row < rows; row++) {
    const values = halves.subarray(row * columns, (row + 1) * columns);
    const scale = gridScale(values);
    if (scale === null) return null;
    packed[2 * row] = scale & 255;
    packed[2 * row + 1] = scale >> 8;
    packed.set(new Uint8Array(gridLevels(values, scale).buffer), 2 * rows + row * columns);
  }
  return packed;
}

function isMatrix(info: TensorInfo | undefined): info is TensorInfo {
  return info?.dtype === 'F16' && info.shape.length === 2 && !info.shape.includes(0);
}

function matrixOf({ shape }: TensorInfo): { rows: number; columns: number } {
  return { rows: shape[0]!, columns: shape[1]! };
}

/**
 * The safetensors file, unpacked while its compact file arrives. Beside what it gives, it holds a piece of what comes.
 * @param compact the compact file's bytes in order; what it throws is thrown on.
 * @throws EngramError('checkpoint') where it is no compact file, or a damaged one; EngramError('memory') where there is no
 * room for what it holds.
 */
export async function unpackWeights(compact: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const source = new Inflated(compact, fault);
  try {
    return await unpack(source);
  } finally {
    await source.close();
  }
}

async function unpack(source: Inflated): Promise<Uint8Array<ArrayBuffer>> {
  const prefix = await source.take(new Uint8Array(PREFIX), 'its first bytes');
  const numbers = new DataView(prefix.buffer);
  const magic = String.fromCharCode(...prefix.subarray(0, 8));
  if (magic !== MAGIC) throw fault(`expected it to begin with "${MAGIC}", found ${quote(magic)}`);
  const version = numbers.getUint32(8, true);
  if (version !== VERSION) throw fault(`expected version ${VERSION} of the format, found ${version}`);
  const headLength = numbers.getUint32(12, true);
  if (headLength > MAX_HEAD) throw fault(`expected a head of at most ${MAX_HEAD} bytes, found one of ${headLength}`);
  const { bytes, grid } = readHead(await source.take(new Uint8Array(headLength), 'its head'));

  const file = allocate(bytes);
  await source.take(file.subarray(0, 8), "the weights' header");
  const start = startOf(file);
  if (start > file.length)
    throw fault(`the weights' header should have ${start - 8} bytes, but their file has ${bytes}`);
  await source.take(file.subarray(8, start), "the weights' header");
  const { tensors } = Safetensors.parse(file, COMPACT_FILE);
  const onGrid = new Set(grid);
  const odd = grid.find((name) => !isMatrix(tensors.get(name)));
  if (odd !== undefined) throw fault(`it says that ${quote(odd)} lies on a grid, but holds no such matrix of float16`);
  // Few scales serve many rows.
  const known = new Map<number, Uint16Array>();
  const valuesOf = (scale: number) => known.get(scale) ?? known.set(scale, gridValues(scale)).get(scale)!;
  for (const [name, info] of tensors) {
    const place = file.subarray(info.begin, info.end);
    if (onGrid.has(name)) await unpackMatrix(source, name, { place, ...matrixOf(info), valuesOf });
    else await source.take(place, `the tensor "${name}"`);
  }
  await source.end();
  return file;
}

function readHead(bytes: Uint8Array): z.output<typeof headSchema> {
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw fault('its head is not valid JSON', cause);
  }
  return parseWith(headSchema, head, 'checkpoint', `${COMPACT_FILE}: its head`);
}

function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new EngramError(
      'memory',
      `The model needs ${bytes.toLocaleString('en')} bytes in one piece, which this browser does not give. Close other tabs, then load it again.`,
      { cause },
    );
  }
}

interface Place {
  /** The matrix's bytes in the file: the levels wait in their second half, and become values from the front on. */
  readonly place: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  readonly valuesOf: (scale: number) => Uint16Array;
}

async function unpackMatrix(source: Inflated, name: string, { place, rows, columns, valuesOf }: Place): Promise<void> {
  const scales = await source.take(new Uint8Array(2 * rows), `the scales of "${name}"`);
  const levels = await source.take(place.subarray(rows * columns), `the levels of "${name}"`);
  for (let row = 0, at = 0; row < rows; row++) {
    const values = valuesOf(scales[2 * row]! | (scales[2 * row + 1]! << 8));
    for (const end = at + columns; at < end; at++) {
      // Of n values the one at i takes bytes 2i and 2i + 1, and its level is byte n + i, which is never behind them.
      const half = values[levels[at]!]!;
      place[2 * at] = half & 255;
      place[2 * at + 1] = half >> 8;
    }
  }
}

function fault(message: string, cause?: unknown): EngramError {
  return new EngramError(
    'checkpoint',
    `${COMPACT_FILE}: ${message}. It is cut short, damaged, or of another version than this page: load the page anew.`,
    { cause },
  );
}
