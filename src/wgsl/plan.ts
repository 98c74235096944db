/**
 * A program as a sequence of kernels. First every kernel stores one value, and only those that need a buffer have one: the
 * program's results, operands of matrix products, what is dear and used twice. Then kernels that run over the same cells
 * are merged, as far as their order and a card's bindings allow.
 */
import { EngramError } from '../errors';
import type { Program } from '../graph/program';
import { sameElementCount } from '../graph/shape';
import { cells, type Term } from '../graph/terms';
import { NeedsBuffer, NeedsOrder, type EmitContext } from './emit';
import { operandsOf, withoutReshapes, type PlannedKernel } from './frame';
import { makeKernel } from './kernel';
import { lower, type Lowered } from './lower';

export interface Plan {
  /** In the order in which they run. */
  readonly kernels: readonly PlannedKernel[];
  /** By the program's name of a result, the term that a kernel stores. */
  readonly outputs: ReadonlyMap<string, Term>;
  /** By kernel: what lies in a buffer that nothing behind it reads. */
  readonly lastReads: readonly (readonly Term[])[];
}

export interface PlanOptions {
  /** The results that are wanted. */
  readonly fetch: readonly string[];
  /** Weights that are held as pairs of halves. */
  readonly isHalves?: (param: string) => boolean;
}

/** Buffers that a kernel may bind: WebGPU's least limit. */
const MOST_BINDINGS = 8;

export function planProgram(program: Program, { fetch, isHalves = () => false }: PlanOptions): Plan {
  const lowered = lower(program, fetch);
  const outputs = new Map([...lowered.outputs].map(([name, term]) => [name, storedForm(term)]));
  const stored = new Set<Term>(outputs.values());
  const context: EmitContext = { isStored: (term) => stored.has(term), isHalves };
  for (;;) {
    try {
      const kernels = inOrder([...new Set(outputs.values())], context);
      const repeated = repeatedWork(kernels, context, lowered);
      if (repeated.length > 0) {
        for (const term of repeated) stored.add(term);
        continue;
      }
      const joined = merged(kernels, context);
      return { kernels: joined, outputs, lastReads: lastReadsOf(joined, new Set(outputs.values())) };
    } catch (error) {
      if (!(error instanceof NeedsBuffer)) throw error;
      const term = withoutReshapes(error.term);
      if (stored.has(term))
        throw new EngramError('graph', `program '${program.name}': no kernel for it (${error.message})`);
      stored.add(term);
    }
  }
}

/** What holds a result: the value under its reshapes, or a copy where that is an operand. */
function storedForm(term: Term): Term {
  const value = withoutReshapes(term);
  return value.kind === 'buffer' || value.kind === 'constant' ? cells(term.shape, [term], ([x]) => x!) : value;
}

/** A kernel for each of the terms and for all that they need, each behind what it reads. */
function inOrder(terms: readonly Term[], context: EmitContext): PlannedKernel[] {
  const kernels: PlannedKernel[] = [];
  const done = new Set<Term>();
  const demand = (term: Term) => {
    if (done.has(term)) return;
    done.add(term);
    const parts = term.kind === 'join' ? term.parts.map((part) => ({ part })) : [{}];
    for (const part of parts) {
      const kernel = makeKernel({ context, stores: [term], ...part });
      if (kernel.bindings.length > MOST_BINDINGS) throw new NeedsBuffer(half(kernel, context));
      for (const read of readsOf(kernel)) demand(read);
      kernels.push(kernel);
    }
  };
  terms.forEach(demand);
  return kernels;
}

/** The value within a kernel that reads about half of what it reads. */
function half({ computes, bindings }: PlannedKernel, { isStored }: EmitContext): Term {
  const within = new Map<Term, ReadonlySet<Term>>();
  const readsWithin = (term: Term): ReadonlySet<Term> => {
    const known = within.get(term);
    if (known) return known;
    const isRead = term.kind === 'buffer' || (isStored(term) && !computes.includes(term));
    const reads = isRead ? new Set([term]) : new Set(operandsOf(term).flatMap((operand) => [...readsWithin(operand)]));
    within.set(term, reads);
    return reads;
  };
  for (const term of computes) readsWithin(term);
  const off = (reads: ReadonlySet<Term>) => Math.abs(reads.size - bindings.length / 2);
  const inner = [...within].filter(([term]) => term.kind === 'cells' && !isStored(term) && !computes.includes(term));
  const [first, ...others] = inner;
  if (!first) throw new EngramError('graph', `a kernel binds ${bindings.length} buffers and cannot be divided`);
  return others.reduce((best, next) => (off(next[1]) < off(best[1]) ? next : best), first)[0];
}

