/**
 * WGSL for one kernel. A term is *pulled* at a place: its source is written where it is needed, down to what lies in
 * buffers, each value once. Fusion is nothing but that: what has no buffer of its own is computed on the way.
 *
 * A kernel's own place is the *cell* `i`, in row `row` and column `col` of the shape that it runs over; a value with one element
 * a row is at home at `row`. What lies elsewhere is reached through coordinates.
 */
import type { Dim, Shape } from '../graph/shape';
import { sameShape } from '../graph/shape';
import type { BufferTerm, FoldTerm, ReshapeTerm, Source, Term } from '../graph/terms';

/** A place in a value, row-major: one number, perhaps with the row and column that it consists of; or coordinates. */
export type TermPlace =
  | { readonly linear: Source; readonly split?: { readonly row: Source; readonly col: Source } }
  | { readonly coordinates: readonly Source[] };

/** A kernel's own places. */
export type Home = 'i' | 'row';

/** The cell, in a kernel that knows its row and column. */
export const CELL: TermPlace = { linear: 'i', split: { row: 'row', col: 'col' } };
export const FLAT_CELL: TermPlace = { linear: 'i' };
export const ROW: TermPlace = { linear: 'row' };

/** Thrown where a term cannot be computed on the way: it needs a buffer of its own. */
export class NeedsBuffer extends Error {
  constructor(readonly term: Term) {
    super(`a ${term.kind} of [${term.shape.join(', ')}] needs a buffer of its own`);
  }
}

/** What a kernel reads or writes. */
export interface Binding {
  readonly term: Term;
  /** Its name in the source. */
  readonly name: string;
  readonly access: 'read' | 'read_write';
  /** Read four floats at a time. */
  readonly vectors: boolean;
}

export interface EmitContext {
  /** Whether a term has a buffer. */
  isStored(term: Term): boolean;
  /** Parameters that are held as pairs of halves. */
  isHalves(name: string): boolean;
}

interface Scope {
  readonly lines: string[];
  readonly known: Map<string, Source>;
}

export class Emitter {
  readonly bindings: Binding[] = [];
  readonly helpers = new Set<string>();
  readonly dims = new Set<string>();
  readonly #scopes: Scope[] = [];
  readonly #numbers = new Map<Term, number>();
  /** Terms that are at hand at a place of the kernel's own: sums of rows, a product's element. */
  readonly #given = new Map<Term, { readonly home: Home; readonly source: Source }>();
  #names = 0;

  constructor(
    readonly context: EmitContext,
    /** Terms that this kernel itself stores, and where: there they are computed, not read. */
    readonly own: ReadonlyMap<Term, Home>,
  ) {}

  /** Runs `write` and returns the lines that it wrote. */
  block(write: () => void): string[] {
    const scope: Scope = { lines: [], known: new Map() };
    this.#scopes.push(scope);
    write();
    this.#scopes.pop();
    return scope.lines;
  }

  line(text: string): void {
    this.#scopes.at(-1)!.lines.push(text);
  }

  lines(texts: readonly string[]): void {
    for (const text of texts) this.line(`  ${text}`);
  }

  fresh(letter: string): string {
    return `${letter}${this.#names++}`;
  }

  give(term: Term, home: Home, source: Source): void {
    this.#given.set(term, { home, source });
  }

  size(dim: Dim): Source {
    if (typeof dim === 'number') return `${dim}u`;
    const factors = dim.split('*').map((factor) => {
      if (/^\d+$/.test(factor)) return `${factor}u`;
      this.dims.add(factor);
      return `dims.${factor}`;
    });
    return factors.length === 1 ? factors[0]! : `(${factors.join(' * ')})`;
  }

  /** Of all dims. */
  count(shape: Shape): Source {
    const dims = shape.filter((dim) => dim !== 1).map((dim) => this.size(dim));
    return dims.length === 0 ? '1u' : dims.length === 1 ? dims[0]! : `(${dims.join(' * ')})`;
  }

