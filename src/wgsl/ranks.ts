/**
 * Kernels that bring rows of scores [B, V] down to what a person is shown. Blocks of the vocabulary are summed by themselves, and their sums
 * added up by whoever reads them, in float64. The k-th highest of the blocks' maxima is a floor that at least k logits reach, mostly hardly
 * more; those are handed over, unsorted.
 */
import type { Source } from '../graph/terms';

/** Logits of a block: a group of 64 threads does four each. */
export const BLOCK = 256;
/** What a block comes down to: its maximum, the sum of exp(logit - maximum), how many are before the logit that is ranked. */
export const OF_BLOCK = 3;
/** Logits above the floor that have room; where there are more, all have to be read. */
export const MOST_ABOVE = 256;
/** Words of a row of those above: their number, then id and logit of each. */
export const ABOVE_WORDS = 1 + 2 * MOST_ABOVE;

export interface RankKernel {
  readonly source: Source;
  /** What it binds behind the sizes, in order. */
  readonly bindings: readonly { readonly access: 'read' | 'read_write' }[];
  readonly dims: readonly string[];
}

/** Of the uniform: V, ids a row, how many of the highest, blocks. */
const DIMS = ['V', 'W', 'top', 'blocks'];

const head = (
  ...bindings: (readonly [name: string, access: 'read' | 'read_write', element: string])[]
): RankKernel => ({
  source: [
    `struct Dims { ${DIMS.map((dim) => `${dim}: u32`).join(', ')} }`,
    '@group(0) @binding(0) var<uniform> dims: Dims;',
    ...bindings.map(
      ([name, access, element], i) =>
        `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<${element}>;`,
    ),
    '@compute @workgroup_size(64)',
    'fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {',
  ].join('\n'),
  bindings: bindings.map(([, access]) => ({ access })),
  dims: DIMS,
});

const withBody = ({ source, ...kernel }: RankKernel, memory: string, body: string): RankKernel => ({
  ...kernel,
  source: source.replace('@compute', `${memory}\n@compute`) + `\n${body}\n}`,
});

/** A group a block and row. ids [W] as floats; blocks [B, blocks, 3]. */
export const blockKernel = withBody(
  head(['scores', 'read', 'f32'], ['bias', 'read', 'f32'], ['ids', 'read', 'f32'], ['out_blocks', 'read_write', 'f32']),
  'var<workgroup> most: array<f32, 64>;\nvar<workgroup> sums: array<f32, 64>;\nvar<workgroup> before: array<f32, 64>;',
  `  let row = wid.y * dims.V;
  let ranked = u32(ids[0]);
  let own = scores[row + ranked] + bias[ranked];
  var largest = -3.4e38;
  for (var j = 0u; j < 4u; j++) {
    let id = wid.x * ${BLOCK}u + j * 64u + lid;
    if (id < dims.V) { largest = max(largest, scores[row + id] + bias[id]); }
  }
  most[lid] = largest;
  workgroupBarrier();
  var block_most = most[0];
  for (var k = 1u; k < 64u; k++) { block_most = max(block_most, most[k]); }
  var sum = 0.0;
  var count = 0.0;
  for (var j = 0u; j < 4u; j++) {
    let id = wid.x * ${BLOCK}u + j * 64u + lid;
    if (id < dims.V) {
      let logit = scores[row + id] + bias[id];
      sum += exp(logit - block_most);
      if (logit > own || (logit == own && id < ranked)) { count += 1.0; }
    }
  }
  sums[lid] = sum;
  before[lid] = count;
  workgroupBarrier();
  if (lid == 0u) {
    var all = 0.0;
    var ahead = 0.0;
    for (var k = 0u; k < 64u; k++) { all += sums[k]; ahead += before[k]; }
    let at = (wid.y * dims.blocks + wid.x) * ${OF_BLOCK}u;
    out_blocks[at] = block_most;
    out_blocks[at + 1u] = all;
    out_blocks[at + 2u] = ahead;
  }`,
);

/** A group a row: the floor, room for what is above it, and the logits of the ids. logits [B, 1 + W], the floor first. */
export const floorKernel = withBody(
  head(
    ['scores', 'read', 'f32'],
    ['bias', 'read', 'f32'],
    ['ids', 'read', 'f32'],
    ['blocks', 'read', 'f32'],
    ['out_logits', 'read_write', 'f32'],
    ['above', 'read_write', 'u32'],
  ),
  '',
  `  let row = wid.y;
  let first = row * dims.blocks;
  for (var b = lid; b < dims.blocks; b += 64u) {
    let own = blocks[(first + b) * ${OF_BLOCK}u];
    var ahead = 0u;
    for (var other = 0u; other < dims.blocks; other++) {
      let most = blocks[(first + other) * ${OF_BLOCK}u];
      if (most > own || (most == own && other < b)) { ahead += 1u; }
    }
    if (ahead + 1u == dims.top) { out_logits[row * (dims.W + 1u)] = own; }
  }
  for (var w = lid; w < dims.W; w += 64u) {
    let id = u32(ids[w]);
    out_logits[row * (dims.W + 1u) + 1u + w] = scores[row * dims.V + id] + bias[id];
  }
  if (lid == 0u) { above[row * ${ABOVE_WORDS}u] = 0u; }`,
);

/** A group a block and row: who is above the floor. above [B, 1 + 2 * MOST_ABOVE]. */
export const aboveKernel = withBody(
  head(
    ['scores', 'read', 'f32'],
    ['bias', 'read', 'f32'],
    ['floors', 'read', 'f32'],
    ['above', 'read_write', 'atomic<u32>'],
  ),
  '',
  `  let row = wid.y;
  let lowest = floors[row * (dims.W + 1u)];
  for (var j = 0u; j < 4u; j++) {
    let id = wid.x * ${BLOCK}u + j * 64u + lid;
    if (id < dims.V) {
      let logit = scores[row * dims.V + id] + bias[id];
      if (logit >= lowest) {
        let place = atomicAdd(&above[row * ${ABOVE_WORDS}u], 1u);
        if (place < ${MOST_ABOVE}u) {
          atomicStore(&above[row * ${ABOVE_WORDS}u + 1u + 2u * place], id);
          atomicStore(&above[row * ${ABOVE_WORDS}u + 2u + 2u * place], bitcast<u32>(logit));
        }
      }
    }
  }`,
);
