/** Kernels over rows that are summed: LayerNorm, softmax and their gradients, each with all that happens around it. */
import { sameElementCount, type Shape } from '../graph/shape';
import type { FoldTerm, Source, Term } from '../graph/terms';
import { Emitter, NeedsBuffer, ROW, type Home } from './emit';
import {
  assembleKernel,
  operandsOf,
  placeIn,
  size,
  spread,
  storeCells,
  storedValues,
  type CardStyle,
  type WgslKernel,
  type KernelRequest,
  type PlannedKernel,
} from './frame';

/** Threads of a group that do a row each. */
const ROWS = 64;
/** Columns from which a row has a group of its own; shorter ones have a thread each. */
const LONG_ROW = 48;
/** The same on a card in software, where threads that wait for each other cost more than a long loop. */
const LONG_ROW_ALONE = 4096;

/** @param folds each behind those that it depends on. */
export function rowsKernel(request: KernelRequest, folds: readonly FoldTerm[]): PlannedKernel {
  const { stores } = request;
  // The last depends on the others, or on none of them.
  const { shape } = folds.at(-1)!.operand;
  const rows = shape.slice(0, -1);
  const columns = shape.at(-1)!;
  for (const fold of folds) {
    if (fold.operand.shape.at(-1) !== columns || !sameElementCount(fold.operand.shape, shape))
      throw new NeedsBuffer(fold);
  }
  const own = new Map<Term, Home>();
  for (const term of stores) {
    const home = homeIn(shape, term);
    if (!home) throw new NeedsBuffer(folds.at(-1)!);
    own.set(term, home);
  }
  const hasGroup = ({ sharesMemory }: CardStyle) =>
    typeof columns === 'number' && columns >= (sharesMemory ? LONG_ROW : LONG_ROW_ALONE);
  const made = new Map<boolean, WgslKernel>();
  const kernelOf = (group: boolean): WgslKernel => {
    const kernel = made.get(group) ?? rowsSource({ request, folds, own, shape }, group);
    made.set(group, kernel);
    return kernel;
  };
  return {
    stores,
    computes: stores,
    kind: 'rows',
    shape,
    // The same for both; made now, so that what cannot be computed is found while planning.
    bindings: kernelOf(false).bindings,
    choose: (bindings, style) => {
      const count = size(rows, bindings);
      const group = hasGroup(style);
      return { kernel: kernelOf(group), groups: spread(group ? count : Math.ceil(count / ROWS)) };
    },
    work: () => 0,
  };
}

interface RowsRequest {
  readonly request: KernelRequest;
  readonly folds: readonly FoldTerm[];
  readonly own: ReadonlyMap<Term, Home>;
  readonly shape: Shape;
}

