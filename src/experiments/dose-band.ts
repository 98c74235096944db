/** A dose-response curve beside its controls: as many random neurons of the same layers, several draws, and the most active ones. */
import { throwIfCancelled } from '../errors';
import { doseResponse, type AlongGains, type DoseCurves, type DoseRequest } from '../knowledge/measures/dose';
import { NO_EDITS, type NeuronRef } from '../knowledge/edits/edits';
import { mostActiveTwins, randomTwins } from '../knowledge/edits/move-edits';
import { bandOf, type DrawBand } from '../knowledge/measures/score';
import type { BertModel } from '../knowledge/bert-model';
import type { WorkOptions } from '../knowledge/passes/work';

export interface DoseBandRequest extends DoseRequest {
  readonly draws: number;
  readonly seed: number;
}

export interface DoseBand {
  readonly gains: readonly number[];
  readonly curves: DoseCurves;
  /** By draw. */
  readonly random: readonly DoseCurves[];
  /** Over the draws; no points where there are none. */
  readonly band: AlongGains<DrawBand>;
  readonly mostActive: DoseCurves;
  readonly mostActiveNeurons: readonly NeuronRef[];
}

export async function doseBand(
  bert: BertModel,
  { draws, seed, ...dose }: DoseBandRequest,
  options: WorkOptions = {},
): Promise<DoseBand> {
  const { signal, lane = 'background', onProgress } = options;
  const run = { lane, ...(signal ? { signal } : {}) };
  const { intermediateSize: F } = bert.checkpoint.config;
  const total = draws + 2;
  let done = 0;
  const curvesOf = async (neurons: readonly NeuronRef[]): Promise<DoseCurves> => {
    throwIfCancelled(signal);
    const curves = await doseResponse(bert, { ...dose, neurons }, run);
    onProgress?.({ done: ++done, total });
    return curves;
  };
  const [curves, { before }] = await Promise.all([
    curvesOf(dose.neurons),
    bert.activations(dose.prompt, NO_EDITS, run),
  ]);
  const mostActiveNeurons = [...mostActiveTwins(dose.neurons, F, before).values()];
  const controls = [
    mostActiveNeurons,
    ...Array.from({ length: draws }, (_, draw) => [...randomTwins(dose.neurons, F, seed + draw).values()]),
  ];
  const controlled: DoseCurves[] = [];
  const { documents } = bert.kernels.together;
  for (let from = 0; from < controls.length; from += documents)
    controlled.push(...(await Promise.all(controls.slice(from, from + documents).map(curvesOf))));
  const [mostActive, ...random] = controlled;
  const band = {
    target: bandAlong(random.map(({ target }) => target)),
    watched: curves.watched.map((_, w) => bandAlong(random.map(({ watched }) => watched[w]!))),
  };
  return { gains: dose.gains, curves, random, band, mostActive: mostActive!, mostActiveNeurons };
}

/** Over the draws' curves of one token, by gain. */
function bandAlong(drawn: readonly (readonly number[])[]): readonly DrawBand[] {
  return (drawn[0] ?? []).map((_, g) => bandOf(drawn.map((curve) => curve[g]!)));
}
