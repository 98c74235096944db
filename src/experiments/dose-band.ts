/** A dose-response curve beside its controls: as many random neurons of the same layers, several draws, and the most active ones. */
import { throwIfCancelled } from '../errors';
import { doseResponses, type AlongGains, type DoseCurves, type DoseRequest } from '../knowledge/measures/dose';
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
  { draws, seed, neurons, ...dose }: DoseBandRequest,
  options: WorkOptions = {},
): Promise<DoseBand> {
  const { signal, lane = 'background', onProgress } = options;
  const run = { lane, ...(signal ? { signal } : {}) };
  const { intermediateSize: F } = bert.checkpoint.config;
  const total = draws + 2;
  let done = 0;
  const curvesOf = async (sets: readonly (readonly NeuronRef[])[]): Promise<DoseCurves[]> => {
    throwIfCancelled(signal);
    const found = await doseResponses(bert, { ...dose, sets }, run);
    onProgress?.({ done: (done += sets.length), total });
    return found;
  };
  const [curves] = await curvesOf([neurons]);
  const { before } = await bert.activations(dose.prompt, NO_EDITS, run);
  const mostActiveNeurons = [...mostActiveTwins(neurons, F, before).values()];
  const controls = [
    mostActiveNeurons,
    ...Array.from({ length: draws }, (_, draw) => [...randomTwins(neurons, F, seed + draw).values()]),
  ];
  const controlled: DoseCurves[] = [];
  const { documents } = bert.kernels.together;
  for (let from = 0; from < controls.length; from += documents)
    controlled.push(...(await curvesOf(controls.slice(from, from + documents))));
  const [mostActive, ...random] = controlled;
  const band = {
    target: bandAlong(random.map(({ target }) => target)),
    watched: curves!.watched.map((_, w) => bandAlong(random.map(({ watched }) => watched[w]!))),
  };
  return { gains: dose.gains, curves: curves!, random, band, mostActive: mostActive!, mostActiveNeurons };
}

/** Over the draws' curves of one token, by gain. */
function bandAlong(drawn: readonly (readonly number[])[]): readonly DrawBand[] {
  return (drawn[0] ?? []).map((_, g) => bandOf(drawn.map((curve) => curve[g]!)));
}
