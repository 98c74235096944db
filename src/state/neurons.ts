/** A neuron's place as one number, the way results are laid out: layer * F + neuron. Selections and drawings use it. */
import type { NeuronRef } from '../knowledge/edits/edits';

export function indexOf(ref: NeuronRef, width: number): number {
  return ref.layer * width + ref.neuron;
}

export function refOf(index: number, width: number): NeuronRef {
  return { layer: Math.floor(index / width), neuron: index % width };
}

/** The name people read: layers and neurons count from 0, as in the edits document. */
export function nameOf(ref: NeuronRef): string {
  return `L${ref.layer} · N${ref.neuron}`;
}

export function sameNeuron(a: NeuronRef, b: NeuronRef): boolean {
  return a.layer === b.layer && a.neuron === b.neuron;
}
