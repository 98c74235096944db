/**
 * Small sums that a runtime has to get right before it is trusted with a model. Each is of a kind that some card or driver has got wrong, or
 * that is cut into pieces in a way of its own: products of all sizes, norms, a softmax over a vocabulary, a gradient. What they should give is
 * computed beside, in float64 (self-test-values.ts).
 */
import { EngramError } from '../errors';
import { gelu, layerNorm, linear, softmax } from '../graph/build';
import type { Graph } from '../graph/graph';
import { cotangent, linearize } from '../graph/linearize';
import { program, type Program } from '../graph/program';
import type { DeviceTensor, HostTensor, Kernel, Operand, Runtime } from './runtime';
import { gelus, gradientOf, norms, products, softmaxes, type Exact, type Matrix } from './self-test-values';

/** One sum: a program with its operands, and what a result of it should be. */
interface Part {
  /** For a person: "a LayerNorm". */
  readonly name: string;
  readonly program: Program;
  readonly operands: Readonly<Record<string, HostTensor>>;
  readonly result: string;
  readonly weights: Readonly<Record<string, HostTensor>>;
  readonly expected: Exact;
}

/** Largest error, over the largest number of the result. */
const LARGEST_ERROR = 2e-5;
/** In a gradient large numbers cancel, and float32 keeps fewer digits of what is left. */
const LARGEST_GRADIENT_ERROR = 5e-4;
const EPSILON = 1e-12;
/** Of BERT, and more than one group of threads sums. */
const VOCABULARY = 30_522;
const WIDTH = 384;

/** Rows, inner axis and columns that are divided in each of the ways of src/wgsl/tiles.ts, with edges that fill no tile and inner axes of any size. */
export const PRODUCTS = [
  [5, 29, 37],
  [7, 150, 70],
  [21, 77, 35],
  [300, 36, 420],
  [700, 36, 770],
] as const;

/** @throws EngramError('runtime') where the runtime fails, or gives other numbers than plain JS does; it says which. */
export async function selfTest(runtime: Runtime): Promise<void> {
  const kernels: Kernel[] = [];
  const made: DeviceTensor[] = [];
  const run = async (of: Program, weights: Part['weights'], operands: Readonly<Record<string, Operand>>) => {
    const kernel = await runtime.kernel(of, { weight: (name) => weights[name]! }, (param) => param);
    kernels.push(kernel);
    const results = await kernel.run(operands);
    made.push(...Object.values(results));
    return results;
  };
  try {
    const parts = partsOfTest();
    const results: DeviceTensor[] = [];
    for (const part of parts) results.push((await run(part.program, part.weights, part.operands))[part.result]!);
    const gradient = gradientPart();
    const forward = await run(gradient.forward, gradient.weights, { x: gradient.x });
    const backward = await run(gradient.backward, gradient.weights, {
      ...forward,
      x: gradient.x,
      [cotangent('y')]: gradient.dy,
    });
    // All in one turn.
    const values = await Promise.all([...results, backward[cotangent('x')]!].map((tensor) => tensor.read()));
    parts.forEach(({ name, expected }, i) => requireNear(name, values[i]!, expected.data, LARGEST_ERROR));
    requireNear(gradient.name, values.at(-1)!, gradient.expected.data, LARGEST_GRADIENT_ERROR);
  } finally {
    for (const tensor of made) tensor.dispose();
    for (const kernel of kernels) await kernel.release();
  }
}

function requireNear(name: string, actual: Float32Array, expected: Float64Array, allowed: number): void {
  let largest = 0;
  let error = actual.length === expected.length ? 0 : NaN;
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    const off = Math.abs(value - actual[i]!);
    // What is no number is worse than any.
    if (!(off <= error)) error = off;
  });
  if (!(error <= allowed * largest))
    throw new EngramError('runtime', `${name} came out wrong, by ${error} of ${largest}`);
}

