/** The benchmark in Node, on native onnxruntime. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCheckpoint } from '../src/checkpoint/load';
import { createNodeRuntime } from '../src/runtime/node';
import type { RemoteEngine } from '../src/worker/client';
import { Engine } from '../src/worker/engine';
import { measureMatMul } from './matmul';
import { modelFiles, TITLES, type ModelName } from './models';
import type { Row } from './report';
import { measure, measureLoad } from './workload';

export async function benchNode(root: string, model: ModelName, runs: number): Promise<Row> {
  const files = await modelFiles(
    model,
    async (name) => new Uint8Array(await readFile(join(root, 'models/builtin', name))),
  );
  const start = () => {
    const runtime = createNodeRuntime();
    const engine = new Engine({
      openRuntime: async () => ({ runtime: await runtime, reason: 'The command line runs natively.' }),
      loadSource: async () => ({
        ...(await loadCheckpoint(files, model)),
        name: TITLES[model],
        origin: { kind: 'builtin' },
        weightsFile: files.get('model.safetensors')!.length,
      }),
      catalogue: null,
    });
    const api: RemoteEngine = {
      load: engine.load.bind(engine),
      cancelLoad: async () => engine.cancelLoad(),
      inspect: engine.inspect.bind(engine),
      storedModels: engine.storedModels.bind(engine),
      deleteStored: engine.deleteStored.bind(engine),
      tokenize: engine.tokenize.bind(engine),
      lookUp: engine.lookUp.bind(engine),
      complete: engine.complete.bind(engine),
      predict: engine.predict.bind(engine),
      activations: engine.activations.bind(engine),
      attribute: engine.attribute.bind(engine),
      says: engine.says.bind(engine),
      wordsOfNeurons: engine.wordsOfNeurons.bind(engine),
      dose: engine.dose.bind(engine),
      lookUpAll: engine.lookUpAll.bind(engine),
      evidence: engine.evidence.bind(engine),
      compare: engine.compare.bind(engine),
      doseBand: engine.doseBand.bind(engine),
      firing: engine.firing.bind(engine),
      positions: engine.positions.bind(engine),
      hears: engine.hears.bind(engine),
      lens: engine.lens.bind(engine),
      attention: engine.attention.bind(engine),
      exportModel: engine.exportModel.bind(engine),
      python: engine.python.bind(engine),
      cancel: async (job) => engine.cancel(job),
    };
    return { api, callback: <F>(f: F) => f, terminate: () => void runtime.then((ended) => ended.dispose()) };
  };
  const source = { kind: 'builtin' } as const;
  const matmul = await measureRate(runs);
  const loads: number[] = [];
  for (let run = 1; run < runs; run++) loads.push(await measureLoad({ start }, source, 'auto'));
  const measured = await measure({ start }, source, 'auto', runs);
  return {
    ...measured,
    load: [...loads, ...measured.load],
    where: 'Node',
    backend: 'native',
    matmul: [...matmul, ...(await measureRate(runs))],
    peakMemory: process.resourceUsage().maxRSS * 1024,
    held: null,
  };
}

async function measureRate(runs: number): Promise<number[]> {
  const runtime = await createNodeRuntime();
  const rates = await measureMatMul(runtime, runs);
  await runtime.dispose();
  return rates;
}
