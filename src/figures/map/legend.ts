/** What the colours of the map mean, and at which numbers they end. */
import type { Colour } from '../../state/view';
import { domainOf } from './scale';
import { strongest } from './strongest';

/** Of blue and of amber. */
export const COLOUR_MEANINGS: Record<Colour, readonly [string, string]> = {
  attribution: ['pushes the target down', 'pushes it up'],
  activation: ['below zero', 'fires'],
  change: ['fires less with the edits', 'fires more'],
};

/** The ends of the scale, with two digits that say something, and the neuron that lies farthest out. */
export function endsOf(values: Float32Array) {
  const domain = domainOf(values);
  const digits = Math.min(7, Math.max(2, 1 - Math.floor(Math.log10(domain))));
  return { domain, digits, first: strongest(values, 1)[0] };
}