  pull(term: Term, place: TermPlace): Source {
    if (term.kind === 'constant') return literal(term.value);
    if (term.kind === 'reshape') return this.pull(term.operand, this.#through(term, place));
    const given = this.#given.get(term);
    if (given && 'linear' in place && place.linear === given.home) return given.source;
    const key = `${this.#number(term)}@${placeKey(place)}`;
    const known = this.#known(key);
    if (known) return known;
    const source = this.#compute(term, place);
    const name = this.fresh('v');
    this.line(`let ${name} = ${source};`);
    this.#scopes.at(-1)!.known.set(key, name);
    return name;
  }

  /**
   * Four neighbours along `along`, a multiple of four that is the last of the coordinates in some buffer, where views and linear cells alone
   * lie between; null elsewhere.
   */
  pullVector(term: Term, coordinates: readonly Source[], along: Source): Source | null {
    return this.#vector(term, { coordinates }, along);
  }

  #linear(place: TermPlace, shape: Shape): Source {
    if ('linear' in place) return place.linear;
    let sum = '';
    place.coordinates.forEach((coordinate, axis) => {
      const dim = shape[axis]!;
      if (sum === '' || sum === '0u') sum = coordinate;
      else if (dim !== 1)
        sum = coordinate === '0u' ? `(${sum} * ${this.size(dim)})` : `(${sum} * ${this.size(dim)} + ${coordinate})`;
    });
    return sum === '' ? '0u' : this.#named(sum);
  }

  /** Where a place of `from` comes to lie in `to`, as one number. */
  carry(place: TermPlace, from: Shape, to: Shape, way: (place: readonly Source[]) => readonly Source[]): Source {
    return this.#linear({ coordinates: way(this.coordinates(place, from)) }, to);
  }

  /** The name of the buffer that a term lies in. */
  bind(term: Term, access: Binding['access'], vectors = false): string {
    const found = this.bindings.find((binding) => binding.term === term && binding.vectors === vectors);
    if (found) return found.name;
    const name = `${access === 'read' ? 'in' : 'out'}${this.bindings.length}`;
    this.bindings.push({ term, name, access, vectors });
    return name;
  }

  #compute(term: Term, place: TermPlace): Source {
    const home = this.own.get(term);
    if (home !== undefined) {
      if (!('linear' in place) || place.linear !== home) throw new NeedsOrder();
    } else if (term.kind === 'buffer' || this.context.isStored(term)) return this.#load(term, place);
    switch (term.kind) {
      case 'buffer':
      case 'constant':
      case 'reshape':
        return this.pull(term, place);
      case 'cells':
        for (const helper of term.how.helpers ?? []) this.helpers.add(helper);
        return term.express(
          term.operands.map((operand) => this.pull(operand, this.#broadcast(place, term.shape, operand.shape))),
        );
      case 'move':
        return this.pull(term.operand, { coordinates: term.from(this.coordinates(place, term.shape)) });
      case 'fold':
        if (!term.inline) throw new NeedsBuffer(term);
        return this.#sum(term, this.coordinates(place, term.shape));
      case 'join':
      case 'product':
        throw new NeedsBuffer(term);
    }
  }

  #load(term: Term, place: TermPlace): Source {
    const linear = this.#linear(place, term.shape);
    const name = this.bind(term, 'read');
    if (!this.isHalves(term)) return `${name}[${linear}]`;
    this.helpers.add(WIDEN);
    return `widen((${name}[(${linear}) >> 1u] >> (16u * ((${linear}) & 1u))) & 0xffffu)`;
  }

  isHalves(term: Term): term is BufferTerm {
    return term.kind === 'buffer' && term.of === 'param' && term.shape.length > 1 && this.context.isHalves(term.name);
  }

