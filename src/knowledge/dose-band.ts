/** A dose-response curve beside its controls: as many random neurons of the same layers, several draws, and the most active ones. */
import { throwIfCancelled } from '../errors';
import type { Dose } from './dose';
import { NO_EDITS, type NeuronRef } from './edits';
import { mostActiveTwins, randomTwins } from './move-edits';
import { bandOf, type Band } from './score';
import type { BertSession } from './session';
import type { WorkOptions } from './work';

export interface DoseBandRequest extends Dose {
  readonly prompt: string;
  readonly draws: number;
  readonly seed: number;
}

/** [watch][gains] probabilities. */
export type DoseCurves = readonly (readonly number[])[];

export interface DoseBand {
  readonly gains: readonly number[];
  readonly curves: DoseCurves;
  /** By draw. */
  readonly random: readonly DoseCurves[];
  /** [watch][gains] over the draws; empty where there are none. */
  readonly band: readonly (readonly Band[])[];
  readonly mostActive: DoseCurves;
  readonly mostActiveNeurons: readonly NeuronRef[];
}

export async function doseBand(
  session: BertSession,
  { prompt, draws, seed, ...dose }: DoseBandRequest,
  options: WorkOptions = {},
): Promise<DoseBand> {
  const { signal, lane = 'background', onProgress } = options;
  const run = { lane, ...(signal ? { signal } : {}) };
  const { intermediateSize: F } = session.checkpoint.config;
  const total = draws + 2;
  let done = 0;
  const curvesOf = async (neurons: readonly NeuronRef[]): Promise<DoseCurves> => {
    throwIfCancelled(signal);
    const curves = await session.dose(prompt, { ...dose, neurons }, run);
    onProgress?.({ done: ++done, total });
    return curves;
  };
  const curves = await curvesOf(dose.neurons);
  const { before } = await session.activations(prompt, NO_EDITS, run);
  const mostActiveNeurons = [...mostActiveTwins(dose.neurons, F, before).values()];
  const mostActive = await curvesOf(mostActiveNeurons);
  const random: DoseCurves[] = [];
  for (let draw = 0; draw < draws; draw++)
    random.push(await curvesOf([...randomTwins(dose.neurons, F, seed + draw).values()]));
  const band =
    draws === 0 ? [] : curves.map((curve, w) => curve.map((_, g) => bandOf(random.map((drawn) => drawn[w]![g]!))));
  return { gains: dose.gains, curves, random, band, mostActive, mostActiveNeurons };
}
