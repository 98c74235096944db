/** What is measured, written once over the engine's calls: it runs in a page against the worker, and in Node. */
import { NO_EDITS, type EditsDocument } from '../src/knowledge/edits';
import { PAGE_QUADRATURE } from '../src/state/controller/attribution';
import type { Quadrature } from '../src/knowledge/attribution';
import type { BackendPreference } from '../src/runtime/choose';
import type { AttributionProgress, LoadProgress, ModelSource } from '../src/worker/api';
import type { RemoteEngine } from '../src/worker/client';

/** Milliseconds of each run, in the order in which they were made. */
export interface Measured {
  readonly model: string;
  readonly backend: string;
  readonly threads: number;
  /** From starting the engine to its first possible answer. */
  readonly load: readonly number[];
  /** A prompt not seen before, unedited: what happens after typing. */
  readonly predict: readonly number[];
  /** The gain of a neuron in the first layer moves, so every layer is run again. */
  readonly slider: readonly number[];
  /** All neurons of all layers, as the page asks for it. */
  readonly attribution: readonly number[];
  readonly attributionLeft20: readonly number[];
}

export interface Bench {
  /** A fresh engine without a model. `callback` makes a function that may cross to it. */
  start(): { readonly api: RemoteEngine; readonly callback: <F extends (...args: never[]) => unknown>(f: F) => F; terminate(): void };
}

const SOURCE: ModelSource = { kind: 'builtin' };
const SLIDER_MOVES = 60;

/** Cloze prompts of 8 to 12 tokens. */
const PROMPTS = [
  'The capital of France is [MASK].',
  'The official language of Brazil is [MASK].',
  'The Eiffel Tower is located in [MASK].',
  'I drink a cup of [MASK] every morning.',
  'Kenya is a country on the continent of [MASK].',
  'The native language of Victor Hugo is [MASK].',
  'The company that makes the iPhone is called [MASK].',
  'Cairo is the capital and largest city of [MASK].',
];

/** Milliseconds from starting an engine to its first possible answer. */
export async function measureLoad(bench: Bench, backend: BackendPreference): Promise<number> {
  const { api, callback, terminate } = bench.start();
  const milliseconds = await timed(() => api.load(SOURCE, backend, callback((_: LoadProgress) => {})));
  terminate();
  return milliseconds;
}

/** @param runs of each measurement but the load, which is measured once; 5 or more. */
export async function measure(bench: Bench, backend: BackendPreference, runs: number): Promise<Measured> {
  const { api, callback, terminate } = bench.start();
  const began = performance.now();
  const info = await api.load(SOURCE, backend, callback((_: LoadProgress) => {}));
  const load = [performance.now() - began];

  const predict = async (prompt: string, edits: EditsDocument = NO_EDITS) =>
    timed(() => api.predict('predict', { prompt, edits, top: 24, watch: [1000] }));
  // A repeated prompt would be answered from memory, so each gets a number of its own.
  const predictions = await repeat(Math.max(runs, 20), (run) => predict(PROMPTS[run % PROMPTS.length]!.replace('.', ` ${run}.`)));

  const attribute = (quadrature: Quadrature) => async (run: number) => {
    const prompt = PROMPTS[run % PROMPTS.length]!;
    const { before } = await api.predict('predict', { prompt, edits: NO_EDITS, top: 1, watch: [] });
    return timed(() => api.attribute('attribute', { ...quadrature, prompt, target: before.top[0]!.id }, callback((_: AttributionProgress) => {})));
  };
  const asThePage = attribute(PAGE_QUADRATURE);
  // The first one prepares the backward programs.
  await asThePage(0);
  const attribution = await repeat(Math.max(runs, PROMPTS.length), asThePage);
  const attributionLeft20 = await repeat(runs, attribute({ method: 'riemann-left', points: 20, tolerance: 1 }));
  // As on the page: a neuron can be picked once the map is lit.
  await predict(PROMPTS[0]!);
  const slider = await repeat(SLIDER_MOVES, (move) =>
    predict(PROMPTS[0]!, { version: 1, neurons: [{ layer: 0, neuron: 7, gain: 5 * (move + 1) / SLIDER_MOVES, at: 'mask' }], values: [] }),
  );
  terminate();
  const { config } = info;
  return {
    model: `${info.name}: ${config.layers} layers, D ${config.hiddenSize}, F ${config.intermediateSize}`,
    backend: info.backend.backend,
    threads: info.backend.threads,
    load,
    predict: predictions,
    slider,
    attribution,
    attributionLeft20,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function repeat(count: number, run: (index: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) times.push(await run(index));
  return times;
}
