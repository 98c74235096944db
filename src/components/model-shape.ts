/**
 * How many layers the model has and how many neurons a layer: what a neuron's index depends on. While the built-in model is
 * on its way its shape is known beforehand; without either there is none, and no neuron has an index.
 */
import type { BertConfig } from '../bert/config';
import type { NeuronRef } from '../knowledge/edits/edits';
import { indexOf } from '../state/neurons';
import { useApp } from './store';

export type ModelShape = Pick<BertConfig, 'layers' | 'intermediateSize'>;

export function useModelShape(): ModelShape | null {
  return useApp(({ info, beforehand }) => info?.config ?? beforehand?.config ?? null);
}

/** In the order of the neurons. */
export function indicesOf(neurons: readonly NeuronRef[], shape: ModelShape | null): readonly number[] {
  return shape ? neurons.map((neuron) => indexOf(neuron, shape.intermediateSize)) : [];
}

export function byIndex<N extends NeuronRef>(neurons: readonly N[], shape: ModelShape | null): ReadonlyMap<number, N> {
  return new Map(shape ? neurons.map((neuron) => [indexOf(neuron, shape.intermediateSize), neuron]) : []);
}
