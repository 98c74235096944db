/**
 * The operations that programs are made of: for each, how the shapes of its results follow from those of its operands.
 * All of them are ONNX operators (opset 20) that run natively on WebAssembly, WebGPU and Node alike. Gradients are in
 * vjp.ts, the encoding in onnx.ts.
 */
import { EngramError } from '../errors';
import { broadcastShapes, formatShape, sameElementCount, sameShape, type Dim, type Shape } from './shape';

export interface Attributes {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly perm?: readonly number[];
  /** Reshape's target, and Expand's. */
  readonly shape?: Shape;
  readonly axes?: readonly number[];
  /** Sizes of the parts that Split makes of the last axis. */
  readonly sizes?: readonly number[];
  readonly epsilon?: number;
  readonly approximate?: 'none' | 'tanh';
}

export interface Operation {
  shapes(inputs: readonly Shape[], attributes: Attributes): readonly Shape[];
  /** Element type of the results, where it is not float32. */
  readonly type?: 'bool';
  /** Element by element (or free): a gradient graph may do it again rather than keep its result. */
  readonly cheap?: boolean;
}

const elementwise: Operation = {
  shapes: (inputs) => [inputs.reduce(broadcastShapes)],
  cheap: true,
};

const reduction: Operation = {
  shapes: ([x = []], { axes = [] }) => [x.map((dim, i) => (axes.includes(i) ? 1 : dim))],
};

const table = {
  Add: elementwise,
  Sub: elementwise,
  Mul: elementwise,
  Relu: elementwise,
  Gelu: elementwise,
  Erf: elementwise,
  Exp: elementwise,
  Tanh: elementwise,
  Where: elementwise,
  Greater: { ...elementwise, type: 'bool' },
  /** A [M, K] (or its transpose) times B [K, N] (or its transpose), plus C that broadcasts to [M, N]. */
  Gemm: {
    shapes: ([a = [], b = [], c], { transA = false, transB = false }) => {
      if (a.length !== 2 || b.length !== 2) fail(`expected two matrices`);
      const [m, k] = transA ? [a[1]!, a[0]!] : [a[0]!, a[1]!];
      const [k2, n] = transB ? [b[1]!, b[0]!] : [b[0]!, b[1]!];
      if (k !== k2) fail(`inner dims differ: ${k} against ${k2}`);
      const y = [m, n];
      if (c && !sameShape(broadcastShapes(y, c), y)) fail(`bias ${formatShape(c)} does not fit ${formatShape(y)}`);
      return [y];
    },
  },
  /** Batched matrix product; leading dims broadcast. */
  MatMul: {
    shapes: ([a = [], b = []]) => {
      if (a.length < 2 || b.length < 2) fail('expected operands of rank 2 or more');
      if (a.at(-1) !== b.at(-2)) fail(`inner dims differ: ${a.at(-1)} against ${b.at(-2)}`);
      return [[...broadcastShapes(a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!]];
    },
  },
  Transpose: {
    shapes: ([x = []], { perm = [] }) => {
      if (perm.length !== x.length || new Set(perm).size !== x.length)
        fail(`perm ${formatShape(perm)} does not fit ${formatShape(x)}`);
      return [perm.map((axis) => x[axis] ?? fail(`no axis ${axis}`))];
    },
  },
  Reshape: {
    shapes: ([x = []], { shape = [] }) => {
      if (!sameElementCount(x, shape)) fail(`cannot become ${formatShape(shape)}`);
      return [shape];
    },
    cheap: true,
  },
  /** Stretches dims of size 1 to those of `shape`. */
  Expand: {
    shapes: ([x = []], { shape = [] }) => {
      if (!sameShape(broadcastShapes(x, shape), shape)) fail(`cannot be stretched to ${formatShape(shape)}`);
      return [shape];
    },
  },
  /** Along the last axis. */
  Concat: {
    shapes: (inputs) => {
      const [first = []] = inputs;
      const leading = first.slice(0, -1);
      if (inputs.some((x) => !sameShape(x.slice(0, -1), leading))) fail('operands differ before their last axis');
      return [[...leading, inputs.reduce((sum, x) => sum + known(x.at(-1)), 0)]];
    },
  },
  /** The last axis in parts of `sizes`. */
  Split: {
    shapes: ([x = []], { sizes = [] }) => {
      const sum = sizes.reduce((a, b) => a + b, 0);
      if (sum !== known(x.at(-1))) fail(`parts of ${formatShape(sizes)} do not make up ${x.at(-1)}`);
      return sizes.map((size) => [...x.slice(0, -1), size]);
    },
  },
  /** Over the last axis. */
  Softmax: { shapes: ([x = []]) => [x] },
  /** Over the last axis: x, scale, bias to y, mean and 1/std (each with last dim 1). */
  LayerNormalization: {
    shapes: ([x = [], scale = [], bias = []]) => {
      const width = [x.at(-1)!];
      if (!sameShape(scale, width) || !sameShape(bias, width))
        fail(`expected scale and bias of shape ${formatShape(width)}`);
      const statistics = [...x.slice(0, -1), 1];
      return [x, statistics, statistics];
    },
  },
  /** Over `axes`, which stay with size 1. */
  ReduceSum: reduction,
  ReduceMean: reduction,
} satisfies Record<string, Operation>;

export type OpName = keyof typeof table;
export const operations: Readonly<Record<OpName, Operation>> = table;

function known(dim: Dim | undefined): number {
  return typeof dim === 'number' ? dim : fail(`expected a last axis of known size, found ${dim}`);
}

function fail(message: string): never {
  throw new EngramError('graph', message);
}
