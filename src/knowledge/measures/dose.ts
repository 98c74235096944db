/**
 * Dose and response: what the model says as the gain of some neurons moves, all doses in one batch from the first
 * layer that they or the other edits touch.
 */
import type { DeviceTensor } from '../../runtime/runtime';
import type { BertModel } from '../bert-model';
import { NO_EDITS, neuronKey, type EditsDocument, type NeuronRef } from '../edits/edits';
import {
  firstEdited,
  readLogits,
  scoresFrom,
  type EditsByLayer,
  type ForwardPass,
  type RunOptions,
} from '../passes/forward';
import type { BertKernels } from '../passes/kernels';
import { softmaxOf } from '../passes/softmax';
import { disposing } from '../passes/tensors';

export interface DoseRequest {
  readonly prompt: string;
  /** In force besides; the gains replace those that they give the neurons. */
  readonly edits: EditsDocument;
  readonly neurons: readonly NeuronRef[];
  readonly at: 'mask' | 'all';
  readonly gains: readonly number[];
  /** Token id of the answer. */
  readonly target: number;
  /** Ids of other tokens to follow. */
  readonly watch?: readonly number[];
}

/** Something along the gains, for the target and for each other token that is followed. */
export interface AlongGains<Point> {
  /** By gain. */
  readonly target: readonly Point[];
  /** The other tokens, in the order asked for, then by gain. */
  readonly watched: readonly (readonly Point[])[];
}

/** Probabilities. */
export type DoseCurves = AlongGains<number>;

export async function doseResponse(
  bert: BertModel,
  { neurons, ...request }: DoseRequest,
  options: RunOptions = {},
): Promise<DoseCurves> {
  const [curves] = await doseResponses(bert, { ...request, sets: [neurons] }, options);
  return curves!;
}

export interface DosesRequest extends Omit<DoseRequest, 'neurons'> {
  /** Neurons that are dosed together, each set by itself. */
  readonly sets: readonly (readonly NeuronRef[])[];
}

/** By set; all are read together. */
export async function doseResponses(
  bert: BertModel,
  { prompt, edits, sets, at, gains, target, watch = [] }: DosesRequest,
  options: RunOptions = {},
): Promise<DoseCurves[]> {
  const { kernels } = bert;
  const cloze = bert.tokenizer.encodeCloze(prompt);
  const doses = sets.map((neurons) => gains.map((gain) => bert.resolve(withGain(edits, neurons, at, gain))));
  return bert.withPasses(cloze, NO_EDITS, options, (base) =>
    disposing(async (owned) => {
      const scores: DeviceTensor[] = [];
      for (const own of doses) scores.push(owned.own(await scoresUnder(kernels, base, own, options)));
      const logits = await Promise.all(scores.map((own) => readLogits(kernels, own)));
      return logits.map((own) => {
        const probabilities = own.map(softmaxOf);
        const curveOf = (id: number) => probabilities.map((distribution) => distribution[id] ?? NaN);
        return { target: curveOf(target), watched: watch.map(curveOf) };
      });
    }),
  );
}

/**
 * @param base the prompt's pass without edits.
 * @returns by dose, [doses, V]; the caller's to dispose of.
 */
function scoresUnder(
  kernels: BertKernels,
  base: ForwardPass,
  doses: readonly EditsByLayer[],
  options: RunOptions,
): Promise<DeviceTensor> {
  const layer = firstEdited(kernels, doses);
  const samples = { batch: base.batch, owners: doses.map(() => 0), edits: doses };
  return disposing(async (owned) => {
    const x = owned.own(await kernels.runtime.concat(doses.map(() => base.residuals[layer]!)));
    return scoresFrom(kernels, { layer, ...samples, x }, options);
  });
}

/** The document with the neurons' gains at that scope replaced. */
function withGain(
  edits: EditsDocument,
  neurons: readonly NeuronRef[],
  at: 'mask' | 'all',
  gain: number,
): EditsDocument {
  const dosed = new Set(neurons.map(neuronKey));
  const others = edits.neurons.filter((edit) => edit.at !== at || !dosed.has(neuronKey(edit)));
  return { ...edits, neurons: [...others, ...neurons.map(({ layer, neuron }) => ({ layer, neuron, gain, at }))] };
}
