/** What is measured, written once over the engine's calls: it runs in a page against the worker, and in Node. */
import type { BertConfig } from '../src/bert/config';
import type { Quadrature } from '../src/knowledge/paths/attribution';
import { NO_EDITS, type EditsDocument } from '../src/knowledge/edits/edits';
import type { BackendPreference } from '../src/runtime/choose';
import { QUADRATURE } from '../src/experiments/protocol';
import type { AttributionProgress, LoadProgress, ModelSource } from '../src/worker/api';
import type { RemoteEngine } from '../src/worker/client';

export interface AttributionRun {
  readonly milliseconds: number;
  /** [L] points that each layer took. */
  readonly points: readonly number[];
}

/** Milliseconds of each run, in the order in which they were made. */
export interface Measured {
  readonly name: string;
  readonly config: BertConfig;
  readonly backend: string;
  readonly threads: number;
  /** From starting the engine to its first possible answer. */
  readonly load: readonly number[];
  /** A prompt not seen before, unedited: what happens after typing. */
  readonly predict: readonly number[];
  /** The gain of a neuron moves, in the first layer and in the one at three quarters of the depth. */
  readonly sliderFirst: readonly number[];
  readonly sliderLate: readonly number[];
  /** All neurons of all layers: by the page's tolerance, by 1e-3 of P, and as the published code. */
  readonly attribution: Readonly<Record<keyof typeof QUADRATURES, readonly AttributionRun[]>>;
}

export interface Bench {
  /** A fresh engine without a model. `callback` makes a function that may cross to it. */
  start(): {
    readonly api: RemoteEngine;
    readonly callback: <F extends (...args: never[]) => unknown>(f: F) => F;
    terminate(): void;
  };
}

const QUADRATURES = {
  page: QUADRATURE.map,
  coarse: { method: 'adaptive', tolerance: 1e-3 },
  left20: { method: 'riemann-left', points: 20, tolerance: 1 },
} as const satisfies Record<string, Quadrature>;

const SLIDER_MOVES = 60;
const PREDICTIONS = 20;

/** Tokens of each of the prompts, [CLS] and [SEP] included. */
export const TOKENS = 12;

export const PROMPTS = [
  'Kenya is a country on the continent of [MASK].',
  'The capital of the country of France is [MASK].',
  'The official language of Brazil is of course [MASK].',
  'The famous tower stands in the city of [MASK].',
  'Every morning I drink a cup of hot [MASK].',
  'The native language of Victor Hugo was always [MASK].',
  'The company that makes that phone is called [MASK].',
  'My brother plays the [MASK] in a small orchestra.',
] as const;

/** Milliseconds from starting an engine to its first possible answer. */
export async function measureLoad(bench: Bench, source: ModelSource, backend: BackendPreference): Promise<number> {
  const { api, callback, terminate } = bench.start();
  const milliseconds = await timed(() =>
    api.load(
      source,
      backend,
      callback((_: LoadProgress) => {}),
    ),
  );
  terminate();
  return milliseconds;
}

/** @param runs of each attribution; the load is measured once. */
export async function measure(
  bench: Bench,
  source: ModelSource,
  backend: BackendPreference,
  runs: number,
): Promise<Measured> {
  const { api, callback, terminate } = bench.start();
  const began = performance.now();
  const {
    name,
    config,
    backend: found,
  } = await api.load(
    source,
    backend,
    callback((_: LoadProgress) => {}),
  );
  const load = [performance.now() - began];

  const ask = (prompt: string, edits: EditsDocument) =>
    api.predict('predict', { prompt, edits, top: 24, target: 1000 });
  // A repeated prompt would be answered from memory, so each gets a number of its own.
  const fresh = (run: number) => PROMPTS[run % PROMPTS.length]!.replace(/\.$/, ` ${run}.`);
  const predict = await repeat(PREDICTIONS, (run) => timed(() => ask(fresh(run), NO_EDITS)));

  const attribute = async (quadrature: Quadrature, run: number): Promise<AttributionRun> => {
    const prompt = PROMPTS[run % PROMPTS.length]!;
    const { before } = await ask(prompt, NO_EDITS);
    const start = performance.now();
    const request = { ...quadrature, prompt, target: before.top[0]!.id };
    const { points } = await api.attribute(
      'attribute',
      request,
      callback((_: AttributionProgress) => {}),
    );
    return { milliseconds: performance.now() - start, points };
  };
  // The first one prepares the backward programs.
  await attribute(QUADRATURES.page, 0);
  const attribution: Record<keyof typeof QUADRATURES, AttributionRun[]> = { page: [], coarse: [], left20: [] };
  const kinds = ['page', 'coarse', 'left20'] as const;
  for (let run = 0; run < runs; run++) {
    for (const kind of run % 2 === 0 ? kinds : kinds.toReversed())
      attribution[kind].push(await attribute(QUADRATURES[kind], run));
  }

  // As on the page: a neuron can be picked once the map is lit.
  const slide = async (layer: number) => {
    await ask(PROMPTS[0], NO_EDITS);
    return repeat(SLIDER_MOVES, (move) => {
      const gain = (5 * (move + 1)) / SLIDER_MOVES;
      return timed(() =>
        ask(PROMPTS[0], { version: 1, neurons: [{ layer, neuron: 7, gain, at: 'mask' }], values: [] }),
      );
    });
  };
  const sliderFirst = await slide(0);
  const sliderLate = await slide(lateLayer(config.layers));
  terminate();
  return {
    name,
    config,
    backend: found.backend,
    threads: found.threads,
    load,
    predict,
    sliderFirst,
    sliderLate,
    attribution,
  };
}

/** Index of the layer at three quarters of the depth: the ninth of twelve. */
export function lateLayer(layers: number): number {
  return Math.ceil((layers * 3) / 4) - 1;
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
