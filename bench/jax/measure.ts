/**
 * The benchmark's peer in the browser: what Engram's attribution computes, computed and timed with jax-js, in a page or
 * in a module worker. On WASM it uses threads where the page is cross-origin isolated.
 */
import { blockUntilReady, defaultDevice, init, numpy as np, tree } from '@jax-js/jax';
import type { BertConfig } from '../../src/bert/config';
import type { QuadratureRule } from '../../src/knowledge/paths/quadrature';
import type { WeightSource } from '../../src/runtime/runtime';
import { neuronScores, pathGradients, predictor, type PathStart } from './attribution';
import type { Style } from './bert';
import { embed, loadBert } from './weights';

export type JaxBackend = 'wasm' | 'webgpu';

export interface JaxRequest {
  readonly backend: JaxBackend;
  readonly style: Style;
  readonly config: BertConfig;
  readonly weights: WeightSource;
  /** Token ids, [CLS] and [SEP] included. */
  readonly ids: readonly number[];
  readonly maskIndex: number;
  readonly targetId: number;
  /** The same points in every layer. */
  readonly rule: QuadratureRule;
  readonly runs: number;
  /** Does each of the timed attributions, such as one that counts what they do; by default it only does them. */
  readonly around?: (attribute: () => Promise<unknown>) => Promise<unknown>;
}

export interface JaxMeasured {
  readonly backend: JaxBackend;
  /** That compute; on WebGPU 1. */
  readonly threads: number;
  /** Of each attribution run, from the prompt's own pass to the scores in JS memory. */
  readonly milliseconds: readonly number[];
  /** Of each run of the prompt's own pass. */
  readonly prediction: readonly number[];
  /** Of the first prediction and attribution: mostly compilation. */
  readonly warmUp: number;
  /** P(target). */
  readonly probability: number;
  /** [L * F] row-major: activations at [MASK]. */
  readonly activations: Float32Array;
  /** [L * F] row-major, in probability. */
  readonly scores: Float32Array;
}

/**
 * Starts a backend and makes it the default.
 * @throws Error where it is not to be had.
 */
async function startJax(backend: JaxBackend): Promise<{ threads: number }> {
  const available = await init(backend);
  if (!available.includes(backend))
    throw new Error(`jax-js has no ${backend} backend here; it has ${available.join(', ')}`);
  defaultDevice(backend);
  return { threads: backend === 'wasm' ? wasmThreads() : 1 };
}

export async function measureJax({
  backend,
  style,
  config,
  weights,
  ids,
  maskIndex,
  targetId,
  rule,
  runs,
  around = (work) => work(),
}: JaxRequest): Promise<JaxMeasured> {
  const { threads } = await startJax(backend);
  const bert = loadBert(config, weights);
  const x = embed(config, weights, ids);
  await blockUntilReady([bert, x]);
  const question = { config: { ...config, style }, maskIndex, targetId };
  const predict = predictor(question);
  const differentiate = pathGradients(question);
  const waves = wavesOf(rule, pointsAWave(config, ids.length));

  const runPrompt = async () => blockUntilReady(predict(tree.ref(bert), x.ref));
  const attribute = async (starts: PathStart[]): Promise<Float32Array> => {
    let directions: np.Array | null = null;
    for (const { points, weights: shares } of waves) {
      const more: np.Array = differentiate(
        tree.ref(bert),
        tree.ref(starts),
        np.array([...points]),
        np.array([...shares]),
      );
      // Else the next wave's memory would be taken before this one's is free.
      await more.blockUntilReady();
      directions = directions ? directions.add(more) : more;
    }
    return read(neuronScores(tree.ref(bert), tree.ref(starts), directions!));
  };
  try {
    const began = performance.now();
    const { starts, probability } = await runPrompt();
    const scores = await attribute(starts);
    const warmUp = performance.now() - began;
    const activations = await read(np.stack(starts.map(({ activation }) => activation.ref)));
    const prediction = await repeat(runs, async () => tree.dispose(await runPrompt()));
    const milliseconds = await repeat(runs, () => around(() => attribute(starts)));
    tree.dispose(starts);
    return {
      backend,
      threads,
      milliseconds,
      prediction,
      warmUp,
      probability: (await read(probability))[0]!,
      activations,
      scores,
    };
  } finally {
    tree.dispose([bert, x]);
    predict.dispose();
    differentiate.dispose();
  }
}

/** The rule in parts of at most `size` points, as equal as can be. */
function wavesOf({ points, weights }: QuadratureRule, size: number): QuadratureRule[] {
  const count = Math.ceil(points.length / size);
  const even = Math.ceil(points.length / count);
  const cut = (values: readonly number[], wave: number) => values.slice(wave * even, (wave + 1) * even);
  return Array.from({ length: count }, (_, wave) => ({ points: cut(points, wave), weights: cut(weights, wave) }));
}

/** Of the 4 GiB that WebAssembly can address, what one wave may take beside the weights. */
const WAVE_BYTES = 3 * 2 ** 30;

/** jax-js takes the memory of a whole compiled program at once: for BERT-base about 28 F numbers a token and layer. */
function pointsAWave({ layers, intermediateSize, vocabSize }: BertConfig, tokens: number): number {
  const passes = (layers * (layers - 1)) / 2;
  const bytes = 4 * (passes * tokens * 28 * intermediateSize + layers * 10 * vocabSize);
  return Math.max(1, Math.floor(WAVE_BYTES / bytes));
}

async function read(array: np.Array): Promise<Float32Array> {
  return (await array.data()) as Float32Array;
}

async function repeat(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times;
}

/** Where jax-js can share memory it starts a worker a processor; elsewhere it runs on this thread. */
function wasmThreads(): number {
  const shared = typeof SharedArrayBuffer !== 'undefined' && typeof Worker !== 'undefined';
  return shared ? navigator.hardwareConcurrency || 4 : 1;
}
