/** The three kinds of kernel, as WGSL: over cells, over rows that are summed, and over the tiles of a matrix product. */
import { evaluateDim, sameElementCount, type Bindings } from '../graph/shape';
import type { FoldTerm, ProductTerm, Term } from '../graph/terms';
import { Emitter, NeedsBuffer, type EmitContext, type Home } from './emit';
import {
  assembleKernel,
  operandsOf,
  size,
  spread,
  storeCells,
  storedValues,
  withoutReshapes,
  type WgslKernel,
  type KernelRequest,
  type PlannedKernel,
} from './frame';
import { rowsKernel } from './rows';
import { emitTiles, fittingTiles, type Tiles } from './tiles';

/** Threads of a group. */
const CELLS = 64;

/**
 * Fails with NeedsBuffer where something below the stores needs a kernel of its own first, and with NeedsOrder where one
 * of the stores reads another at places that are not its own: the planner then tries another way.
 */
export function makeKernel(request: KernelRequest): PlannedKernel {
  const { products, folds } = partsOf(request);
  if (products.length > 1) throw new NeedsBuffer(products[0]!);
  if (products.length === 1) {
    if (folds.length > 0) throw new NeedsBuffer(innermost(folds, products[0]!, request) ?? products[0]!);
    return productKernel(request, products[0]!);
  }
  return folds.length > 0 ? rowsKernel(request, folds) : cellsKernel(request);
}

/** The products and folds that a kernel computes itself. */
function partsOf(request: KernelRequest): { products: ProductTerm[]; folds: FoldTerm[] } {
  const { context, stores } = request;
  const seen = new Set<Term>();
  const products: ProductTerm[] = [];
  const folds: FoldTerm[] = [];
  const visit = (term: Term) => {
    if (seen.has(term)) return;
    seen.add(term);
    if (context.isStored(term) && !stores.includes(term)) return;
    if (term.kind === 'product') products.push(term);
    else {
      for (const operand of operandsOf(term)) visit(operand);
      // Behind those below it, so that each comes after what it depends on.
      if (term.kind === 'fold' && !term.inline) folds.push(term);
    }
  };
  for (const { value } of storedValues(request)) visit(value);
  return { products, folds };
}

/** What the first fold sums that depends on the product: with it in a buffer the rows can be summed. */
function innermost(folds: readonly FoldTerm[], of: ProductTerm, { context }: KernelRequest): Term | undefined {
  const depends = (term: Term): boolean =>
    term === of || (!context.isStored(term) && operandsOf(term).some((operand) => depends(operand)));
  const first = folds.find(({ operand }) => depends(operand));
  return first && withoutReshapes(first.operand);
}

function cellsKernel(request: KernelRequest): PlannedKernel {
  const { stores } = request;
  const values = storedValues(request);
  const { shape } = values[0]!.value;
  const emitter = new Emitter(request.context, new Map(stores.map((term) => [term, 'i'])));
  const body = emitter.block(() => storeCells(emitter, values, null));
  const kernel = assembleKernel(emitter, CELLS, [
    `let i = (wid.y * num.x + wid.x) * ${CELLS}u + lid;`,
    `if (i >= ${emitter.count(shape)}) { return; }`,
    ...body,
  ]);
  return {
    stores,
    computes: values.map(({ value }) => value),
    kind: 'cells',
    shape,
    bindings: kernel.bindings,
    choose: (bindings) => ({ kernel, groups: spread(Math.ceil(size(shape, bindings) / CELLS)) }),
    work: () => 0,
  };
}

function productKernel(request: KernelRequest, product: ProductTerm): PlannedKernel {
  const { context, stores } = request;
  const { shape } = product;
  const values = storedValues(request);
  for (const { value } of values) if (!sameElementCount(value.shape, shape)) throw new NeedsBuffer(product);
  for (const operand of [product.a, product.b]) {
    const source = operandSource(operand, context);
    if (source) throw new NeedsBuffer(source);
  }
  const make = (tiles: Tiles): WgslKernel => {
    const emitter = new Emitter(context, new Map(stores.map((term): [Term, Home] => [term, 'i'])));
    const text = emitTiles(emitter, product, tiles, () => {
      emitter.give(product, 'i', 'p');
      storeCells(emitter, values, shape);
    });
    return assembleKernel(emitter, text.threads, text.body, text.declarations);
  };
  const made = new Map<Tiles, WgslKernel>();
  const kernelOf = (tiles: Tiles) => {
    const kernel = made.get(tiles) ?? make(tiles);
    made.set(tiles, kernel);
    return kernel;
  };
  const sizes = (bindings: Bindings) => ({
    batch: size(shape.slice(0, -2), bindings),
    rows: evaluateDim(shape.at(-2)!, bindings),
    columns: evaluateDim(shape.at(-1)!, bindings),
    inner: evaluateDim(product.inner, bindings),
  });
  return {
    stores,
    computes: values.map(({ value }) => value),
    kind: 'product',
    shape,
    // All sources bind the same; the first is made now, so that what cannot be computed is found while planning.
    bindings: kernelOf('cell').bindings,
    choose: (bindings, style) => {
      const { tiles, groups } = fittingTiles(sizes(bindings), style);
      return { kernel: kernelOf(tiles), groups };
    },
    work: (bindings) => {
      const { batch, rows, columns, inner } = sizes(bindings);
      return 2 * batch * rows * columns * inner;
    },
  };
}

/** What under an operand of a product has to lie in a buffer and does not: each element is read many times. */
function operandSource(term: Term, context: EmitContext): Term | null {
  if (term.kind === 'buffer' || term.kind === 'constant' || context.isStored(term)) return null;
  if (term.kind === 'reshape' || term.kind === 'move') return operandSource(term.operand, context);
  if (term.kind === 'cells' && term.how.linear) {
    const others = term.operands.filter((operand) => operand.kind !== 'constant');
    if (others.length === 1) return operandSource(others[0]!, context);
  }
  return term;
}
