/** What is said of each layer beside the map: a number of what colours it. */
import type { Colour } from '../../state/view';
import { counted, signed } from '../format';
import { strongest } from './strongest';

/** A number for each layer, drawn as a bar. */
export interface LayerSummary {
  /** What the numbers are, in a word or two. */
  readonly name: string;
  /** [L] */
  readonly values: readonly number[];
  format(value: number): string;
  /** What the number is, for a person. */
  title(layer: number, value: number): string;
}

export interface LayerValues {
  readonly layers: number;
  readonly neurons: number;
  /** [L * F] what colours the map. */
  readonly values: Float32Array;
}

/** Of activations how many fire, of differences the largest: neither adds up to anything. */
export function summaryOf(
  colour: Exclude<Colour, 'attribution'>,
  { layers, neurons, values }: LayerValues,
): LayerSummary {
  const byLayer = Array.from({ length: layers }, (_, layer) => layer);
  if (colour === 'activation') {
    const firing = (layer: number) =>
      values.subarray(layer * neurons, (layer + 1) * neurons).reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    return {
      name: 'fire',
      values: byLayer.map(firing),
      format: String,
      title: (layer, value) => `In layer ${layer}, ${value} of ${counted(neurons, 'neuron')} fire`,
    };
  }
  return {
    name: 'largest',
    values: byLayer.map((layer) => {
      const [first] = strongest(values, 1, [layer * neurons, (layer + 1) * neurons]);
      return first === undefined ? 0 : (values[first] ?? 0);
    }),
    format: (value) => signed(value, 3),
    title: (layer, value) => `The largest change of an activation in layer ${layer} is ${signed(value)}`,
  };
}

/** Attributions add up, within a layer. @param sums by layer. */
export function sumsOfAttribution(sums: readonly number[]): LayerSummary {
  return {
    name: 'layer sum',
    values: sums,
    format: (sum) => signed(sum, 3),
    title: (layer, sum) => `The attributions of layer ${layer} sum to ${signed(sum)}`,
  };
}