/** @param group whether a row has a group of threads to itself, or one thread. */
function rowsSource({ request, folds, own, shape }: RowsRequest, group: boolean): WgslKernel {
  const { context, stores } = request;
  const columns = shape.at(-1)!;
  const width = !group || typeof columns === 'string' ? ROWS : columns <= 256 ? 64 : columns <= 2048 ? 128 : 256;
  const emitter = new Emitter(context, own);
  const loop = (write: () => void): string[] => [
    `for (var col = ${group ? 'lid' : '0u'}; col < ${emitter.size(columns)}; col += ${group ? width : 1}u) {`,
    `  let i = row * ${emitter.size(columns)} + col;`,
    ...emitter.block(write).map((line) => `  ${line}`),
    '}',
  ];
  const levels = levelsOf(folds);
  const cellStores = storedValues(request).filter(({ term }) => own.get(term) === 'i');
  const rowStores = stores.filter((term) => own.get(term) === 'row');
  // Cells are stored in the first sweep that knows all that they depend on, often the last that sums something.
  const storing = Math.max(
    0,
    ...cellStores.map(({ value }) => 1 + levels.findLastIndex((level) => dependsOn(value, level))),
  );
  const body = emitter.block(() => {
    const sweeps = cellStores.length > 0 && storing === levels.length ? [...levels, []] : levels;
    for (const [step, level] of sweeps.entries()) {
      const sums = level.map((fold) => ({ fold, name: emitter.fresh('f') }));
      for (const { fold, name } of sums) emitter.line(`var ${name} = ${fold.how === 'sum' ? '0.0' : '-3.4e38'};`);
      const text = loop(() => {
        for (const { fold, name } of sums) {
          const value = emitter.pull(fold.operand, placeIn(shape, fold.operand));
          emitter.line(fold.how === 'sum' ? `${name} += ${value};` : `${name} = max(${name}, ${value});`);
        }
        if (step === storing) storeCells(emitter, cellStores, shape);
      });
      text.forEach((line) => emitter.line(line));
      for (const { fold, name } of sums) {
        if (group) emitter.line(`${name} = ${fold.how}_of_group(${name}, lid);`);
        emitter.give(fold, 'row', name);
        if (group) emitter.helpers.add(groupFold(fold.how, width));
      }
    }
    const values = rowStores.map((term) => ({ term, value: emitter.pull(term, ROW) }));
    for (const { term, value } of values) {
      const store = `${emitter.bind(term, 'read_write')}[row] = ${value};`;
      emitter.line(group ? `if (lid == 0u) { ${store} }` : store);
    }
  });
  const first = group ? 'wid.y * num.x + wid.x' : `(wid.y * num.x + wid.x) * ${ROWS}u + lid`;
  return assembleKernel(emitter, width, [
    `let row = ${first};`,
    `if (row >= ${emitter.count(shape.slice(0, -1))}) { return; }`,
    ...body,
  ]);
}

function dependsOn(term: Term, folds: readonly FoldTerm[]): boolean {
  return folds.includes(term as FoldTerm) || operandsOf(term).some((operand) => dependsOn(operand, folds));
}

/** Folds that can be summed in the same sweep over the columns. */
function levelsOf(folds: readonly FoldTerm[]): FoldTerm[][] {
  const levels = new Map<Term, number>();
  const levelOf = (term: Term): number => {
    const known = levels.get(term);
    if (known !== undefined) return known;
    const below = Math.max(0, ...operandsOf(term).map(levelOf));
    const level = folds.includes(term as FoldTerm) ? below + 1 : below;
    levels.set(term, level);
    return level;
  };
  const sorted: FoldTerm[][] = [];
  for (const fold of folds) (sorted[levelOf(fold) - 1] ??= []).push(fold);
  return sorted.filter((level) => level.length > 0);
}

/** Where in a kernel of rows a term is stored: at each cell, at each row, or null where it fits neither. */
function homeIn(shape: Shape, term: Term): Home | null {
  if (sameElementCount(term.shape, shape)) return 'i';
  return sameElementCount(term.shape, shape.slice(0, -1)) ? 'row' : null;
}

/** All threads of a group get what they hold together. Two rounds of a few sums each, and the same order always. */
function groupFold(how: FoldTerm['how'], width: number): Source {
  const part = width === 64 ? 8 : 16;
  const [start, add] = how === 'sum' ? ['0.0', 'x += '] : ['-3.4e38', 'x = max(x, '];
  const end = how === 'sum' ? '' : ')';
  return `
var<workgroup> ${how}_parts: array<f32, ${width}>;
var<workgroup> ${how}_sums: array<f32, ${width / part}>;
fn ${how}_of_group(own: f32, lid: u32) -> f32 {
  ${how}_parts[lid] = own;
  workgroupBarrier();
  if (lid < ${width / part}u) {
    var x = ${start};
    for (var k = 0u; k < ${part}u; k++) { ${add}${how}_parts[lid * ${part}u + k]${end}; }
    ${how}_sums[lid] = x;
  }
  workgroupBarrier();
  var x = ${start};
  for (var k = 0u; k < ${width / part}u; k++) { ${add}${how}_sums[k]${end}; }
  return x;
}`;
}