/** Numbers without a pattern that a wrong index would keep, of few enough bits that a card which holds weights as halves has them exactly. */
function wave([rows, columns]: readonly [number, number], step: number, scale = 1, shift = 0): Matrix & HostTensor {
  const data = Float32Array.from(
    { length: rows * columns },
    (_, i) => shift + Math.round(256 * scale * Math.sin(i * step + i / 7919)) / 256,
  );
  return { data, rows, columns, shape: [rows, columns] };
}

function partsOfTest(): readonly Part[] {
  return [...PRODUCTS.map(productPart), activationPart(), normPart(), vocabularyPart()];
}

function productPart([rows, inner, columns]: readonly [number, number, number]): Part {
  const x = wave([rows, inner], 0.7);
  const weight = wave([columns, inner], 0.31, 0.5);
  return {
    name: `a product of [${rows}, ${inner}] and [${inner}, ${columns}]`,
    program: program('self-test.product', (graph) => ({
      y: linear(graph.input('x', ['B', inner]), graph.param('weight', [columns, inner])),
    })),
    operands: { x },
    weights: { weight },
    result: 'y',
    expected: products(x, weight),
  };
}

function activationPart(): Part {
  const x = wave([3, 64], 0.7);
  const weight = wave([64, 64], 1, 0.25);
  return {
    name: 'a small sum, a product with its Gelu and softmax,',
    program: program('self-test', (graph) => ({
      y: softmax(gelu(linear(graph.input('x', ['T', 64]), graph.param('weight', [64, 64])))),
    })),
    operands: { x },
    weights: { weight },
    result: 'y',
    expected: softmaxes(gelus(products(x, weight))),
  };
}

/** Around 20, where the mean of squares less the square of the mean has lost its last digits. */
function normPart(): Part {
  const x = wave([5, WIDTH], 0.7, 1, 20);
  const [scale, bias] = [wave([1, WIDTH], 0.9), wave([1, WIDTH], 1.3)];
  return {
    name: 'a LayerNorm',
    program: program('self-test.norm', (graph) => ({ y: normOf(graph, graph.input('x', ['T', WIDTH]), EPSILON) })),
    operands: { x },
    weights: { scale: { data: scale.data, shape: [WIDTH] }, bias: { data: bias.data, shape: [WIDTH] } },
    result: 'y',
    expected: norms(x, scale, bias, EPSILON),
  };
}

function vocabularyPart(): Part {
  const x = wave([2, VOCABULARY], 0.7, 6);
  return {
    name: `a softmax over ${VOCABULARY} tokens`,
    program: program('self-test.softmax', (graph) => ({ y: softmax(graph.input('x', ['B', VOCABULARY])) })),
    operands: { x },
    weights: {},
    result: 'y',
    expected: softmaxes(x),
  };
}

function normOf(graph: Graph, x: Parameters<typeof layerNorm>[0], epsilon: number) {
  const width = x.shape.at(-1)!;
  return layerNorm(x, graph.param('scale', [width]), graph.param('bias', [width]), epsilon);
}

/** Of a product, Gelu, LayerNorm and softmax, back to what goes into them. */
function gradientPart() {
  const width = 64;
  const x = wave([3, width], 0.7);
  const weight = wave([width, width], 1, 0.25);
  const [scale, bias] = [wave([1, width], 0.9), wave([1, width], 1.3)];
  const dy = wave([3, width], 1.7);
  const whole = program('self-test.block', (graph) => {
    const a = gelu(linear(graph.input('x', ['T', width]), graph.param('weight', [width, width])));
    return { y: softmax(normOf(graph, a, EPSILON)) };
  });
  const { forward, backward } = linearize(whole, ['y'], ['x']);
  const compute = (of: Matrix) => softmaxes(norms(gelus(products(of, weight)), scale, bias, EPSILON));
  return {
    name: 'a gradient',
    forward,
    backward,
    x,
    dy,
    weights: {
      weight,
      scale: { data: scale.data, shape: [width] },
      bias: { data: bias.data, shape: [width] },
    },
    expected: gradientOf(compute, x, dy),
  };
}
