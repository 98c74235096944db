/**
 * Useful work: the multiplications and additions of the matrix products that an attribution cannot do without, counted in
 * the programs themselves. What an edit adds to a layer, which is nothing here, is not counted, nor is anything but matrix products.
 */
import type { BertConfig } from '../src/bert/config';
import { bertSuite } from '../src/bert/suite';
import { applies, type Value } from '../src/graph/graph';
import type { Linearized } from '../src/graph/linearize';
import { Reshape, Transpose } from '../src/graph/operations/arrange';
import { Gemm, MatMul } from '../src/graph/operations/matrix';
import type { Program } from '../src/graph/program';
import { evaluateDim, type Bindings } from '../src/graph/shape';

/** Operands by which edits and the choice of rows enter: what is multiplied with them is bookkeeping. */
const BOOKKEEPING = new Set(['at', 'profile', 'gain', 'offset', 'pick', 'delta', 'owner', 'targets']);

/** Floating-point operations of a program's useful matrix products, two for each multiplication and addition. */
export function matrixWork(program: Program, bindings: Bindings): number {
  let work = 0;
  for (const node of program.graph.nodes) {
    const { inputs, outputs } = node;
    if (!(applies(node, MatMul) || applies(node, Gemm)) || inputs.some((input) => BOOKKEEPING.has(origin(input).name)))
      continue;
    const inner = inputs[0]!.shape.at(applies(node, Gemm) && node.attributes.transA ? -2 : -1)!;
    work += 2 * [...outputs[0]!.shape, inner].reduce<number>((product, dim) => product * evaluateDim(dim, bindings), 1);
  }
  return work;
}

/**
 * Work of attributing one prompt, forward and backward.
 * @param points samples along each layer's path, [L].
 * @param withEnd whether one of them is at alpha = 1, which is one sample for all layers.
 */
export function attributionWork(
  config: BertConfig,
  tokens: number,
  points: readonly number[],
  withEnd: boolean,
): number {
  const { layer, transform, decoder } = bertSuite(config);
  const shared = withEnd ? 1 : 0;
  /** Samples that pass through layer k: those that start below it. */
  const samplesAt = (k: number) => shared + points.slice(0, k).reduce((sum, count) => sum + count - shared, 0);
  const both = ({ forward, backward }: Linearized, samples: number) => {
    const bindings: Bindings = { B: samples, T: tokens, R: 1, K: 1, P: 1 };
    return matrixWork(forward, bindings) + matrixWork(backward, bindings);
  };
  const L = config.layers;
  const layers = Array.from({ length: L - 1 }, (_, i) =>
    both(i + 1 === L - 1 ? layer.selected.unedited : layer.all.unedited, samplesAt(i + 1)),
  );
  return [...layers, both(transform, samplesAt(L)), both(decoder, samplesAt(L))].reduce((sum, work) => sum + work, 0);
}

/** The value that a reshaped or transposed one was. */
function origin(value: Value): Value {
  const { node } = value;
  return node && (applies(node, Reshape) || applies(node, Transpose)) ? origin(node.inputs[0]!) : value;
}
