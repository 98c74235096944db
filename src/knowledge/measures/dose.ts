/**
 * Dose and response: what the model says as the gain of some neurons moves, all doses in one batch from the first
 * layer that they or the other edits touch.
 */
import { throwIfCancelled } from '../../errors';
import type { EditsDocument, NeuronRef } from '../edits/edits';
import { logitsOf, runLayer, type EditsByLayer, type ForwardPass, type RunOptions } from '../passes/forward';
import type { BertKernels } from '../passes/kernels';
import { softmaxOf } from '../passes/softmax';

export interface Dose {
  /** In force besides; the gains replace those that they give the neurons. */
  readonly edits: EditsDocument;
  readonly neurons: readonly NeuronRef[];
  readonly at: 'mask' | 'all';
  readonly gains: readonly number[];
  /** Token ids to report. */
  readonly watch: readonly number[];
}

/**
 * @param base the prompt's pass without edits.
 * @returns [watch][gains] probabilities.
 */
export async function doseResponse(
  kernels: BertKernels,
  base: ForwardPass,
  { edits, neurons, at, gains, watch }: Dose,
  resolve: (edits: EditsDocument) => EditsByLayer,
  options: RunOptions,
): Promise<readonly (readonly number[])[]> {
  const doses = gains.map((gain) => resolve(withGain(edits, neurons, at, gain)));
  const { layers } = kernels.config;
  const first = Math.min(layers - 1, ...doses.flatMap((dose) => [...dose.keys()]));
  const owners = gains.map(() => 0);
  let x = await kernels.runtime.concat(gains.map(() => base.residuals[first]!));
  for (let layer = first; layer < layers; layer++) {
    throwIfCancelled(options.signal);
    const { y, activation, attended, written } = await runLayer(
      kernels,
      layer,
      base.batch,
      owners,
      x,
      doses.map((dose) => dose.get(layer)),
      options,
    );
    for (const tensor of [x, activation, attended, written]) tensor.dispose();
    x = y;
  }
  const probabilities = (await logitsOf(kernels, x, options)).map(softmaxOf);
  x.dispose();
  return watch.map((id) => probabilities.map((distribution) => distribution[id] ?? NaN));
}

/** The document with the neurons' gains at that scope replaced. */
function withGain(
  edits: EditsDocument,
  neurons: readonly NeuronRef[],
  at: 'mask' | 'all',
  gain: number,
): EditsDocument {
  const dosed = new Set(neurons.map(({ layer, neuron }) => `${layer}/${neuron}`));
  const others = edits.neurons.filter((edit) => edit.at !== at || !dosed.has(`${edit.layer}/${edit.neuron}`));
  return { ...edits, neurons: [...others, ...neurons.map(({ layer, neuron }) => ({ layer, neuron, gain, at }))] };
}
