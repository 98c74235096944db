/** A small sum that a runtime has to get right before it is trusted with a model: a matrix product, a Gelu, a Softmax. */
import { EngramError } from '../errors';
import { gelu, linear, softmax } from '../graph/build';
import { program } from '../graph/program';
import type { Runtime } from './runtime';

const ROWS = 3;
const WIDTH = 64;

const probe = program('self-test', (graph) => {
  const x = graph.input('x', ['T', WIDTH]);
  return { y: softmax(gelu(linear(x, graph.param('weight', [WIDTH, WIDTH])))) };
});

/** @throws EngramError('runtime') where the runtime fails, or gives other numbers than plain JS does. */
export async function selfTest(runtime: Runtime): Promise<void> {
  const weight = Float32Array.from({ length: WIDTH * WIDTH }, (_, i) => Math.sin(i) / 4);
  const x = Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.cos(i * 0.7));
  const kernel = await runtime.kernel(
    probe,
    { weight: () => ({ data: weight, shape: [WIDTH, WIDTH] }) },
    (param) => param,
  );
  const { y } = await kernel.run({ x: { data: x, shape: [ROWS, WIDTH] } });
  const actual = await y!.read();
  y!.dispose();
  await kernel.release();
  const expected = expectedResult(x, weight);
  const error = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (actual[i] ?? NaN))), 0);
  if (!(error < 1e-4)) throw new EngramError('runtime', `a small sum came out wrong, by ${error}`);
}

function expectedResult(x: Float32Array, weight: Float32Array): number[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const activations = Array.from({ length: WIDTH }, (_, out) => {
      let sum = 0;
      for (let i = 0; i < WIDTH; i++) sum += x[row * WIDTH + i]! * weight[out * WIDTH + i]!;
      return 0.5 * sum * (1 + erf(sum / Math.SQRT2));
    });
    const exps = activations.map(Math.exp);
    const total = exps.reduce((a, b) => a + b, 0);
    return exps.map((value) => value / total);
  }).flat();
}

/** Abramowitz and Stegun 7.1.26: within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - poly * Math.exp(-x * x));
}