  #vector(term: Term, place: TermPlace, along: Source): Source | null {
    if (term.kind === 'buffer' || this.context.isStored(term)) {
      if (!isAlongLast(term.shape, place, along)) return null;
      const linear = this.#linear(place, term.shape);
      const name = this.bind(term, 'read', true);
      if (!this.isHalves(term)) return `${name}[(${linear}) >> 2u]`;
      this.helpers.add(WIDEN);
      const [low, high] = [`${name}[(${linear}) >> 2u].x`, `${name}[(${linear}) >> 2u].y`];
      return `vec4f(widen(${low} & 0xffffu), widen(${low} >> 16u), widen(${high} & 0xffffu), widen(${high} >> 16u))`;
    }
    if (term.kind === 'move') {
      if (!('coordinates' in place)) return null;
      return this.#vector(term.operand, { coordinates: term.from(place.coordinates) }, along);
    }
    if (term.kind === 'reshape')
      return isAlongLast(term.shape, place, along)
        ? this.#vector(term.operand, this.#through(term, place), along)
        : null;
    if (term.kind !== 'cells' || !term.how.linear) return null;
    const sources = term.operands.map((operand) => {
      if (operand.kind === 'constant') return literal(operand.value);
      return sameShape(operand.shape, term.shape) ? this.#vector(operand, place, along) : null;
    });
    return sources.every((source) => source !== null) ? term.express(sources) : null;
  }

  /** The same place under the other dims that a reshape has beneath it. */
  #through({ shape, operand }: ReshapeTerm, place: TermPlace): TermPlace {
    if ('coordinates' in place) return { linear: this.#linear(place, shape) };
    return shape.at(-1) === operand.shape.at(-1) ? place : { linear: place.linear };
  }

  #sum({ operand }: FoldTerm, coordinates: readonly Source[]): Source {
    const inner = operand.shape.at(-1)!;
    const at = (k: Source) => ({ coordinates: [...coordinates.slice(0, -1), k] });
    if (inner === 1) return this.pull(operand, at('0u'));
    const [name, k] = [this.fresh('s'), this.fresh('k')];
    this.line(`var ${name} = 0.0;`);
    this.line(`for (var ${k} = 0u; ${k} < ${this.size(inner)}; ${k}++) {`);
    this.lines(this.block(() => this.line(`${name} += ${this.pull(operand, at(k))};`)));
    this.line('}');
    return name;
  }

  /** A place as coordinates in a shape. */
  coordinates(place: TermPlace, shape: Shape): readonly Source[] {
    if ('coordinates' in place) return place.coordinates;
    if (place.split && shape.length > 1)
      return [...this.coordinates({ linear: place.split.row }, shape.slice(0, -1)), place.split.col];
    const wide = shape.map((dim, axis) => ({ dim, axis })).filter(({ dim }) => dim !== 1);
    const coordinates = shape.map(() => '0u');
    let rest = place.linear;
    wide.toReversed().forEach(({ dim, axis }, i) => {
      const isFirst = i === wide.length - 1;
      coordinates[axis] = isFirst ? rest : this.#named(`${rest} % ${this.size(dim)}`);
      if (!isFirst) rest = this.#named(`${rest} / ${this.size(dim)}`);
    });
    return coordinates;
  }

  /** From a place in `shape` to that in an operand that is stretched to it. */
  #broadcast(place: TermPlace, shape: Shape, operand: Shape): TermPlace {
    if (sameShape(shape, operand)) return place;
    const offset = shape.length - operand.length;
    const isStretched = shape.map((dim, axis) => (operand[axis - offset] ?? 1) === 1 && dim !== 1);
    const last = shape.length - 1;
    if ('linear' in place && isStretched.every((is) => !is)) return place;
    if ('linear' in place && place.split && shape.length > 1) {
      if (isStretched.every((is, axis) => is === (axis === last))) return { linear: place.split.row };
      if (!isStretched[last] && isStretched.every((is, axis) => is || axis === last || shape[axis] === 1))
        return { linear: place.split.col };
    }
    // Behind the row's own values: in a shape of one row they are single numbers too.
    if (operand.every((dim) => dim === 1)) return { linear: '0u' };
    const coordinates = this.coordinates(place, shape);
    return { coordinates: operand.map((dim, axis) => (dim === 1 ? '0u' : coordinates[axis + offset]!)) };
  }

  #named(source: Source): Source {
    if (/^\w+$/.test(source)) return source;
    const known = this.#known(source);
    if (known) return known;
    const name = this.fresh('n');
    this.line(`let ${name} = ${source};`);
    this.#scopes.at(-1)!.known.set(source, name);
    return name;
  }

  #known(key: string): Source | undefined {
    for (const { known } of this.#scopes.toReversed()) {
      const found = known.get(key);
      if (found) return found;
    }
    return undefined;
  }

  #number(term: Term): number {
    const number = this.#numbers.get(term) ?? this.#numbers.size;
    this.#numbers.set(term, number);
    return number;
  }
}

/** Thrown where a kernel would read what it writes itself, at another place: the two must be kernels of their own. */
export class NeedsOrder extends Error {}

/** Integer arithmetic, so that every half, subnormal ones too, becomes exactly its value on every card. */
const WIDEN = `
fn widen(half: u32) -> f32 {
  let sign = (half & 0x8000u) << 16u;
  let exponent = (half >> 10u) & 31u;
  let fraction = half & 1023u;
  let subnormal = bitcast<u32>(f32(fraction) * ${2 ** -24});
  return bitcast<f32>(sign | select(((exponent + 112u) << 23u) | (fraction << 13u), subnormal, exponent == 0u));
}`;

function placeKey(place: TermPlace): string {
  return 'linear' in place ? place.linear : place.coordinates.join(',');
}

/** Whether neighbours along a coordinate lie beside each other, each four of them from a multiple of four on. */
function isAlongLast(shape: Shape, place: TermPlace, along: Source): boolean {
  const last = shape.at(-1);
  if (typeof last !== 'number' || last % 4 !== 0) return false;
  return 'linear' in place || place.coordinates.at(-1) === along;
}

function literal(value: number): Source {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? text : `${text}.0`;
}
