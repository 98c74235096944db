/**
 * The kernels of a card whose threads share memory, which a GPU in software runs too, only slowly: a matrix product for
 * each way to divide it, and rows that have a group of threads each, on WebGPU and in WebAssembly.
 */
import { randomValues, relativeError } from '../../src/fixtures/programs';
import { gelu, gemm, layerNorm, softmax } from '../../src/graph/build';
import { program, type Program } from '../../src/graph/program';
import { openWebRuntime } from '../../src/runtime/choose';
import { findAdapter, openDevice } from '../../src/runtime/gpu-device';
import type { Bindings } from '../../src/graph/shape';
import type { Runtime, WeightSource } from '../../src/runtime/runtime';
import { WebGpuRuntime } from '../../src/runtime/webgpu';

interface LargeCase {
  readonly of: Program;
  readonly samples: number;
}

const product = (K: number, N: number, samples: number): LargeCase => ({
  of: program(`[${samples}, ${K}] by [${K}, ${N}]`, (graph) => {
    const weight = graph.param('weight', [N, K]);
    return { y: gelu(gemm(graph.input('x', ['B', K]), weight, { transB: true, bias: graph.param('bias', [N]) })) };
  }),
  samples,
});

const rows = (width: number, samples: number): LargeCase => ({
  of: program(`norm and softmax over ${width}`, (graph) => {
    const scale = graph.param('scale', [width]);
    return { y: softmax(layerNorm(graph.input('x', ['B', width]), scale, graph.param('shift', [width]), 1e-5)) };
  }),
  samples,
});

/** One for each way of src/wgsl/tiles.ts (cell, thin, 16, 32, 64) and each width of a group that does a row. */
const CASES = [
  product(20, 30, 3),
  product(70, 37, 11),
  product(70, 50, 37),
  product(36, 140, 1000),
  product(34, 520, 1000),
  rows(64, 5),
  rows(300, 1),
  rows(2100, 3),
];

/** By program, the largest difference as a share of the largest number. */
export async function compareOnLargeCard(): Promise<(readonly [name: string, error: number])[]> {
  const found = await findAdapter();
  if (typeof found === 'string') throw new Error(found);
  const gpu = new WebGpuRuntime(await openDevice(found.adapter), 'float32', { sharesMemory: true });
  const { runtime: cpu } = await openWebRuntime('wasm');
  const errors: (readonly [string, number])[] = [];
  for (const { of, samples } of CASES) {
    const ends = [gpu, cpu].map((runtime) => resultsOf(runtime, of, { B: samples }));
    const [[actual], [expected]] = (await Promise.all(ends)) as [Float32Array[], Float32Array[]];
    errors.push([of.name, relativeError(actual!, expected!)]);
  }
  await gpu.dispose();
  await cpu.dispose();
  return errors;
}

/** All results of a program on the same random operands and weights, whatever the runtime. */
export async function resultsOf(runtime: Runtime, of: Program, bindings: Bindings): Promise<Float32Array[]> {
  const { operands, weights } = randomValues(of, bindings);
  const source: WeightSource = { weight: (name) => weights.get(name)! };
  const kernel = await runtime.kernel(of, source, (param) => param);
  const results = Object.values(await kernel.run(operands));
  const values = await Promise.all(results.map((tensor) => tensor.read()));
  results.forEach((tensor) => tensor.dispose());
  await kernel.release();
  return values;
}
