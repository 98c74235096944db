/** What all kinds of kernel have in common: how a plan sees them, what they store and where, and their frame in WGSL. */
import { evaluateDim, type Bindings, type Dim, type Shape } from '../graph/shape';
import type { JoinedPart, MoveTerm, Source, Term } from '../graph/terms';
import { CELL, FLAT_CELL, type Binding, type EmitContext, type Emitter } from './emit';

/** What a card is good at. */
export interface CardStyle {
  /** Whether the threads of a group share fast memory, and wait for each other at little cost. */
  readonly sharesMemory: boolean;
}

/** One dispatch. */
export interface WgslKernel {
  readonly source: Source;
  readonly bindings: readonly Binding[];
  /** Names of the dims that it asks for, in the order of the uniform. */
  readonly dims: readonly string[];
}

export interface ChosenKernel {
  readonly kernel: WgslKernel;
  /** Of threads. */
  readonly groups: readonly [number, number, number];
}

/** A kernel of a plan; which of its sources runs depends on the sizes. */
export interface PlannedKernel {
  /** What it writes. */
  readonly stores: readonly Term[];
  /** What it computes for them: themselves, or what is moved or joined to become them. */
  readonly computes: readonly Term[];
  readonly kind: 'cells' | 'rows' | 'product';
  /** What it runs over. */
  readonly shape: Shape;
  /** What it reads and writes; the same for all its sources. */
  readonly bindings: readonly Binding[];
  choose(bindings: Bindings, style: CardStyle): ChosenKernel;
  /** Multiplications and additions of its matrix product. */
  work(bindings: Bindings): number;
}

/** What a kernel is to store, and the program that it is part of. */
export interface KernelRequest {
  readonly context: EmitContext;
  /** Terms without reshapes above them. */
  readonly stores: readonly Term[];
  /** Of a join, the part that this kernel stores. */
  readonly part?: JoinedPart;
}

/** How a term gets into its buffer: the value that is computed at the kernel's place, and where it goes. */
export interface StoredValue {
  readonly term: Term;
  readonly value: Term;
  /** From the place of the value to that in the buffer; the same one where absent. */
  readonly way?: (place: readonly Source[]) => readonly Source[];
}

export function operandsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'buffer':
    case 'constant':
      return [];
    case 'cells':
      return term.operands;
    case 'reshape':
    case 'move':
    case 'fold':
      return [term.operand];
    case 'join':
      return term.parts.map((part) => part.term);
    case 'product':
      return [term.a, term.b];
  }
}

export function withoutReshapes(term: Term): Term {
  return term.kind === 'reshape' ? withoutReshapes(term.operand) : term;
}

export function storeCells(emitter: Emitter, stores: readonly StoredValue[], shape: Shape | null): void {
  for (const { term, value, way } of stores) {
    const place = shape ? placeIn(shape, value) : FLAT_CELL;
    const source = emitter.pull(value, place);
    const at = way ? emitter.carry(place, value.shape, term.shape, way) : 'i';
    emitter.line(`${emitter.bind(term, 'read_write')}[${at}] = ${source};`);
  }
}

/** A product that is only moved is written to where it goes; a join is stored a part at a time. */
export function storedValues({ context, stores, part }: KernelRequest): StoredValue[] {
  return stores.map((term) => {
    if (term.kind === 'join' && part) {
      const shift = (place: readonly Source[]) => [...place.slice(0, -1), `(${place.at(-1)} + ${part.from}u)`];
      return { term, value: part.term, way: shift };
    }
    return term.kind === 'move' && computesProduct(term.operand, context) ? scattered(term) : { term, value: term };
  });
}

function scattered(term: MoveTerm): StoredValue {
  const { operand, to } = term;
  if (!to) return { term, value: term };
  if (operand.kind !== 'move') return { term, value: operand, way: to };
  const { value, way } = scattered(operand);
  return { term, value, way: (place) => to(way ? way(place) : place) };
}

function computesProduct(term: Term, context: EmitContext): boolean {
  if (term.kind === 'product') return true;
  return !context.isStored(term) && operandsOf(term).some((operand) => computesProduct(operand, context));
}

/** A kernel's cell in a term of as many elements: with row and column where the term has the kernel's columns. */
export function placeIn(shape: Shape, term: Term) {
  return term.shape.at(-1) === shape.at(-1) ? CELL : FLAT_CELL;
}

/** How many elements. */
export function size(shape: Shape, bindings: Bindings): number {
  return shape.reduce<number>((n, dim: Dim) => n * evaluateDim(dim, bindings), 1);
}

/** WebGPU's least limit on groups along one dimension. */
const MOST_GROUPS = 65_535;

/** So many groups, in two dimensions where one cannot hold them. */
export function spread(count: number): readonly [number, number, number] {
  const rows = Math.ceil(count / MOST_GROUPS);
  return [Math.ceil(count / rows), rows, 1];
}

export function assembleKernel(
  emitter: Emitter,
  threads: number,
  body: readonly string[],
  declarations: readonly string[] = [],
): WgslKernel {
  const dims = [...emitter.dims].sort();
  const uniform =
    dims.length === 0
      ? []
      : [
          `struct Dims { ${dims.map((dim) => `${dim}: u32`).join(', ')} }`,
          `@group(0) @binding(0) var<uniform> dims: Dims;`,
        ];
  const buffers = emitter.bindings.map(({ term, name, access, vectors }, i) => {
    const element = emitter.isHalves(term) ? (vectors ? 'vec2u' : 'u32') : vectors ? 'vec4f' : 'f32';
    return `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<${element}>;`;
  });
  const source = [
    ...uniform,
    ...buffers,
    ...emitter.helpers,
    ...declarations,
    `@compute @workgroup_size(${threads})`,
    'fn main(@builtin(workgroup_id) wid: vec3u, @builtin(num_workgroups) num: vec3u, @builtin(local_invocation_index) lid: u32) {',
    ...body.map((line) => `  ${line}`),
    '}',
  ].join('\n');
  return { source, bindings: emitter.bindings, dims };
}
