/** The number of each neuron that colours the map of a prompt, by what it is coloured by. */
import type { Colour } from '../../state/view';
import type { ActivationsResult, AttributionResult } from '../../worker/api';

/** Change of activation through the edits. */
export function activationChange({ before, after }: ActivationsResult): Float32Array {
  return after.map((value, index) => value - (before[index] ?? 0));
}

/** [L * F], or null where nothing tells them yet. */
export function colourValues(
  colour: Colour,
  attribution: AttributionResult | null,
  activations: ActivationsResult | null,
): Float32Array | null {
  if (colour === 'attribution') return attribution?.scores ?? null;
  if (!activations) return colour === 'activation' ? (attribution?.activations ?? null) : null;
  return colour === 'activation' ? activations.after : activationChange(activations);
}
