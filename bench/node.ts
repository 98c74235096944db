/** The benchmark in Node, on native onnxruntime. */
import { join } from 'node:path';
import { loadFolder } from '../src/checkpoint/node';
import { createNodeRuntime } from '../src/runtime/node';
import type { RemoteEngine } from '../src/worker/client';
import { Engine } from '../src/worker/engine';
import { measureMatMul } from './matmul';
import type { Row } from './report';
import { measure, measureLoad } from './workload';

export async function benchNode(root: string, runs: number): Promise<Row> {
  const start = () => {
    const engine = new Engine({
      openRuntime: async () => ({ runtime: await createNodeRuntime(), reason: 'The command line runs natively.' }),
      loadSource: async () => ({ ...(await loadFolder(join(root, 'models/builtin'))), name: 'Built-in model' }),
    });
    const api: RemoteEngine = {
      load: engine.load.bind(engine),
      tokenize: engine.tokenize.bind(engine),
      lookUp: engine.lookUp.bind(engine),
      predict: engine.predict.bind(engine),
      activations: engine.activations.bind(engine),
      attribute: engine.attribute.bind(engine),
      says: engine.says.bind(engine),
      dose: engine.dose.bind(engine),
      cancel: async (job) => engine.cancel(job),
    };
    return { api, callback: <F>(f: F) => f, terminate: () => {} };
  };
  const loads: number[] = [];
  for (let run = 1; run < runs; run++) loads.push(await measureLoad({ start }, 'auto'));
  const measured = await measure({ start }, 'auto', runs);
  const runtime = await createNodeRuntime();
  const matmul = await measureMatMul(runtime, runs);
  const { threads } = runtime;
  await runtime.dispose();
  return { ...measured, load: [...loads, ...measured.load], where: 'Node', backend: 'native', threads, matmul, peakMemory: process.resourceUsage().maxRSS * 1024 };
}
