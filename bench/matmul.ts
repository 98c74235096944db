/** A plain matrix product, [240, 768] by [768, 3072]: what the backend could do at best, measured beside everything else. */
import { gemm } from '../src/graph/build';
import { program } from '../src/graph/program';
import type { Runtime } from '../src/runtime/runtime';

/** Milliseconds. */
const WARM_UP = 2000;

const [ROWS, INNER, COLUMNS] = [240, 768, 3072];

const product = program('matmul', (graph) => ({
  y: gemm(graph.input('x', [ROWS, INNER]), graph.param('weight', [INNER, COLUMNS])),
}));

/**
 * @param inARow products a run, of which only the last is waited for: many show what the arithmetic takes, one what it takes to wait too.
 * @returns GFLOP/s of each run.
 */
export async function measureMatMul(runtime: Runtime, runs: number, inARow = 1): Promise<number[]> {
  const weight = new Float32Array(INNER * COLUMNS).fill(0.5);
  const kernel = await runtime.kernel(
    product,
    { weight: () => ({ data: weight, shape: [INNER, COLUMNS] }) },
    (param) => param,
  );
  const x = await runtime.upload({ data: new Float32Array(ROWS * INNER).fill(0.25), shape: [ROWS, INNER] });
  const run = async () => {
    const began = performance.now();
    for (let more = inARow - 1; more > 0; more--) (await kernel.run({ x })).y!.dispose();
    const { y } = await kernel.run({ x });
    // Reading one result waits for a GPU.
    await y!.read();
    y!.dispose();
    return (inARow * 2 * ROWS * INNER * COLUMNS) / 1e6 / (performance.now() - began);
  };
  // Browsers run WebAssembly slowly until they have optimised what is used much.
  for (const end = performance.now() + WARM_UP; performance.now() < end;) await run();
  const rates: number[] = [];
  while (rates.length < runs) rates.push(await run());
  x.dispose();
  await kernel.release();
  return rates;
}
