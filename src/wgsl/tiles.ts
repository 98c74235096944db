/**
 * Matrix products. Which way of dividing the work is best depends on the sizes: `cell`, a thread an element, where the inner axis is
 * short; `thin`, sixteen threads an element, where there are few rows, so that each weight is read once; square tiles of 16, 32 or 64
 * elements in the group's memory, the larger the more elements there are to keep a card busy.
 *
 * A card in software has no memory that a group's threads share, only a slow imitation: there a thread does a `block` of four by four, or eight by eight.
 *
 * Operands come four at a time along the inner axis, so an element of the result grows by dot products of vectors.
 */
import type { Shape } from '../graph/shape';
import type { ProductTerm, Source, Term } from '../graph/terms';
import type { Emitter } from './emit';
import { spread, type CardStyle } from './frame';

export type Tiles = 'cell' | 'block' | 'large block' | 'thin' | 16 | 32 | 64;

export interface ProductSizes {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

/** Inner axes up to which a thread does an element by itself. */
const SHORT_INNER = 32;
/** Rows up to which a weight is better read by a few threads than by a tile. */
const THIN_ROWS = 16;
/** Rows that a thin group does at once. */
const THIN = 8;
/** Groups that keep a large card busy. */
const BUSY = 128;
const THREADS = 256;
/** Threads of a group that do an element each. */
const CELLS = 64;
/** Rows and columns of a thread's block; eight by eight threads are a group. */
const BLOCK = 4;
const LARGE_BLOCK = 8;

export interface Tiling {
  readonly tiles: Tiles;
  /** Of threads. */
  readonly groups: readonly [number, number, number];
}

export function fittingTiles({ batch, rows, columns, inner }: ProductSizes, { sharesMemory }: CardStyle): Tiling {
  if (inner <= SHORT_INNER || (!sharesMemory && rows < 4)) {
    const [x, y] = spread(Math.ceil((rows * columns) / CELLS));
    return { tiles: 'cell', groups: [x, y, batch] };
  }
  if (!sharesMemory) {
    const large = rows >= 32 && columns >= 32;
    const width = 8 * (large ? LARGE_BLOCK : BLOCK);
    return {
      tiles: large ? 'large block' : 'block',
      groups: [Math.ceil(columns / width), Math.ceil(rows / width), batch],
    };
  }
  if (rows <= THIN_ROWS) return { tiles: 'thin', groups: [Math.ceil(columns / 16), Math.ceil(rows / THIN), batch] };
  const groupsOf = (tile: number) => [Math.ceil(columns / tile), Math.ceil(rows / tile), batch] as const;
  for (const tile of [64, 32] as const) {
    const groups = groupsOf(tile);
    if (rows > tile / 2 && columns > tile / 2 && groups[0] * groups[1] * groups[2] >= BUSY)
      return { tiles: tile, groups };
  }
  return { tiles: 16, groups: groupsOf(16) };
}

export interface TileSource {
  readonly threads: number;
  readonly declarations: readonly Source[];
  readonly body: readonly Source[];
}

/** @param finish writes what becomes of the element `p` at cell `i`, in `row` and `col`. */
export function emitTiles(emitter: Emitter, product: ProductTerm, tiles: Tiles, finish: () => void): TileSource {
  const { shape, inner } = product;
  const [M, N, K] = [emitter.size(shape.at(-2)!), emitter.size(shape.at(-1)!), emitter.size(inner)];
  const batch = shape.slice(0, -2);
  const a = loader(emitter, { name: 'load_a', term: product.a, batch, free: 'm', size: M, inner: K, isRow: true });
  const b = loader(emitter, { name: 'load_b', term: product.b, batch, free: 'n', size: N, inner: K, isRow: false });
  const finishing = [
    'fn finish(batch: u32, m: u32, n: u32, p: f32) {',
    `  if (m < ${M} && n < ${N}) {`,
    `    let row = batch * ${M} + m;`,
    '    let col = n;',
    `    let i = row * ${N} + col;`,
    ...emitter.block(finish).map((line) => `    ${line}`),
    '  }',
    '}',
  ];
  const declarations = [...a.text, ...b.text, ...finishing];
  if (tiles === 'cell') return { threads: CELLS, declarations, body: cellBody(N, K) };
  if (tiles === 'block') return { threads: 64, declarations, body: blockBody(BLOCK, K) };
  if (tiles === 'large block') return { threads: 64, declarations, body: blockBody(LARGE_BLOCK, K) };
  if (tiles === 'thin') return { threads: THREADS, declarations: [...THIN_MEMORY, ...declarations], body: thinBody(K) };
  return {
    threads: THREADS,
    declarations: [...tileMemory(tiles), ...declarations],
    body: tileBody(tiles, K, a.isAlongInner, b.isAlongInner),
  };
}

interface Load {
  readonly name: string;
  readonly term: Term;
  readonly batch: Shape;
  /** The axis beside the inner one. */
  readonly free: 'm' | 'n';
  readonly size: Source;
  readonly inner: Source;
  /** Whether the free axis comes first: rows of a, but columns of b. */
  readonly isRow: boolean;
}

/**
 * A function that gives four elements of an operand along the inner axis, 0 beyond its end. Beyond the end of the other axis it gives the last
 * ones again, for elements that nobody keeps: what is cut off at the end costs less than asking each time.
 */
function loader(emitter: Emitter, load: Load): { readonly text: readonly string[]; readonly isAlongInner: boolean } {
  const { name, term, batch, free, size, inner, isRow } = load;
  const at = (k: Source): readonly Source[] => {
    const leading = term.shape.slice(0, -2);
    const places = emitter.coordinates({ linear: 'batch' }, batch);
    const own = leading.map((dim, i) => (dim === 1 ? '0u' : places[i + batch.length - leading.length]!));
    return [...own, ...(isRow ? ['free', k] : [k, 'free'])];
  };
  let isAlongInner = true;
  const inside = emitter.block(() => {
    if (size === '1u') emitter.line('let free = 0u;');
    else emitter.line(`let free = min(${free}, ${size} - 1u);`);
    const vector = emitter.pullVector(term, at('k'), 'k');
    isAlongInner = vector !== null;
    emitter.line(`return ${vector ?? fourOf(emitter, load, at)};`);
  });
  const text = [
    `fn ${name}(batch: u32, ${free}: u32, k: u32) -> vec4f {`,
    ...inside.map((line) => `  ${line}`),
    '}',
    // For tiles that reach beyond the end.
    `fn ${name}_within(batch: u32, ${free}: u32, k: u32) -> vec4f {`,
    `  return select(vec4f(), ${name}(batch, ${free}, min(k, (${inner} - 1u) & ~3u)), k < ${inner});`,
    '}',
  ];
  return { text, isAlongInner };
}

/** Each by itself, with 0 for those beyond the end. */
function fourOf(emitter: Emitter, { term, inner }: Load, at: (k: Source) => readonly Source[]): Source {
  const isWhole = isMultiple(inner, 4);
  const one = (step: number) => {
    if (step === 0) return emitter.pull(term, { coordinates: at('k') });
    const k = emitter.fresh('k');
    emitter.line(`let ${k} = ${isWhole ? `k + ${step}u` : `min(k + ${step}u, ${inner} - 1u)`};`);
    const value = emitter.pull(term, { coordinates: at(k) });
    return isWhole ? value : `select(0.0, ${value}, k + ${step}u < ${inner})`;
  };
  return `vec4f(${[0, 1, 2, 3].map(one).join(', ')})`;
}

function isMultiple(size: Source, of: number): boolean {
  return /^\d+u$/.test(size) && parseInt(size, 10) % of === 0;
}

function cellBody(N: Source, K: Source): string[] {
  return [
    `let at = (wid.y * num.x + wid.x) * ${CELLS}u + lid;`,
    `let n = at % ${N};`,
    `let m = at / ${N};`,
    'var p = 0.0;',
    `for (var k = 0u; k < ${K}; k += 4u) { p += dot(load_a(wid.z, m, k), load_b(wid.z, n, k)); }`,
    'finish(wid.z, m, n, p);',
  ];
}

function blockBody(width: number, K: Source): string[] {
  const each = Array.from({ length: width }, (_, j) => j);
  return [
    `let m = (wid.y * 8u + lid / 8u) * ${width}u;`,
    // Neighbouring threads do neighbouring columns.
    `let n = wid.x * ${8 * width}u + lid % 8u;`,
    ...each.flatMap((r) => each.map((c) => `var p${r}${c} = 0.0;`)),
    `for (var k = 0u; k < ${K}; k += 4u) {`,
    ...each.map((c) => `  let b${c} = load_b(wid.z, n + ${8 * c}u, k);`),
    ...each.flatMap((r) => [
      `  let a${r} = load_a(wid.z, m + ${r}u, k);`,
      ...each.map((c) => `  p${r}${c} += dot(a${r}, b${c});`),
    ]),
    '}',
    `var sums = array<f32, ${width ** 2}>(${each.flatMap((r) => each.map((c) => `p${r}${c}`)).join(', ')});`,
    `for (var j = 0u; j < ${width ** 2}u; j++) { finish(wid.z, m + j / ${width}u, n + j % ${width}u * 8u, sums[j]); }`,
  ];
}

const THIN_MEMORY = [`var<workgroup> parts: array<f32, ${THIN * THREADS}>;`];

/** Sixteen threads share an element's inner axis, and add up their parts at the end. */
function thinBody(K: Source): string[] {
  return [
    'let lane = lid % 16u;',
    'let n = wid.x * 16u + lid / 16u;',
    `let m = wid.y * ${THIN}u;`,
    `var sums: array<f32, ${THIN}>;`,
    `for (var k = lane * 4u; k < ${K}; k += 64u) {`,
    '  let b = load_b(wid.z, n, k);',
    `  for (var r = 0u; r < ${THIN}u; r++) { sums[r] += dot(load_a(wid.z, m + r, k), b); }`,
    '}',
    `for (var r = 0u; r < ${THIN}u; r++) { parts[r * ${THREADS}u + lid] = sums[r]; }`,
    'workgroupBarrier();',
    `if (lid < ${THIN * 16}u) {`,
    '  let r = lid / 16u;',
    '  let c = lid % 16u;',
    '  var sum = 0.0;',
    `  for (var j = 0u; j < 16u; j++) { sum += parts[r * ${THREADS}u + c * 16u + j]; }`,
    '  finish(wid.z, m + r, wid.x * 16u + c, sum);',
    '}',
  ];
}

/** Vectors along the inner axis in a tile: every thread loads one of each operand. */
const depthOf = (tile: number) => THREADS / tile;
/** One more, so that the columns of a tile lie in different banks. */
const strideOf = (tile: number) => depthOf(tile) + 1;

function tileMemory(tile: number): string[] {
  const count = tile * strideOf(tile);
  return [`var<workgroup> a_tile: array<vec4f, ${count}>;`, `var<workgroup> b_tile: array<vec4f, ${count}>;`];
}

function tileBody(tile: number, K: Source, aAlong: boolean, bAlong: boolean): string[] {
  const [depth, stride] = [depthOf(tile), strideOf(tile)];
  const each = Array.from({ length: tile / 16 }, (_, j) => j);
  // Neighbouring threads read neighbouring elements: along the inner axis where it is the contiguous one.
  const split = (along: boolean) =>
    along ? [`lid / ${depth}u`, `lid % ${depth}u`] : [`lid % ${tile}u`, `lid / ${tile}u`];
  const [[ar, aq], [br, bq]] = [split(aAlong), split(bAlong)];
  return [
    `let m0 = wid.y * ${tile}u;`,
    `let n0 = wid.x * ${tile}u;`,
    'let tx = lid % 16u;',
    'let ty = lid / 16u;',
    `let ar = ${ar};`,
    `let aq = ${aq};`,
    `let br = ${br};`,
    `let bq = ${bq};`,
    ...each.flatMap((r) => each.map((c) => `var p${r}${c} = 0.0;`)),
    `var a_next = load_a_within(wid.z, m0 + ar, aq * 4u);`,
    `var b_next = load_b_within(wid.z, n0 + br, bq * 4u);`,
    `for (var k0 = 0u; k0 < ${K}; k0 += ${4 * depth}u) {`,
    `  a_tile[ar * ${stride}u + aq] = a_next;`,
    `  b_tile[br * ${stride}u + bq] = b_next;`,
    '  workgroupBarrier();',
    // The next ones are on their way while these are multiplied.
    `  a_next = load_a_within(wid.z, m0 + ar, k0 + ${4 * depth}u + aq * 4u);`,
    `  b_next = load_b_within(wid.z, n0 + br, k0 + ${4 * depth}u + bq * 4u);`,
    `  for (var q = 0u; q < ${depth}u; q++) {`,
    ...each.map((c) => `    let b${c} = b_tile[(tx + ${16 * c}u) * ${stride}u + q];`),
    ...each.flatMap((r) => [
      `    let a${r} = a_tile[(ty + ${16 * r}u) * ${stride}u + q];`,
      ...each.map((c) => `    p${r}${c} += dot(a${r}, b${c});`),
    ]),
    '  }',
    '  workgroupBarrier();',
    '}',
    ...each.flatMap((r) => each.map((c) => `finish(wid.z, m0 + ty + ${16 * r}u, n0 + tx + ${16 * c}u, p${r}${c});`)),
  ];
}
