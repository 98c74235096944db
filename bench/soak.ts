/** A long run of attributions and slider moves, to see that memory stays flat. */
import type { BertModel } from '../src/knowledge/bert-model';
import { QUADRATURE } from '../src/experiments/protocol';
import { PROMPTS } from './workload';

export interface SoakPlan {
  readonly attributions: number;
  readonly sliderMoves: number;
  /** It ends early after so many seconds. */
  readonly seconds: number;
}

/** What lives where no garbage collector comes. */
export interface Held {
  /** Bytes of WebAssembly memory. */
  readonly heap: number;
  /** GPU buffers that were made and not destroyed. */
  readonly buffers: number;
}

export interface Soaked {
  readonly attributions: number;
  readonly sliderMoves: number;
  readonly seconds: number;
  /** After each of ROUNDS equal parts of the plan. */
  readonly held: readonly Held[];
}

const ROUNDS = 10;

export async function soak(bert: BertModel, plan: SoakPlan, held: () => Held): Promise<Soaked> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const { layers, intermediateSize, vocabSize } = bert.checkpoint.config;
  const rounds: Held[] = [];
  let attributions = 0;
  let sliderMoves = 0;
  for (let round = 1; round <= ROUNDS && seconds() < plan.seconds; round++) {
    for (; attributions < (plan.attributions * round) / ROUNDS && seconds() < plan.seconds; attributions++) {
      const prompt = PROMPTS[attributions % PROMPTS.length]!;
      await bert.attribute(prompt, attributions % vocabSize, QUADRATURE.map);
    }
    for (; sliderMoves < (plan.sliderMoves * round) / ROUNDS && seconds() < plan.seconds; sliderMoves++) {
      const neuron = {
        layer: sliderMoves % layers,
        neuron: sliderMoves % intermediateSize,
        gain: (sliderMoves % 500) / 100,
        at: 'mask',
      } as const;
      await bert.predict(PROMPTS[Math.floor(sliderMoves / 50) % PROMPTS.length]!, {
        version: 1,
        neurons: [neuron],
        values: [],
      });
    }
    rounds.push(held());
  }
  return { attributions, sliderMoves, seconds: seconds(), held: rounds };
}
