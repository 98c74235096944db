/**
 * The cost of asking: what one question to an open model makes the GPU's queue and the host do, beside the time it takes.
 * The counts hardly depend on the machine.
 */
import { NO_EDITS, type EditsDocument } from '../src/knowledge/edits/edits';
import type { BertModel } from '../src/knowledge/bert-model';
import { readPrediction } from '../src/knowledge/measures/prediction';
import type { Quadrature } from '../src/knowledge/paths/attribution';
import { median, quantile } from './numbers';
import { lateLayer, PROMPTS, TOKENS } from './workload';

export interface Counts {
  /** Calls of GPUQueue.submit. */
  readonly submits: number;
  /** Shaders that are started. */
  readonly dispatches: number;
  /** Times that the host asks for values and waits: GPUBuffer.mapAsync to read. */
  readonly reads: number;
  /** Calls of GPUQueue.writeBuffer, and buffers that are filled as they are made. */
  readonly uploads: { readonly calls: number; readonly bytes: number };
  /** Calls of a kernel's `run`. */
  readonly runs: number;
}

/** One question: its counts, and its time from the call to the answer in JS memory. */
export interface Asked extends Counts {
  readonly milliseconds: number;
}

/** Does some work, and says what it cost. */
export type Meter = (work: () => Promise<unknown>) => Promise<Asked>;

export interface Repetitions {
  /** Before anything is counted. */
  readonly warmUp: number;
  readonly runs: number;
}

/** The published rule. */
export const LEFT20 = { method: 'riemann-left', points: 20, tolerance: 1 } as const satisfies Quadrature;

/** One that no model is sure of: where P is near 1, its gradient is what is left of a difference, and float32 leaves little. */
export const PROMPT = PROMPTS[4];

/** Gets a model ready, and gives what is asked then, each time with another number. */
type Question = (bert: BertModel) => Promise<(run: number) => Promise<unknown>>;

export const QUESTIONS = {
  /** A prompt not seen before, unedited: what happens after typing. */
  predict: async (bert) => (run) => read(bert, `Every morning I drink ${run + 2} cups of hot [MASK].`, NO_EDITS),
  /** The gain of a neuron moves: in the first layer, and in the one at three quarters of the depth. */
  slider: slides(() => 0),
  sliderLate: slides(lateLayer),
  /** All neurons of all layers for a prompt whose pass is kept, as on the page. */
  attribution: attributes(LEFT20),
  adaptive: attributes({ method: 'adaptive', tolerance: 1e-3 }),
  adaptiveFine: attributes({ method: 'adaptive', tolerance: 1e-4 }),
} as const satisfies Record<string, Question>;

export type QuestionName = keyof typeof QUESTIONS;

/** Those that tell the cost of asking. */
export const ASKED = ['predict', 'slider', 'attribution', 'adaptive'] as const satisfies readonly QuestionName[];

export async function ask(
  bert: BertModel,
  name: QuestionName,
  { warmUp, runs }: Repetitions,
  meter: Meter,
): Promise<Asked[]> {
  const question = await QUESTIONS[name](bert);
  for (let run = 0; run < warmUp; run++) await question(run);
  const asked: Asked[] = [];
  for (let run = warmUp; run < warmUp + runs; run++) asked.push(await meter(() => question(run)));
  return asked;
}

/** The median of everything. */
export function typical(asked: readonly Asked[]): Asked {
  const of = (value: (one: Asked) => number) => median(asked.map(value));
  return {
    submits: of(({ submits }) => submits),
    dispatches: of(({ dispatches }) => dispatches),
    reads: of(({ reads }) => reads),
    uploads: { calls: of(({ uploads }) => uploads.calls), bytes: of(({ uploads }) => uploads.bytes) },
    runs: of(({ runs }) => runs),
    milliseconds: of(({ milliseconds }) => milliseconds),
  };
}

/** Milliseconds of which 95 % take less. */
export function p95(asked: readonly Asked[]): number {
  return quantile(
    asked.map(({ milliseconds }) => milliseconds),
    0.95,
  );
}

/** The unedited model's first answer. */
export async function likeliest(bert: BertModel, prompt: string): Promise<number> {
  const { before } = await bert.predict(prompt, NO_EDITS);
  return before.indexOf(Math.max(...before));
}

/** What the page asks for a prompt's bars; every prediction and every move of a slider is this call. */
async function read(bert: BertModel, prompt: string, edits: EditsDocument): Promise<void> {
  const { cloze } = await readPrediction(bert, { prompt, edits, top: 24, target: 1000 });
  if (cloze.ids.length !== TOKENS)
    throw new Error(`expected ${TOKENS} tokens in "${prompt}", found ${cloze.ids.length}`);
}

function slides(layerOf: (layers: number) => number): Question {
  return async (bert) => {
    await read(bert, PROMPT, NO_EDITS);
    const layer = layerOf(bert.checkpoint.config.layers);
    return (run) => {
      // Another one at each of a hundred moves, and never 1, which is no edit.
      const gain = ((run % 100) + 0.5) / 20;
      return read(bert, PROMPT, { version: 1, neurons: [{ layer, neuron: 7, gain, at: 'mask' }], values: [] });
    };
  };
}

function attributes(quadrature: Quadrature): Question {
  return async (bert) => {
    const target = await likeliest(bert, PROMPT);
    return () => bert.attribute(PROMPT, target, quadrature);
  };
}