/** What a kernel reads that another stores. */
function readsOf({ bindings }: PlannedKernel): Term[] {
  return bindings.filter(({ access, term }) => access === 'read' && term.kind !== 'buffer').map(({ term }) => term);
}

/** Values without a buffer that more than one kernel computes although they are dear. */
function repeatedWork(kernels: readonly PlannedKernel[], { isStored }: EmitContext, { users }: Lowered): Term[] {
  const seenIn = new Map<Term, number>();
  for (const { stores, computes } of kernels) {
    const seen = new Set<Term>();
    const visit = (term: Term) => {
      if (seen.has(term) || (isStored(term) && !computes.includes(term))) return;
      seen.add(term);
      if (!stores.includes(term) && isDear(term)) seenIn.set(term, (seenIn.get(term) ?? 0) + 1);
      operandsOf(term).forEach(visit);
    };
    computes.forEach(visit);
  }
  const repeated = [...seenIn].flatMap(([term, count]) => (count > 1 ? [term] : []));
  // Of two of which one is computed from the other it is the outer one, that the program uses, which is worth a buffer.
  const outer = repeated.filter((term) => (users.get(term)?.size ?? 0) > 1 || term.kind === 'product');
  return outer.length > 0 ? outer : repeated.slice(-1);
}

function isDear(term: Term): boolean {
  return (
    term.kind === 'product' ||
    (term.kind === 'fold' && (!term.inline || typeof term.operand.shape.at(-1) === 'string')) ||
    (term.kind === 'cells' && term.how.costly === true)
  );
}

/** Each kernel joined to the latest before it that it can be joined to. */
function merged(kernels: readonly PlannedKernel[], context: EmitContext): PlannedKernel[] {
  const done: PlannedKernel[] = [];
  for (const kernel of kernels) {
    const reads = readsOf(kernel);
    const last = done.findLastIndex(({ stores }) => stores.some((term) => reads.includes(term)));
    let place = -1;
    for (let i = done.length - 1; i >= Math.max(0, last) && place < 0; i--) {
      const both = canShare(done[i]!, kernel) ? tryBoth(done[i]!, kernel, context) : null;
      if (!both) continue;
      done[i] = both;
      place = i;
    }
    if (place < 0) done.push(kernel);
  }
  return done;
}

function canShare(a: PlannedKernel, b: PlannedKernel): boolean {
  if ([...a.stores, ...b.stores].some(({ kind }) => kind === 'join')) return false;
  if (a.kind === 'product' && b.kind !== 'cells') return false;
  if (b.kind === 'product') return false;
  return (
    sameElementCount(a.shape, b.shape) ||
    (a.kind === 'rows' && sameElementCount(a.shape.slice(0, -1), b.shape) && b.kind === 'cells')
  );
}

function tryBoth(a: PlannedKernel, b: PlannedKernel, context: EmitContext): PlannedKernel | null {
  try {
    const both = makeKernel({ context, stores: [...a.stores, ...b.stores] });
    return both.bindings.length <= MOST_BINDINGS ? both : null;
  } catch (error) {
    if (error instanceof NeedsBuffer || error instanceof NeedsOrder) return null;
    throw error;
  }
}

function lastReadsOf(kernels: readonly PlannedKernel[], outputs: ReadonlySet<Term>): Term[][] {
  const last = new Map<Term, number>();
  kernels.forEach((kernel, step) => {
    for (const term of [...kernel.stores, ...readsOf(kernel)]) last.set(term, step);
  });
  return kernels.map((_, step) => [...last].flatMap(([term, at]) => (at === step && !outputs.has(term) ? [term] : [])));
}
